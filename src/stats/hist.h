// SPDX-License-Identifier: MIT
// Log-linear histogram of non-negative integers (latencies in the clock's
// unit). Exact below 2^(HIST_BITS+1); above, a bucket is at most
// 1/2^HIST_BITS of its lower bound wide. Documents carry it at
// HIST_EXPORT_BITS (relative error at most 1/128), so that any quantile can
// be taken later; quantiles reported beside it are taken at full resolution.
//
//   value   0 … 2^11-1 | 2^11 … 2^12-1 | 2^12 … 2^13-1 | …
//   width        1     |       1       |       2       | …
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/cleanup.h"

#define HIST_BITS 11
#define HIST_EXPORT_BITS 7
// Most buckets that an export can have.
#define HIST_EXPORT_MAX                                                        \
	((size_t)(64 - HIST_EXPORT_BITS + 1) << HIST_EXPORT_BITS)

// Quantiles that a document carries at full resolution, beside the buckets.
#define HIST_REPORTED 5
extern const double hist_reported[HIST_REPORTED];

struct hist_bucket {
	uint64_t low, high; // inclusive bounds
	uint64_t count;
};

struct hist {
	uint64_t *counts; // NULL when restored
	bool shared;      // they are seen by forked processes
	uint64_t count;
	uint64_t min, max; // exact; 0 when empty
	double mean, m2;   // Welford's running mean and sum of squares
	// Restored from a document: its buckets and the quantiles beside them.
	struct hist_bucket *buckets;
	size_t n_buckets;
	uint64_t reported[HIST_REPORTED];
};

void hist_init(struct hist *h);
// With counts that processes see which are forked from then on.
void hist_init_shared(struct hist *h);
void hist_release(struct hist *h);
void hist_reset(struct hist *h);
void hist_add(struct hist *h, uint64_t value);
// The same for many, in less time each.
void hist_add_all(struct hist *h, const uint64_t *values, size_t n);
// A restored `from` is added at the middle of its buckets.
void hist_merge(struct hist *to, const struct hist *from);
// From what a document says. `h` has count, min, max, mean and reported set,
// the rest zero; takes the ascending `buckets`, whose counts add up to count.
// Read-only afterwards: no add, no merge into it.
void hist_restore(struct hist *h, double stddev, struct hist_bucket *buckets,
		  size_t n);
// Value below or at which the share q (0 … 1) of the samples lies: nearest
// rank, middle of its bucket, kept within min and max. 0 when empty. Of a
// restored histogram the reported quantiles are those of the document.
uint64_t hist_quantile(const struct hist *h, double q);
double hist_stddev(const struct hist *h); // of the sample; 0 below two
// Non-empty buckets at export resolution, ascending; caller frees.
size_t hist_export(const struct hist *h, struct hist_bucket **ret_buckets);

DEFINE_CLEANUP(hist, struct hist, hist_release)
#define cleanup_hist CLEANUP(hist_cleanup_)
