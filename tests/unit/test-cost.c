// SPDX-License-Identifier: MIT
// What passes take in proportion to each other, for the time that is left.
#include "unit.h"

#include "run/cost.h"

#define M (UINT64_C(1) << 20)

static const struct geometry geo = { 4096, 2 * M, 1024 * M, "a test", 0 };

static struct run_plan plan_of(const char *workload, const char *engine)
{
	const struct workload *w = workload_find(workload);
	const struct engine *e = engine_find(engine ? engine : w->engine);

	return (struct run_plan){
		.workload = w,
		.engine = e,
		.layout = { .size = 64 * M, .extents = w->extents },
		.page = !e->mapped                  ? PAGE_SIZE_NONE
			: w->asked == PAGE_SIZE_ANY ? PAGE_SIZE_PMD
						    : w->asked,
		.write = w->write,
		.block = 4096,
		.writes = 4,
		.depth = 1,
		.threads = 1,
	};
}

static double cost(const char *workload, const char *engine)
{
	const struct run_plan plan = plan_of(workload, engine);

	return run_cost(&plan, &geo);
}

TEST(every_workload_costs_something)
{
	registry_for_each (it, workload)
		assert_true(cost((*it)->name, NULL) > 1);
}

TEST(what_is_twice_as_large_costs_twice_as_much)
{
	struct run_plan plan = plan_of("pte-fault", NULL);
	double once = run_cost(&plan, &geo);

	plan.layout.size *= 2;
	assert_true(run_cost(&plan, &geo) > 1.9 * once);
	assert_true(run_cost(&plan, &geo) < 2.1 * once);
}

TEST(what_makes_durable_costs_more_than_what_does_not)
{
	assert_true(cost("persist", "msync") > 10 * cost("store", "copy"));
	assert_true(cost("write", "dsync") > 3 * cost("write", "psync"));
}

TEST(a_number_of_operations_is_what_counts)
{
	struct run_plan plan = plan_of("read", NULL);
	double all = run_cost(&plan, &geo);

	plan.ops = 10 * plan.layout.size / plan.block;
	assert_true(run_cost(&plan, &geo) > 9 * all);
}

TEST(a_time_is_what_it_takes)
{
	struct run_plan plan = plan_of("load", NULL);

	plan.runtime = UINT64_C(30) * 1000000000;
	assert_true(run_cost(&plan, &geo) >= 30e9);
	assert_true(run_cost(&plan, &geo) < 31e9);
	plan.ops = 1000;
	assert_true(run_cost(&plan, &geo) < 1e9);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_workload_costs_something),
		cmocka_unit_test(what_is_twice_as_large_costs_twice_as_much),
		cmocka_unit_test(
			what_makes_durable_costs_more_than_what_does_not),
		cmocka_unit_test(a_number_of_operations_is_what_counts),
		cmocka_unit_test(a_time_is_what_it_takes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
