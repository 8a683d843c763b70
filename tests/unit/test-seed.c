// SPDX-License-Identifier: MIT
// The seeds of a run's repetitions follow from the plan's, whatever else it is.
#include "unit.h"

#include "run/plan.h"

TEST(seeds_repeat)
{
	struct run_plan a = { .seed = 7, .threads = 1 },
			b = { .seed = 7, .threads = 4 };

	for (unsigned i = 0; i < 100; i++)
		assert_true(run_plan_seed(&a, i) == run_plan_seed(&b, i));
}

TEST(seeds_of_repetitions_differ)
{
	struct run_plan plan = { .seed = 7 };
	uint64_t seeds[200];

	for (unsigned i = 0; i < ARRAY_SIZE(seeds); i++) {
		seeds[i] = run_plan_seed(&plan, i);
		for (unsigned k = 0; k < i; k++)
			assert_true(seeds[k] != seeds[i]);
	}
}

TEST(seeds_fit_a_signed_integer)
{
	struct run_plan plan = { .seed = 7 };

	plan.seed = INT64_MAX;
	for (unsigned i = 0; i < 1000; i++)
		assert_true(run_plan_seed(&plan, i) <= INT64_MAX);
}

TEST(another_seed_gives_other_seeds)
{
	struct run_plan a = { .seed = 7 }, b = a;

	b.seed = 1000;
	assert_true(run_plan_seed(&a, 0) != run_plan_seed(&b, 0));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(seeds_repeat),
		cmocka_unit_test(seeds_of_repetitions_differ),
		cmocka_unit_test(seeds_fit_a_signed_integer),
		cmocka_unit_test(another_seed_gives_other_seeds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
