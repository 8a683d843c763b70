// SPDX-License-Identifier: MIT
// What would be run, a line a run.
#pragma once

#include <stdio.h>

#include "cmd/run-build.h"

void run_plans_print(const struct run_plans *plans, FILE *out);
