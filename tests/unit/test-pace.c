// SPDX-License-Identifier: MIT
// Windows of a rate: that none is lost when they fold, and what is steady.
#include "unit.h"

#include <math.h>

#include "stats/pace.h"

static double sum(const struct pace *p)
{
	double all = 0;

	for (size_t i = 0; i < PACE_WINDOWS; i++)
		all += p->done[i];
	return all;
}

static bool near(double a, double b)
{
	return fabs(a - b) < 1e-9 * (1 + fabs(b));
}

// `n` batches of 8 operations that take `took` each.
static struct pace even(unsigned n, uint64_t took)
{
	struct pace p;

	pace_init(&p, 100);
	for (unsigned i = 0; i < n; i++)
		pace_add(&p, 8, took);
	return p;
}

TEST(a_batch_is_spread_over_the_windows_it_took)
{
	struct pace p;

	pace_init(&p, 100);
	pace_add(&p, 10, 50);
	pace_add(&p, 40, 100);
	assert_true(near(p.done[0], 30));
	assert_true(near(p.done[1], 20));
	assert_int_equal(p.now, 150);
	pace_add(&p, 600, 300);
	assert_true(near(p.done[1], 120));
	assert_true(near(p.done[2], 200));
	assert_true(near(p.done[4], 100));
}

TEST(full_windows_become_half_as_many_and_nothing_is_lost)
{
	for (unsigned n = 1; n < 2000; n = n * 3 / 2 + 1) {
		struct pace p = even(n, 70);

		assert_true(near(sum(&p), 8.0 * n));
		assert_int_equal(p.now, 70 * n);
		assert_true(p.now <= p.window * PACE_WINDOWS);
		// No coarser than it must be.
		assert_true(p.window == 100 ||
			    p.now > p.window * PACE_WINDOWS / 2);
	}
}

TEST(one_that_takes_longer_than_all_windows_is_kept)
{
	struct pace p;

	pace_init(&p, 100);
	pace_add(&p, 1, UINT64_C(1) << 40);
	assert_true(near(sum(&p), 1));
	pace_add(&p, 5, 0);
	assert_true(near(sum(&p), 1));
}

TEST(an_even_rate_is_steady_once_there_are_windows_enough)
{
	struct pace few = even(31, 100), enough = even(32, 100);
	struct steadiness s = pace_judge(&few, 0.1);

	assert_false(s.known);
	assert_false(s.steady);
	s = pace_judge(&enough, 0.1);
	assert_true(s.known && s.steady);
	assert_int_equal(s.windows, 16);
	assert_int_equal(s.window, 100);
	assert_true(near(s.each, 8));
	assert_true(s.deviation < 1e-9 && fabs(s.slope) < 1e-9);
	enough = even(4711, 100);
	s = pace_judge(&enough, 0.1);
	assert_true(s.known && s.steady);
	assert_in_range(s.windows, 16, 32);
}

TEST(what_was_at_the_beginning_does_not_count)
{
	struct pace p;

	pace_init(&p, 100);
	for (unsigned i = 0; i < 60; i++)
		pace_add(&p, i < 30 ? 1000 : 10, 100);
	assert_true(pace_judge(&p, 0.01).steady);
}

// 1 % more in every window: 29 windows later it is 25 % of the mean more.
TEST(a_rate_that_rises_or_falls_is_not_steady)
{
	for (int sign = -1; sign <= 1; sign += 2) {
		struct pace p;

		pace_init(&p, 100);
		for (int i = 0; i < 60; i++)
			pace_add(&p, (uint64_t)(10000 + sign * 100 * i), 100);
		struct steadiness s = pace_judge(&p, 0.2);

		assert_true(s.known);
		assert_false(s.steady);
		assert_int_equal(s.windows, 30);
		double mean = 10000 + sign * 4450;
		assert_true(near(s.slope, sign * 2900 / mean));
		assert_true(near(s.deviation, 1450 / mean));
		assert_true(pace_judge(&p, fabs(s.slope) + 1e-9).steady);
		assert_false(pace_judge(&p, fabs(s.slope) - 1e-9).steady);
	}
}

TEST(one_window_that_stands_out_is_enough)
{
	struct pace p;

	pace_init(&p, 100);
	for (unsigned i = 0; i < 60; i++)
		pace_add(&p, i == 45 ? 50 : 100, 100);
	struct steadiness s = pace_judge(&p, 0.1);

	assert_true(s.known);
	assert_false(s.steady);
	assert_true(s.deviation > 0.4 && s.deviation < 0.6);
}

TEST(nothing_done_is_not_steady)
{
	struct pace p = { .window = 100, .now = 6000 };

	assert_false(pace_judge(&p, 1).known);
	p = (struct pace){ 0 };
	assert_false(pace_judge(&p, 1).known);
}

TEST(those_that_ran_together_are_added_window_by_window)
{
	struct pace slow = even(40, 100), fast = even(4000, 50);
	struct pace a = slow, b = fast;

	// As long as both went on: the slow one ended first.
	pace_merge(&a, &fast);
	pace_merge(&b, &slow);
	assert_int_equal(a.now, 4000);
	assert_int_equal(a.window, fast.window);
	assert_int_equal(b.now, 4000);
	assert_true(near(sum(&a), 40 * 8 + 4000 * 8));
	assert_memory_equal(a.done, b.done, sizeof(a.done));
	a = slow;
	pace_merge(&a, &slow);
	struct steadiness s = pace_judge(&a, 0.01);
	assert_true(s.steady);
	assert_true(near(s.each, 16));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_batch_is_spread_over_the_windows_it_took),
		cmocka_unit_test(
			full_windows_become_half_as_many_and_nothing_is_lost),
		cmocka_unit_test(
			one_that_takes_longer_than_all_windows_is_kept),
		cmocka_unit_test(
			an_even_rate_is_steady_once_there_are_windows_enough),
		cmocka_unit_test(what_was_at_the_beginning_does_not_count),
		cmocka_unit_test(a_rate_that_rises_or_falls_is_not_steady),
		cmocka_unit_test(one_window_that_stands_out_is_enough),
		cmocka_unit_test(nothing_done_is_not_steady),
		cmocka_unit_test(
			those_that_ran_together_are_added_window_by_window),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
