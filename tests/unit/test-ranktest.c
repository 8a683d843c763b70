// SPDX-License-Identifier: MIT
// Rank tests, intervals, Holm and the bootstrap against recorded values of R
// (captured/stats/generate.R) and against properties that must hold.
#include "unit.h"

#include <math.h>

#include "base/rng.h"
#include "stats/bootstrap.h"
#include "stats/ranktest.h"

#define CLOSE 1e-9

struct cursor {
	char *text, *save;
};

static char *word(struct cursor *c)
{
	char *w = strtok_r(c->text, " \n", &c->save);

	c->text = NULL;
	return w;
}

static double number(struct cursor *c)
{
	const char *w = word(c);

	assert_non_null(w);
	return strcmp(w, "NA") == 0 ? NAN : strtod(w, NULL);
}

static double *numbers(struct cursor *c, size_t n)
{
	double *v = xcalloc(n, sizeof(*v));

	for (size_t i = 0; i < n; i++)
		v[i] = number(c);
	return v;
}

static void assert_close(double got, double expected)
{
	if (!(fabs(got - expected) <= CLOSE))
		fail_msg("%.17g, but R says %.17g", got, expected);
}

static void assert_shift(const struct shift *got, struct cursor *c)
{
	assert_close(got->estimate, number(c));
	double low = number(c), high = number(c);

	assert_int_equal(got->reached, !isnan(low));
	if (got->reached) {
		assert_close(got->low, low);
		assert_close(got->high, high);
	} else {
		assert_true(isinf(got->low) && isinf(got->high));
	}
}

static void check_paired(struct cursor *c)
{
	double level = number(c);
	size_t n = (size_t)number(c);
	cleanup_free double *d = numbers(c, n);
	struct shift s;

	assert_close(signed_rank_p(d, n), number(c));
	assert_int_equal(shift_paired(d, n, level, &s), 0);
	assert_shift(&s, c);
}

static void check_unpaired(struct cursor *c)
{
	double level = number(c);
	size_t n_a = (size_t)number(c), n_b = (size_t)number(c);
	cleanup_free double *a = numbers(c, n_a), *b = numbers(c, n_b);
	struct shift s;

	assert_close(rank_sum_p(a, n_a, b, n_b), number(c));
	assert_int_equal(shift_unpaired(a, n_a, b, n_b, level, &s), 0);
	assert_shift(&s, c);
}

static void check_holm(struct cursor *c)
{
	size_t n = (size_t)number(c);
	cleanup_free double *p = numbers(c, n), *adjusted = numbers(c, n);

	holm_adjust(p, n);
	for (size_t i = 0; i < n; i++)
		assert_close(p[i], adjusted[i]);
}

// Every line of a recorded file; returns how many.
static unsigned each_line(const char *name, void (*check)(struct cursor *c))
{
	cleanup_free char *path =
		xasprintf("%s/tests/unit/captured/stats/%s.txt",
			  getenv("top_srcdir") ?: ".", name);
	cleanup_free char *text = unit_get(path);
	unsigned lines = 0;
	char *save;

	for (char *line = strtok_r(text, "\n", &save); line;
	     line = strtok_r(NULL, "\n", &save)) {
		struct cursor c = { line, NULL };

		assert_string_equal(word(&c), name);
		check(&c);
		lines++;
	}
	return lines;
}

TEST(signed_rank_agrees_with_r_from_3_to_30)
{
	assert_int_equal(each_line("paired", check_paired), 3 * (28 + 14));
}

TEST(rank_sum_agrees_with_r_from_3_to_30)
{
	assert_int_equal(each_line("unpaired", check_unpaired), 3 * (28 + 7));
}

TEST(holm_agrees_with_r)
{
	assert_int_equal(each_line("holm", check_holm), 5);
}

TEST(nothing_and_all_zero_prove_nothing)
{
	const double zero[] = { 0, 0, 0, 0, 0, 0, 0, 0 };
	struct shift s;

	assert_close(signed_rank_p(zero, 8), 1);
	assert_close(signed_rank_p(zero, 0), 1);
	assert_close(rank_sum_p(zero, 4, zero, 4), 1);
	assert_close(rank_sum_p(zero, 0, zero, 4), 1);
	assert_int_equal(shift_paired(zero, 0, 0.95, &s), -EINVAL);
	assert_int_equal(shift_unpaired(zero, 1, zero, 0, 0.95, &s), -EINVAL);
	assert_int_equal(shift_paired(zero, RANKTEST_MAX + 1, 0.95, &s),
			 -E2BIG);
	assert_true(isnan(median(zero, 0)));
}

TEST(the_sign_of_the_data_is_the_sign_of_the_shift)
{
	struct rng rng = { 7 };
	double d[25], minus[25];
	struct shift s, m;

	for (size_t i = 0; i < 25; i++) {
		d[i] = (double)rng_below(&rng, 1000) - 300;
		minus[i] = -d[i];
	}
	assert_int_equal(shift_paired(d, 25, 0.95, &s), 0);
	assert_int_equal(shift_paired(minus, 25, 0.95, &m), 0);
	assert_close(s.low, -m.high);
	assert_close(s.high, -m.low);
	assert_close(signed_rank_p(d, 25), signed_rank_p(minus, 25));
}

// The approximations take over above 200 and 50: no jump may show there.
TEST(large_samples_continue_the_exact_ones)
{
	static double d[RANKTEST_MAX];
	struct shift exact, approx;

	for (size_t i = 0; i < 300; i++)
		d[i] = (double)(i * 7919 % 301) / 301;
	assert_int_equal(shift_paired(d, 200, 0.95, &exact), 0);
	assert_int_equal(shift_paired(d, 201, 0.95, &approx), 0);
	assert_true(fabs(exact.low - approx.low) < 0.01);
	assert_int_equal(shift_unpaired(d, 50, d + 100, 50, 0.95, &exact), 0);
	assert_int_equal(shift_unpaired(d, 51, d + 100, 51, 0.95, &approx), 0);
	assert_true(fabs(exact.low - approx.low) < 0.02);
	assert_true(fabs(rank_sum_p(d, 50, d + 100, 50) -
			 rank_sum_p(d, 51, d + 100, 51)) < 0.1);
}

TEST(bootstrap_is_seeded_and_covers_the_difference)
{
	double a[12], b[12];
	struct shift one, two, other;

	for (size_t i = 0; i < 12; i++) {
		a[i] = 100 + (double)(i * 5 % 12);
		b[i] = 120 + (double)(i * 7 % 12);
	}
	bootstrap_medians(a, 12, b, 12, 0.95, 1, &one);
	bootstrap_medians(a, 12, b, 12, 0.95, 1, &two);
	bootstrap_medians(a, 12, b, 12, 0.95, 2, &other);
	assert_close(one.estimate, two.estimate);
	assert_close(one.low, two.low);
	assert_close(one.high, two.high);
	assert_close(one.estimate, 20);
	assert_true(one.low > 10 && one.low < 20);
	assert_true(one.high > 20 && one.high < 30);
	assert_true(other.low > 10 && other.high < 30);
	bootstrap_medians(a, 1, b, 12, 0.95, 1, &one);
	assert_false(one.reached);
}

// Share of intervals of normal-ish samples (sums of 12 uniforms) around 0 that
// miss 0; at 95 % it must not be far from 5 %.
TEST(bootstrap_covers_about_as_often_as_it_says)
{
	struct rng rng = { 11 };
	unsigned missed = 0;

	for (unsigned round = 0; round < 200; round++) {
		double v[2][20];
		struct shift s;

		for (size_t i = 0; i < 40; i++) {
			double sum = 0;

			for (int k = 0; k < 12; k++)
				sum += (double)rng_below(&rng, 1u << 20);
			v[i / 20][i % 20] = sum;
		}
		bootstrap_medians(v[0], 20, v[1], 20, 0.95, round, &s);
		missed += s.low > 0 || s.high < 0;
	}
	assert_in_range(missed, 1, 24);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(signed_rank_agrees_with_r_from_3_to_30),
		cmocka_unit_test(rank_sum_agrees_with_r_from_3_to_30),
		cmocka_unit_test(holm_agrees_with_r),
		cmocka_unit_test(nothing_and_all_zero_prove_nothing),
		cmocka_unit_test(the_sign_of_the_data_is_the_sign_of_the_shift),
		cmocka_unit_test(large_samples_continue_the_exact_ones),
		cmocka_unit_test(bootstrap_is_seeded_and_covers_the_difference),
		cmocka_unit_test(bootstrap_covers_about_as_often_as_it_says),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
