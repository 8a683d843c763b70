// SPDX-License-Identifier: MIT
// Percentile bootstrap of the difference of two medians, seeded: the same
// input gives the same interval on every machine. For values whose
// distribution no rank test fits, such as nearly constant ones.
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "stats/ranktest.h"

#define BOOTSTRAP_ROUNDS 1000

// median(b) - median(a). `reached` is false when a side has fewer than two.
void bootstrap_medians(const double *a, size_t n_a, const double *b, size_t n_b,
		       double level, uint64_t seed, struct shift *ret_shift);
