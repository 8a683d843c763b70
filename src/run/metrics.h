// SPDX-License-Identifier: MIT
// The numbers a run is judged by, derived from its repetitions. Each carries
// its unit and the direction that is better, so that the gate inherits both.
#pragma once

#include "base/geometry.h"
#include "result/result.h"

void metrics_derive(struct run_record *run, enum clock_kind clock,
		    const struct geometry *geo);
