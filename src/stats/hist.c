// SPDX-License-Identifier: MIT
#include "stats/hist.h"

#include <math.h>
#include <string.h>

#include "base/alloc.h"

const double hist_reported[HIST_REPORTED] = { 0.5, 0.9, 0.99, 0.999, 0.9999 };

// Octaves above the exact range, each of 2^bits buckets.
#define BUCKETS(bits) ((size_t)(64 - (bits) + 1) << (bits))

static size_t bucket_of(uint64_t value, unsigned bits)
{
	if (value >> (bits + 1) == 0)
		return (size_t)value;
	unsigned shift = 63 - (unsigned)__builtin_clzll(value) - bits;

	return ((size_t)shift << bits) + (size_t)(value >> shift);
}

static void bounds_of(size_t bucket, unsigned bits, uint64_t *ret_low,
		      uint64_t *ret_high)
{
	if (bucket >> (bits + 1) == 0) {
		*ret_low = *ret_high = bucket;
		return;
	}
	unsigned shift = (unsigned)(bucket >> bits) - 1;
	uint64_t top = bucket - ((size_t)shift << bits);

	*ret_low = top << shift;
	*ret_high = *ret_low + (((uint64_t)1 << shift) - 1);
}

void hist_init(struct hist *h)
{
	*h = (struct hist){ 0 };
	h->counts = xcalloc(BUCKETS(HIST_BITS), sizeof(*h->counts));
}

#define COUNTS_BYTES (BUCKETS(HIST_BITS) * sizeof(uint64_t))

void hist_init_shared(struct hist *h)
{
	*h = (struct hist){ .counts = xshared(COUNTS_BYTES), .shared = true };
}

void hist_release(struct hist *h)
{
	if (h->shared)
		xshared_free(h->counts, COUNTS_BYTES);
	else
		free(h->counts);
	free(h->buckets);
	*h = (struct hist){ 0 };
}

void hist_reset(struct hist *h)
{
	struct hist empty = { .counts = h->counts, .shared = h->shared };

	memset(h->counts, 0, COUNTS_BYTES);
	*h = empty;
}

void hist_add(struct hist *h, uint64_t value)
{
	h->counts[bucket_of(value, HIST_BITS)]++;
	if (h->count == 0 || value < h->min)
		h->min = value;
	if (value > h->max)
		h->max = value;
	h->count++;
	double delta = (double)value - h->mean;

	h->mean += delta / (double)h->count;
	h->m2 += delta * ((double)value - h->mean);
}

// Mean and squares of some more samples, by their own.
static void add_moments(struct hist *h, double n, double mean, double m2)
{
	double before = (double)h->count, all = before + n;
	double delta = mean - h->mean;

	h->mean += delta * n / all;
	h->m2 += m2 + delta * delta * before * n / all;
}

// Not one by one by Welford's formula: that waits for a division each time.
// Sums of the differences to the first are as good: it is one of them, so no
// sum of squares is much larger than the squares that are wanted.
void hist_add_all(struct hist *h, const uint64_t *values, size_t n)
{
	uint64_t min, max;
	double first, sum = 0, squares = 0;

	if (!n)
		return;
	first = (double)values[0];
	min = h->count ? h->min : values[0];
	max = h->count ? h->max : values[0];
	for (size_t i = 0; i < n; i++) {
		uint64_t value = values[i];
		double delta = (double)value - first;

		h->counts[bucket_of(value, HIST_BITS)]++;
		min = value < min ? value : min;
		max = value > max ? value : max;
		sum += delta;
		squares += delta * delta;
	}
	h->min = min;
	h->max = max;
	add_moments(h, (double)n, first + sum / (double)n,
		    fmax(0, squares - sum * sum / (double)n));
	h->count += n;
}

static uint64_t middle_of(const struct hist_bucket *b)
{
	return b->low + (b->high - b->low) / 2;
}

void hist_merge(struct hist *to, const struct hist *from)
{
	if (!from->count)
		return;
	for (size_t i = 0; from->counts && i < BUCKETS(HIST_BITS); i++)
		to->counts[i] += from->counts[i];
	for (size_t i = 0; i < from->n_buckets; i++)
		to->counts[bucket_of(middle_of(&from->buckets[i]),
				     HIST_BITS)] += from->buckets[i].count;
	if (to->count == 0 || from->min < to->min)
		to->min = from->min;
	if (from->max > to->max)
		to->max = from->max;
	add_moments(to, (double)from->count, from->mean, from->m2);
	to->count += from->count;
}

void hist_restore(struct hist *h, double stddev, struct hist_bucket *buckets,
		  size_t n)
{
	h->m2 = h->count < 2 ? 0 : stddev * stddev * (double)(h->count - 1);
	h->buckets = buckets;
	h->n_buckets = n;
}

// Middle of the bucket in which the sample of this rank (from 1) lies.
static uint64_t ranked(const struct hist *h, uint64_t rank)
{
	struct hist_bucket b = { 0 };
	uint64_t seen = 0;

	for (size_t i = 0; h->counts && i < BUCKETS(HIST_BITS); i++) {
		seen += h->counts[i];
		if (seen >= rank) {
			bounds_of(i, HIST_BITS, &b.low, &b.high);
			return middle_of(&b);
		}
	}
	for (size_t i = 0; i < h->n_buckets; i++) {
		seen += h->buckets[i].count;
		if (seen >= rank)
			return middle_of(&h->buckets[i]);
	}
	return h->max;
}

uint64_t hist_quantile(const struct hist *h, double q)
{
	if (!h->count)
		return 0;
	for (size_t i = 0; !h->counts && i < HIST_REPORTED; i++)
		if (!(q < hist_reported[i]) && !(q > hist_reported[i]))
			return h->reported[i];
	uint64_t rank = (uint64_t)ceil(q * (double)h->count);
	if (rank < 1)
		rank = 1;
	if (rank >= h->count)
		return h->max;

	uint64_t middle = ranked(h, rank);
	return middle < h->min ? h->min : middle > h->max ? h->max : middle;
}

double hist_stddev(const struct hist *h)
{
	return h->count < 2 ? 0 : sqrt(h->m2 / (double)(h->count - 1));
}

size_t hist_export(const struct hist *h, struct hist_bucket **ret_buckets)
{
	struct hist_bucket *v = NULL;
	size_t n = h->n_buckets;

	if (!h->counts) {
		v = xcalloc(n, sizeof(*v));
		for (size_t i = 0; i < n; i++)
			v[i] = h->buckets[i];
		*ret_buckets = v;
		return n;
	}
	for (size_t i = 0; i < BUCKETS(HIST_BITS); i++) {
		uint64_t low, high;

		if (!h->counts[i])
			continue;
		bounds_of(i, HIST_BITS, &low, &high);
		bounds_of(bucket_of(low, HIST_EXPORT_BITS), HIST_EXPORT_BITS,
			  &low, &high);
		if (n == 0 || v[n - 1].low != low) {
			v = xreallocarray(v, n + 1, sizeof(*v));
			v[n++] = (struct hist_bucket){ low, high, 0 };
		}
		v[n - 1].count += h->counts[i];
	}
	*ret_buckets = v;
	return n;
}
