// SPDX-License-Identifier: MIT
// Wilcoxon's two rank tests with exact distributions, and the intervals of the
// Hodges-Lehmann shift that belong to them.
//
// Ties: p values use midranks and the exact conditional distribution given
// those midranks (every assignment of signs or of group labels equally
// likely), computed over doubled ranks, which are whole numbers. Zero
// differences are dropped from the signed-rank test, as Wilcoxon did. R's
// wilcox.test() and this agree where there are no ties; with ties R turns to a
// normal approximation, this stays exact.
// Intervals take order statistics of the Walsh averages or of the pairwise
// differences at the quantile of the distribution without ties, as R does;
// with ties that covers at least what is asked for.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/attr.h"

// More of a side than this is refused: the differences are n × m.
#define RANKTEST_MAX 2000

struct shift {
	double estimate; // Hodges-Lehmann
	double low, high;
	bool reached; // false: too few values for this level; low, high: ±inf
};

// Two-sided: twice the smaller tail, at most 1.
double signed_rank_p(const double *d, size_t n);
double rank_sum_p(const double *a, size_t n_a, const double *b, size_t n_b);

// Centre of symmetry of d, from the n(n+1)/2 Walsh averages. `level` is the
// two-sided confidence, as 0.95. Needs 1 ≤ n ≤ RANKTEST_MAX; -E2BIG, -EINVAL.
int shift_paired(const double *d, size_t n, double level,
		 struct shift *ret_shift) ATTR_MUST_CHECK;
// b - a, from the n_a × n_b differences.
int shift_unpaired(const double *a, size_t n_a, const double *b, size_t n_b,
		   double level, struct shift *ret_shift) ATTR_MUST_CHECK;

double median(const double *v, size_t n); // NAN of nothing

// Holm's step-down adjustment, in place: reject what stays ≤ alpha.
void holm_adjust(double *p, size_t n);
