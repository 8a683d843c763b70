// SPDX-License-Identifier: MIT
#include "stats/ranktest.h"

#include <errno.h>
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/cleanup.h"

// Beyond this many of a side the untied rank-sum quantile is the normal
// approximation's (R turns to it at 50 as well).
#define RANK_SUM_EXACT 50

static int ascending(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double *sorted(const double *v, size_t n)
{
	double *copy = xcalloc(n + 1, sizeof(*copy));

	if (n)
		memcpy(copy, v, n * sizeof(*copy));
	qsort(copy, n, sizeof(*copy), ascending);
	return copy;
}

static double middle(const double *s, size_t n)
{
	if (!n)
		return NAN;
	return n % 2 ? s[n / 2] : (s[n / 2 - 1] + s[n / 2]) / 2;
}

double median(const double *v, size_t n)
{
	cleanup_free double *s = sorted(v, n);

	return middle(s, n);
}

// Twice the midrank of `value` among the sorted s: first + last position.
static size_t doubled_rank(const double *s, size_t n, double value)
{
	size_t below = 0, not_above = 0;

	for (size_t i = 0; i < n; i++) {
		below += s[i] < value;
		not_above += !(s[i] > value);
	}
	return below + 1 + not_above;
}

static double two_sided(const double *share, size_t max, size_t seen)
{
	double low = 0, high = 0;

	for (size_t i = 0; i <= max; i++) {
		low += i <= seen ? share[i] : 0;
		high += i >= seen ? share[i] : 0;
	}
	return fmin(1, 2 * fmin(low, high));
}

double signed_rank_p(const double *d, size_t n)
{
	cleanup_free double *size = xcalloc(n + 1, sizeof(*size));
	cleanup_free size_t *rank = xcalloc(n + 1, sizeof(*rank));
	size_t kept = 0, max = 0, seen = 0, done = 0;

	for (size_t i = 0; i < n; i++)
		if (d[i] < 0 || d[i] > 0)
			size[kept++] = fabs(d[i]);
	qsort(size, kept, sizeof(*size), ascending);
	for (size_t i = 0; i < n; i++) {
		if (!(d[i] < 0 || d[i] > 0))
			continue;
		rank[done] = doubled_rank(size, kept, fabs(d[i]));
		max += rank[done];
		seen += d[i] > 0 ? rank[done] : 0;
		done++;
	}
	cleanup_free double *share = xcalloc(max + 1, sizeof(*share));

	share[0] = 1;
	for (size_t k = 0; k < kept; k++)
		for (size_t s = max + 1; s-- > 0;)
			share[s] = (share[s] +
				    (s >= rank[k] ? share[s - rank[k]] : 0)) /
				   2;
	return two_sided(share, max, seen);
}

// Share of all choices of `take` out of n with each sum of ranks, as a row of
// max + 1. Row k of the table holds the ways to choose k, weighted so that
// each stays a probability: a value is taken with take'/left'.
static void choose(const size_t *rank, size_t n, size_t take, size_t max,
		   double *ret_share)
{
	cleanup_free double *ways =
		xcalloc((take + 1) * (max + 1), sizeof(*ways));

	ways[0] = 1;
	for (size_t i = 0; i < n; i++) {
		double left = (double)(n - i);

		for (size_t k = take + 1; k-- > 0;) {
			double *to = ways + k * (max + 1);
			double stay = 1 - (double)(take - k) / left;
			double come = (double)(take - k + 1) / left;

			for (size_t s = max + 1; s-- > 0;) {
				to[s] *= stay > 0 ? stay : 0;
				if (k && s >= rank[i])
					to[s] += come *
						 to[s - rank[i] - (max + 1)];
			}
		}
	}
	memcpy(ret_share, ways + take * (max + 1), (max + 1) * sizeof(*ways));
}

static double normal_p(const double *all, size_t n, size_t n_a, double seen)
{
	double ties = 0, m = (double)n_a, k = (double)(n - n_a),
	       size = (double)n;

	for (size_t i = 0, j; i < n; i = j) {
		for (j = i + 1; j < n && !(all[j] > all[i]);)
			j++;
		double t = (double)(j - i);
		ties += t * t * t - t;
	}
	double sd = sqrt(m * k / 12 * (size + 1 - ties / (size * (size - 1))));
	double away = fabs(seen - m * (size + 1) / 2) - 0.5;

	return sd > 0 && away > 0 ? erfc(away / sd / sqrt(2)) : 1;
}

double rank_sum_p(const double *a, size_t n_a, const double *b, size_t n_b)
{
	size_t n = n_a + n_b, seen = 0, max = 0;
	cleanup_free double *all = xcalloc(n + 1, sizeof(*all));
	cleanup_free size_t *rank = xcalloc(n + 1, sizeof(*rank));

	if (!n_a || !n_b)
		return 1;
	memcpy(all, a, n_a * sizeof(*all));
	memcpy(all + n_a, b, n_b * sizeof(*all));
	qsort(all, n, sizeof(*all), ascending);
	for (size_t i = 0; i < n; i++) {
		rank[i] = doubled_rank(all, n, i < n_a ? a[i] : b[i - n_a]);
		max += rank[i];
		seen += i < n_a ? rank[i] : 0;
	}
	if (n_a > RANK_SUM_EXACT || n_b > RANK_SUM_EXACT)
		return normal_p(all, n, n_a, (double)seen / 2);
	cleanup_free double *share = xcalloc(max + 1, sizeof(*share));

	choose(rank, n, n_a, max, share);
	return two_sided(share, max, seen);
}

// Smallest q with P(statistic ≤ q) ≥ p.
static size_t quantile(const double *share, size_t max, double p)
{
	double sum = 0;

	for (size_t q = 0; q <= max; q++) {
		sum += share[q];
		if (sum >= p - 10 * DBL_EPSILON)
			return q;
	}
	return max;
}

// z with P(Z <= z) = p, for p < 1/2: Newton, which descends steadily there.
static double normal_quantile(double p)
{
	double z = 0;

	for (int i = 0; i < 60; i++)
		z -= (erfc(-z / sqrt(2)) / 2 - p) /
		     (exp(-z * z / 2) / sqrt(2 * M_PI));
	return z;
}

static size_t normal_rank(double mean, double sd, double p)
{
	double q = mean + normal_quantile(p) * sd - 0.5;

	return q > 0 ? (size_t)floor(q) : 0;
}

// Most elements of the distribution table of the signed-rank statistic.
#define SIGNED_RANK_EXACT 200

static size_t signed_rank_quantile(size_t n, double p)
{
	size_t max = n * (n + 1) / 2;
	double size = (double)n;

	if (n > SIGNED_RANK_EXACT)
		return normal_rank(
			size * (size + 1) / 4,
			sqrt(size * (size + 1) * (2 * size + 1) / 24), p);
	cleanup_free double *share = xcalloc(max + 1, sizeof(*share));

	share[0] = 1;
	for (size_t k = 1; k <= n; k++)
		for (size_t s = max + 1; s-- > 0;)
			share[s] = (share[s] + (s >= k ? share[s - k] : 0)) / 2;
	return quantile(share, max, p);
}

// Of the number of pairs in which b is above a.
static size_t rank_sum_quantile(size_t n_a, size_t n_b, double p)
{
	size_t n = n_a + n_b, max = n * (n + 1) / 2;
	double m = (double)n_a, k = (double)n_b;

	if (n_a > RANK_SUM_EXACT || n_b > RANK_SUM_EXACT)
		return normal_rank(m * k / 2, sqrt(m * k * (m + k + 1) / 12),
				   p);
	cleanup_free double *share = xcalloc(max + 1, sizeof(*share));
	cleanup_free size_t *rank = xcalloc(n, sizeof(*rank));

	for (size_t i = 0; i < n; i++)
		rank[i] = i + 1;
	choose(rank, n, n_a, max, share);
	return quantile(share, max, p) - n_a * (n_a + 1) / 2;
}

// `q` is the quantile at (1 - level) / 2 of a statistic that counts how many
// of the m sorted differences are positive.
static void interval(double *diffs, size_t m, size_t q, struct shift *ret)
{
	qsort(diffs, m, sizeof(*diffs), ascending);
	ret->estimate = middle(diffs, m);
	ret->reached = q > 0;
	ret->low = q > 0 ? diffs[q - 1] : -INFINITY;
	ret->high = q > 0 ? diffs[m - q] : INFINITY;
}

int shift_paired(const double *d, size_t n, double level,
		 struct shift *ret_shift)
{
	size_t m = 0;

	if (!n)
		return -EINVAL;
	if (n > RANKTEST_MAX)
		return -E2BIG;
	cleanup_free double *walsh = xcalloc(n * (n + 1) / 2, sizeof(*walsh));

	for (size_t i = 0; i < n; i++)
		for (size_t j = i; j < n; j++)
			walsh[m++] = (d[i] + d[j]) / 2;
	interval(walsh, m, signed_rank_quantile(n, (1 - level) / 2), ret_shift);
	return 0;
}

int shift_unpaired(const double *a, size_t n_a, const double *b, size_t n_b,
		   double level, struct shift *ret_shift)
{
	size_t m = 0;

	if (!n_a || !n_b)
		return -EINVAL;
	if (n_a > RANKTEST_MAX || n_b > RANKTEST_MAX)
		return -E2BIG;
	cleanup_free double *diffs = xcalloc(n_a * n_b, sizeof(*diffs));

	for (size_t i = 0; i < n_a; i++)
		for (size_t j = 0; j < n_b; j++)
			diffs[m++] = b[j] - a[i];
	interval(diffs, m, rank_sum_quantile(n_a, n_b, (1 - level) / 2),
		 ret_shift);
	return 0;
}

// In the order of p; ties keep any order, the adjusted values are the same.
void holm_adjust(double *p, size_t n)
{
	cleanup_free double *s = sorted(p, n);
	double least = 0;

	for (size_t i = 0; i < n; i++) {
		double raw = s[i];

		least = fmax(least, fmin(1, (double)(n - i) * raw));
		// Equal p values share the first one's adjustment.
		for (size_t j = 0; j < n; j++)
			if (!(p[j] < raw) && !(p[j] > raw) &&
			    (i == 0 || s[i - 1] < raw))
				p[j] = -1 - least;
	}
	for (size_t i = 0; i < n; i++)
		p[i] = p[i] <= -1 ? -1 - p[i] : p[i];
}
