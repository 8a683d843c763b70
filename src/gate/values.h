// SPDX-License-Identifier: MIT
// The numbers of one metric on one side, out of the runs that did the same.
#pragma once

#include "gate/pair.h"

enum unit_of {
	UNIT_REPETITION, // every repetition's value
	UNIT_FILE,       // a file's median over its repetitions
};

struct values {
	double *v;
	size_t n;
};

// NULL: the run has no such metric.
const struct metric *values_metric(const struct run_record *run,
				   const char *name);
// Of a run without the metric nothing is taken.
struct values values_take(const struct run_group *group, const char *metric,
			  enum unit_of unit);
// Multiply by the factor in the direction that is worse.
void values_worsen(struct values *values, enum direction direction,
		   double factor);
// Least and most share of bytes mapped by PMD or larger in a repetition; false
// when one of them is not known.
bool values_huge_share(const struct run_group *group, double *ret_least,
		       double *ret_most);
void values_release(struct values *values);

DEFINE_CLEANUP(values, struct values, values_release)
#define cleanup_values CLEANUP(values_cleanup_)
