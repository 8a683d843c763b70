// SPDX-License-Identifier: MIT
// The histogram against exact sorted samples, and its export and union.
#include "unit.h"

#include <math.h>

#include "base/rng.h"
#include "stats/hist.h"

#define SAMPLES 20000

typedef uint64_t (*draw)(struct rng *r);

static uint64_t uniform_small(struct rng *r)
{
	return rng_below(r, 3000);
}

static uint64_t uniform_wide(struct rng *r)
{
	return rng_next(r);
}

// Every octave equally often.
static uint64_t log_uniform(struct rng *r)
{
	return rng_next(r) >> rng_below(r, 64);
}

// As latencies are: a narrow bulk and a tail three orders away.
static uint64_t two_humps(struct rng *r)
{
	uint64_t base = rng_below(r, 100) < 98 ? 25000 : 9000000;

	return base + rng_below(r, base / 4);
}

static uint64_t exponential(struct rng *r)
{
	double u = (double)(rng_next(r) >> 11) / 9007199254740992.0;

	return (uint64_t)(-log(1 - u) * 50000);
}

static uint64_t constant(struct rng *r ATTR_UNUSED)
{
	return 123456789;
}

static const draw draws[] = { uniform_small, uniform_wide, log_uniform,
			      two_humps,     exponential,  constant };

static int by_value(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

// n samples of one distribution, sorted, and in the histogram.
static void fill(struct hist *h, uint64_t *v, size_t n, draw of, uint64_t seed)
{
	struct rng r = { seed };

	for (size_t i = 0; i < n; i++) {
		v[i] = of(&r);
		hist_add(h, v[i]);
	}
	qsort(v, n, sizeof(*v), by_value);
}

static bool near(double a, double b, double relative)
{
	return fabs(a - b) <= relative * fmax(fabs(a), fabs(b)) + 1e-300;
}

TEST(quantiles_are_within_one_part_in_2048)
{
	static const struct {
		double q;
		uint64_t of, all; // q as a fraction
	} qs[] = {
		{ 0.001, 1, 1000 },   { 0.25, 1, 4 },
		{ 0.5, 1, 2 },        { 0.75, 3, 4 },
		{ 0.9, 9, 10 },       { 0.99, 99, 100 },
		{ 0.999, 999, 1000 }, { 0.9999, 9999, 10000 },
	};
	cleanup_free uint64_t *v = xcalloc(SAMPLES, sizeof(*v));

	for (size_t d = 0; d < ARRAY_SIZE(draws); d++) {
		for (uint64_t seed = 1; seed <= 5; seed++) {
			cleanup_hist struct hist h;

			hist_init(&h);
			fill(&h, v, SAMPLES, draws[d], seed);
			for (size_t i = 0; i < ARRAY_SIZE(qs); i++) {
				uint64_t rank =
					(qs[i].of * SAMPLES + qs[i].all - 1) /
					qs[i].all;
				double exact = (double)v[rank - 1];
				double got = (double)hist_quantile(&h, qs[i].q);

				assert_true(near(got, exact, 1.0 / 2048));
			}
		}
	}
}

TEST(small_values_are_exact)
{
	cleanup_hist struct hist h;

	hist_init(&h);
	for (uint64_t v = 0; v < 4096; v++)
		hist_add(&h, v);
	for (uint64_t k = 1; k <= 4096; k++)
		assert_int_equal(hist_quantile(&h, (double)k / 4096), k - 1);
}

TEST(the_extreme_quantiles_are_the_exact_extremes)
{
	cleanup_hist struct hist h;

	hist_init(&h);
	hist_add(&h, 1000003);
	hist_add(&h, 2000003);
	hist_add(&h, 987654321987654321u);
	assert_int_equal(h.min, 1000003);
	assert_true(hist_quantile(&h, 1) == 987654321987654321u);
	assert_true(near((double)hist_quantile(&h, 0), 1000003, 1.0 / 2048));
	assert_true(hist_quantile(&h, 0) >= h.min);
}

TEST(a_single_sample_is_every_quantile)
{
	cleanup_hist struct hist h;

	hist_init(&h);
	hist_add(&h, 987654321);
	assert_int_equal(hist_quantile(&h, 0), 987654321);
	assert_int_equal(hist_quantile(&h, 0.5), 987654321);
	assert_int_equal(hist_quantile(&h, 1), 987654321);
	assert_int_equal(hist_stddev(&h) > 0, 0);
}

TEST(quantiles_never_fall_as_q_rises)
{
	cleanup_free uint64_t *v = xcalloc(SAMPLES, sizeof(*v));
	cleanup_hist struct hist h;
	uint64_t last = 0;

	hist_init(&h);
	fill(&h, v, SAMPLES, log_uniform, 3);
	for (unsigned i = 0; i <= 200; i++) {
		uint64_t now = hist_quantile(&h, i / 200.0);

		assert_true(now >= last);
		last = now;
	}
}

TEST(an_empty_histogram_is_all_zero)
{
	struct hist_bucket *buckets = NULL;
	cleanup_hist struct hist h;

	hist_init(&h);
	assert_int_equal(hist_quantile(&h, 0.5), 0);
	assert_int_equal(h.count, 0);
	assert_int_equal(h.min, 0);
	assert_int_equal(h.max, 0);
	assert_int_equal(hist_stddev(&h) > 0, 0);
	assert_int_equal(hist_export(&h, &buckets), 0);
	free(buckets);
}

TEST(zero_and_the_largest_integer_have_a_bucket)
{
	cleanup_free struct hist_bucket *buckets = NULL;
	cleanup_hist struct hist h;

	hist_init(&h);
	hist_add(&h, 0);
	hist_add(&h, UINT64_MAX);
	assert_int_equal(h.min, 0);
	assert_true(h.max == UINT64_MAX);
	assert_int_equal(hist_quantile(&h, 0.5), 0);
	assert_true(hist_quantile(&h, 1) == UINT64_MAX);
	assert_int_equal(hist_export(&h, &buckets), 2);
	assert_int_equal(buckets[0].low, 0);
	assert_int_equal(buckets[0].high, 0);
	assert_true(buckets[1].high == UINT64_MAX);
	assert_int_equal(buckets[1].count, 1);
}

// All powers of two and their neighbours: where buckets change their width.
TEST(values_at_the_edges_of_octaves_are_near)
{
	for (unsigned bit = 1; bit < 64; bit++) {
		for (int step = -1; step <= 1; step++) {
			uint64_t v = (UINT64_C(1) << bit) + (uint64_t)step;
			cleanup_hist struct hist h;

			hist_init(&h);
			hist_add(&h, 0);
			hist_add(&h, v);
			hist_add(&h, UINT64_MAX);
			assert_true(near((double)hist_quantile(&h, 0.5),
					 (double)v, 1.0 / 2048));
		}
	}
}

static uint64_t within(const uint64_t *v, size_t n, uint64_t low, uint64_t high)
{
	uint64_t count = 0;

	for (size_t i = 0; i < n; i++)
		count += v[i] >= low && v[i] <= high;
	return count;
}

TEST(exported_buckets_are_disjoint_ascending_and_narrow)
{
	cleanup_free uint64_t *v = xcalloc(SAMPLES, sizeof(*v));

	for (size_t d = 0; d < ARRAY_SIZE(draws); d++) {
		cleanup_free struct hist_bucket *b = NULL;
		cleanup_hist struct hist h;

		hist_init(&h);
		fill(&h, v, SAMPLES, draws[d], 11);
		size_t n = hist_export(&h, &b);
		assert_true(n > 0);
		for (size_t i = 0; i < n; i++) {
			assert_true(b[i].low <= b[i].high);
			assert_true(i == 0 || b[i].low > b[i - 1].high);
			assert_true(b[i].high - b[i].low <= b[i].low / 128);
		}
	}
}

TEST(exported_counts_are_those_of_the_samples)
{
	cleanup_free uint64_t *v = xcalloc(SAMPLES, sizeof(*v));

	for (size_t d = 0; d < ARRAY_SIZE(draws); d++) {
		cleanup_free struct hist_bucket *b = NULL;
		cleanup_hist struct hist h;
		uint64_t sum = 0;

		hist_init(&h);
		fill(&h, v, 2000, draws[d], 12);
		size_t n = hist_export(&h, &b);
		for (size_t i = 0; i < n; i++) {
			assert_true(b[i].count > 0);
			assert_int_equal(b[i].count,
					 within(v, 2000, b[i].low, b[i].high));
			sum += b[i].count;
		}
		assert_int_equal(sum, 2000);
	}
}

TEST(mean_and_deviation_are_those_of_the_samples)
{
	cleanup_free uint64_t *v = xcalloc(SAMPLES, sizeof(*v));

	for (size_t d = 0; d < ARRAY_SIZE(draws); d++) {
		cleanup_hist struct hist h;
		long double sum = 0, squares = 0;

		hist_init(&h);
		fill(&h, v, SAMPLES, draws[d], 13);
		for (size_t i = 0; i < SAMPLES; i++)
			sum += v[i];
		long double mean = sum / SAMPLES;
		for (size_t i = 0; i < SAMPLES; i++)
			squares += (v[i] - mean) * (v[i] - mean);
		assert_true(near(h.mean, (double)mean, 1e-9));
		assert_true(near(hist_stddev(&h),
				 (double)sqrtl(squares / (SAMPLES - 1)), 1e-9));
	}
}

static void assert_same(const struct hist *a, const struct hist *b)
{
	cleanup_free struct hist_bucket *va = NULL, *vb = NULL;
	size_t n = hist_export(a, &va);

	assert_int_equal(a->count, b->count);
	assert_true(a->min == b->min);
	assert_true(a->max == b->max);
	assert_true(near(a->mean, b->mean, 1e-9));
	assert_true(near(hist_stddev(a), hist_stddev(b), 1e-9));
	assert_int_equal(n, hist_export(b, &vb));
	if (n)
		assert_memory_equal(va, vb, n * sizeof(*va));
	for (unsigned q = 0; q <= 100; q++)
		assert_true(hist_quantile(a, q / 100.0) ==
			    hist_quantile(b, q / 100.0));
}

// In pieces of any length, with values far apart: the same histogram.
TEST(many_at_once_are_the_same_as_one_by_one)
{
	static const size_t pieces[] = { 1, 2, 7, 100, 1024 };
	struct rng rng = { 11 };
	uint64_t values[5000];

	for (size_t i = 0; i < ARRAY_SIZE(values); i++)
		values[i] = rng_next(&rng) >> rng_below(&rng, 64);
	values[17] = UINT64_MAX;
	values[4000] = 0;
	for (size_t p = 0; p < ARRAY_SIZE(pieces); p++) {
		cleanup_hist struct hist all = { 0 }, each = { 0 };

		hist_init(&all);
		hist_init(&each);
		hist_add_all(&all, values, 0);
		for (size_t i = 0; i < ARRAY_SIZE(values); i += pieces[p]) {
			size_t n = ARRAY_SIZE(values) - i;

			hist_add_all(&all, values + i,
				     n < pieces[p] ? n : pieces[p]);
		}
		for (size_t i = 0; i < ARRAY_SIZE(values); i++)
			hist_add(&each, values[i]);
		assert_int_equal(all.count, each.count);
		assert_int_equal(all.min, each.min);
		assert_int_equal(all.max, each.max);
		assert_true(near(all.mean, each.mean, 1e-9));
		assert_true(near(hist_stddev(&all), hist_stddev(&each), 1e-9));
		for (double q = 0; q <= 1; q += 0.01)
			assert_int_equal(hist_quantile(&all, q),
					 hist_quantile(&each, q));
	}
}

// One large value among small ones must not swallow their spread.
TEST(a_first_value_far_away_does_not_spoil_the_deviation)
{
	cleanup_hist struct hist h = { 0 };
	uint64_t values[1024];

	hist_init(&h);
	for (size_t i = 0; i < ARRAY_SIZE(values); i++)
		values[i] = 1000000000000 + i % 2;
	hist_add_all(&h, values, ARRAY_SIZE(values));
	assert_true(near(hist_stddev(&h), 0.5, 1e-3));
}

TEST(a_merge_is_the_union)
{
	cleanup_free uint64_t *v = xcalloc(SAMPLES, sizeof(*v));

	for (size_t d = 0; d < ARRAY_SIZE(draws); d++) {
		for (size_t e = 0; e < ARRAY_SIZE(draws); e++) {
			cleanup_hist struct hist a, b, both;

			hist_init(&a);
			hist_init(&b);
			hist_init(&both);
			fill(&a, v, 700, draws[d], 21);
			fill(&both, v, 700, draws[d], 21);
			fill(&b, v, 3000, draws[e], 22);
			fill(&both, v, 3000, draws[e], 22);
			hist_merge(&a, &b);
			assert_same(&a, &both);
		}
	}
}

TEST(a_merge_with_the_empty_changes_nothing)
{
	cleanup_free uint64_t *v = xcalloc(SAMPLES, sizeof(*v));
	cleanup_hist struct hist a, b, none;

	hist_init(&a);
	hist_init(&b);
	hist_init(&none);
	fill(&a, v, 500, two_humps, 31);
	fill(&b, v, 500, two_humps, 31);
	hist_merge(&a, &none);
	assert_same(&a, &b);
	hist_merge(&none, &b);
	assert_same(&none, &b);
}

TEST(a_reset_histogram_is_as_new)
{
	cleanup_free uint64_t *v = xcalloc(SAMPLES, sizeof(*v));
	cleanup_hist struct hist a, b;

	hist_init(&a);
	hist_init(&b);
	fill(&a, v, 500, uniform_wide, 41);
	hist_reset(&a);
	assert_int_equal(hist_quantile(&a, 0.5), 0);
	fill(&a, v, 500, exponential, 42);
	fill(&b, v, 500, exponential, 42);
	assert_same(&a, &b);
}

static int add_some(void *arg)
{
	struct hist *h = arg;

	for (uint64_t i = 0; i < 1000; i++)
		hist_add(h, 7 * i);
	return 0;
}

// All but the counts is the caller's to put where both see it.
TEST(shared_counts_are_seen_by_the_parent)
{
	struct hist *h = xshared(sizeof(*h)), sum;

	hist_init_shared(h);
	assert_child_exits(add_some, h, 0);
	assert_int_equal(h->count, 1000);
	hist_init(&sum);
	hist_merge(&sum, h);
	assert_in_range(hist_quantile(&sum, 0.5), 3480, 3520);
	hist_release(&sum);
	hist_reset(h);
	assert_true(h->shared);
	assert_int_equal(hist_quantile(h, 0.5), 0);
	hist_release(h);
	xshared_free(h, sizeof(*h));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(quantiles_are_within_one_part_in_2048),
		cmocka_unit_test(small_values_are_exact),
		cmocka_unit_test(the_extreme_quantiles_are_the_exact_extremes),
		cmocka_unit_test(a_single_sample_is_every_quantile),
		cmocka_unit_test(quantiles_never_fall_as_q_rises),
		cmocka_unit_test(an_empty_histogram_is_all_zero),
		cmocka_unit_test(zero_and_the_largest_integer_have_a_bucket),
		cmocka_unit_test(values_at_the_edges_of_octaves_are_near),
		cmocka_unit_test(
			exported_buckets_are_disjoint_ascending_and_narrow),
		cmocka_unit_test(exported_counts_are_those_of_the_samples),
		cmocka_unit_test(mean_and_deviation_are_those_of_the_samples),
		cmocka_unit_test(many_at_once_are_the_same_as_one_by_one),
		cmocka_unit_test(
			a_first_value_far_away_does_not_spoil_the_deviation),
		cmocka_unit_test(a_merge_is_the_union),
		cmocka_unit_test(a_merge_with_the_empty_changes_nothing),
		cmocka_unit_test(a_reset_histogram_is_as_new),
		cmocka_unit_test(shared_counts_are_seen_by_the_parent),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
