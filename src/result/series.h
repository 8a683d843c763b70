// SPDX-License-Identifier: MIT
// The numbers of one metric of one workload under one set of circumstances,
// over all repetitions of all results that share them. Numbers of runs that
// are invalid are no numbers and are left out.
#pragma once

#include "result/result.h"
#include "result/variant.h"

struct series {
	const struct result *result; // the first it came from; borrowed
	const struct run_record *run;
	const struct metric *metric;
	char *variant; // circumstances that differ, "ext4/6.1.0", or ""
	char *key;     // identity
	double *values;
	size_t n;
	double median, min, max; // meaningful when n > 0
};

struct series_list {
	struct series *v;
	size_t n;
	struct variants variants; // what the names hold,
	unsigned ignore;          // but for these
};

// In order of appearance. `ignore`: dimensions (bits) that do not tell apart.
void series_collect(struct series_list *list,
		    const struct result *const *results, size_t n,
		    unsigned ignore);
void series_list_release(struct series_list *list);
// What `key` is, of another run: it holds every option, named or not; caller
// frees.
char *series_key(const struct result *r, const struct run_record *run,
		 const struct metric *m, unsigned ignore);
// "pmd-fault/ext4" and "pmd-fault/ext4/latency_p50"; caller frees.
char *series_run_name(const struct series *s);
char *series_name(const struct series *s);
// Of those values that are numbers. NAN when there is none.
double values_median(const double *values, size_t n);

DEFINE_CLEANUP(series_list, struct series_list, series_list_release)
#define cleanup_series_list CLEANUP(series_list_cleanup_)
