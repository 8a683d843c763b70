// SPDX-License-Identifier: MIT
// Student's t against values of R's qt() and pt().
#include "unit.h"

#include <math.h>

#include "stats/student.h"

static void assert_near(double got, double expected)
{
	if (!(fabs(got - expected) <= 1e-9 * fabs(expected)))
		fail_msg("%.17g, but R says %.17g", got, expected);
}

TEST(quantiles_are_those_of_r)
{
	static const struct {
		double level;
		size_t freedom;
		double t;
	} rows[] = {
		{ 0.5, 1, 1 },
		{ 0.5, 2, 0.81649658092772592 },
		{ 0.5, 3, 0.76489232840434518 },
		{ 0.5, 4, 0.74069708411268265 },
		{ 0.5, 9, 0.70272214675132627 },
		{ 0.5, 30, 0.68275569332129227 },
		{ 0.95, 1, 12.706204736174694 },
		{ 0.95, 2, 4.3026527297494619 },
		{ 0.95, 3, 3.1824463052837078 },
		{ 0.95, 4, 2.7764451051977934 },
		{ 0.95, 9, 2.2621571627982049 },
		{ 0.95, 30, 2.0422724563012378 },
		{ 0.998, 1, 318.30883898555015 },
		{ 0.998, 2, 22.327124770119866 },
		{ 0.998, 3, 10.214531852407383 },
		{ 0.998, 4, 7.1731822197823076 },
		{ 0.998, 9, 4.296805662729918 },
		{ 0.998, 30, 3.3851848668293054 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		assert_near(student_quantile(rows[i].level, rows[i].freedom),
			    rows[i].t);
		assert_near(student_within(rows[i].t, rows[i].freedom),
			    rows[i].level);
	}
}

// t.test() of the same values.
TEST(the_half_width_is_that_of_r)
{
	const double v[] = { 0.1469, 0.1396, 0.1444 }, alike[] = { 2, 2, 2 };

	assert_near(student_half_width(v, 3, 0.95), 0.0092158942351085321);
	assert_true(student_half_width(alike, 3, 0.998) < 1e-300);
	assert_true(isinf(student_half_width(v, 1, 0.95)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(quantiles_are_those_of_r),
		cmocka_unit_test(the_half_width_is_that_of_r),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
