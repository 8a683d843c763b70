// SPDX-License-Identifier: MIT
// Measure the A/A floor out of results of one kernel on one machine.
#pragma once

#include "base/attr.h"
#include "base/error.h"
#include "result/noise.h"
#include "result/result-read.h"

// A metric that is not exact has a floor out of its medians, one a result:
// of instructions, which one boot each is judged by, half their range; of
// times the end of the interval of pairs (results 1 and 2, 3 and 4, …) that is
// farther from zero, or the largest difference where there are too few pairs
// for this confidence. Needs two results that agree in all facts, complete
// and valid; -EINVAL otherwise.
int floor_measure(const struct result_set *set, double confidence,
		  struct noise *ret_noise, struct error *err) ATTR_MUST_CHECK;
