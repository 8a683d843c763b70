// SPDX-License-Identifier: MIT
// What is refused before a run, its parameters and its seeds.
#include "unit.h"

#include "run/plan.h"

#define M (UINT64_C(1) << 20)

static const struct geometry geo = { 4096, 2 * M, 1024 * M, "a test" };

static struct run_plan plan_of(uint64_t size, unsigned threads)
{
	return (struct run_plan){
		.layout = { size, LAYOUT_UNWRITTEN },
		.repeat = 10,
		.warmup = 1,
		.threads = threads,
		.seed = 1,
	};
}

static void expect_refusal(uint64_t size, unsigned threads, const char *text,
			   const char *hint)
{
	struct run_plan plan = plan_of(size, threads);
	struct error err = { 0 };

	assert_int_equal(run_plan_check(&plan, &geo, &err), -EINVAL);
	assert_int_equal(err.kind, ERROR_USAGE);
	assert_contains(err.text, text);
	assert_contains(err.hint, hint);
}

TEST(whole_chunks_are_accepted)
{
	static const uint64_t sizes[] = { 2 * M, 64 * M, 1 << 30,
					  UINT64_C(1) << 42 };
	struct error err = { 0 };

	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
		struct run_plan plan = plan_of(sizes[i], 1);

		assert_int_equal(run_plan_check(&plan, &geo, &err), 0);
	}
	assert_int_equal(err.code, 0);
}

TEST(a_size_that_is_no_multiple_names_the_next_one)
{
	expect_refusal(3 * M, 1, "2 MiB, not 3 MiB", "use --size 4MiB");
	expect_refusal(1, 1, "2 MiB, not 1 B", "use --size 2MiB");
	expect_refusal(2 * M + 1, 1, "not 2097153 B", "use --size 4MiB");
}

TEST(no_size_at_all_is_refused)
{
	expect_refusal(0, 1, "2 MiB, not 0 B", "use --size 2MiB");
}

// The next multiple of the largest integer would be 0.
TEST(a_size_near_the_largest_integer_is_refused)
{
	expect_refusal(UINT64_MAX, 1, "PMD size", "use --size 2MiB");
}

TEST(a_thread_a_chunk_is_the_most)
{
	struct run_plan plan = plan_of(8 * M, 4);
	struct error err = { 0 };

	assert_int_equal(run_plan_check(&plan, &geo, &err), 0);
	expect_refusal(8 * M, 5, "--threads 5 is more than the 4 chunks",
		       "fewer threads");
}

TEST(parameters_are_recorded_as_facts)
{
	struct run_plan plan = plan_of(64 * M, 3);
	cleanup_facts struct facts f = { 0 };

	plan.write = true;
	plan.random = true;
	plan.sync = true;
	plan.layout.extents = LAYOUT_HOLE;
	run_plan_facts(&plan, &f);
	assert_int_equal(facts_find(&f, "size")->number, 64 * M);
	assert_string_equal(facts_get_text(&f, "extents"), "hole");
	assert_string_equal(facts_get_text(&f, "access"), "write");
	assert_string_equal(facts_get_text(&f, "order"), "random");
	assert_int_equal(facts_find(&f, "sync")->number, 1);
	assert_int_equal(facts_find(&f, "threads")->number, 3);
	assert_int_equal(facts_find(&f, "repeat")->number, 10);
	assert_int_equal(facts_find(&f, "warmup")->number, 1);
	assert_int_equal(facts_find(&f, "seed")->number, 1);
}

TEST(the_opposite_parameters_are_told_apart)
{
	struct run_plan plan = plan_of(64 * M, 1);
	cleanup_facts struct facts f = { 0 };

	plan.layout.extents = LAYOUT_WRITTEN;
	run_plan_facts(&plan, &f);
	assert_string_equal(facts_get_text(&f, "extents"), "written");
	assert_string_equal(facts_get_text(&f, "access"), "read");
	assert_string_equal(facts_get_text(&f, "order"), "sequential");
	assert_int_equal(facts_find(&f, "sync")->number, 0);
}

TEST(seeds_repeat)
{
	struct run_plan a = plan_of(2 * M, 1), b = plan_of(64 * M, 4);

	for (unsigned i = 0; i < 100; i++)
		assert_true(run_plan_seed(&a, i) == run_plan_seed(&b, i));
}

TEST(seeds_of_repetitions_differ)
{
	struct run_plan plan = plan_of(2 * M, 1);
	uint64_t seeds[200];

	for (unsigned i = 0; i < ARRAY_SIZE(seeds); i++) {
		seeds[i] = run_plan_seed(&plan, i);
		for (unsigned k = 0; k < i; k++)
			assert_true(seeds[k] != seeds[i]);
	}
}

TEST(seeds_fit_a_signed_integer)
{
	struct run_plan plan = plan_of(2 * M, 1);

	plan.seed = INT64_MAX;
	for (unsigned i = 0; i < 1000; i++)
		assert_true(run_plan_seed(&plan, i) <= INT64_MAX);
}

TEST(another_seed_gives_other_seeds)
{
	struct run_plan a = plan_of(2 * M, 1), b = a;

	b.seed = 1000;
	assert_true(run_plan_seed(&a, 0) != run_plan_seed(&b, 0));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whole_chunks_are_accepted),
		cmocka_unit_test(a_size_that_is_no_multiple_names_the_next_one),
		cmocka_unit_test(no_size_at_all_is_refused),
		cmocka_unit_test(a_size_near_the_largest_integer_is_refused),
		cmocka_unit_test(a_thread_a_chunk_is_the_most),
		cmocka_unit_test(parameters_are_recorded_as_facts),
		cmocka_unit_test(the_opposite_parameters_are_told_apart),
		cmocka_unit_test(seeds_repeat),
		cmocka_unit_test(seeds_of_repetitions_differ),
		cmocka_unit_test(seeds_fit_a_signed_integer),
		cmocka_unit_test(another_seed_gives_other_seeds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
