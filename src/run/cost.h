// SPDX-License-Identifier: MIT
// What a pass of a plan takes, about: so that what is left of a hundred runs
// can be told while they go on. Only the ratio of two counts.
#pragma once

#include "run/plan.h"

// In nanoseconds of some machine; more than 0.
double run_cost(const struct run_plan *plan, const struct geometry *geo);
