// SPDX-License-Identifier: MIT
// Workers that go on for a number of operations, for a time, or until their
// rate is steady.
#include "worker-bench.h"

// Stores of blocks to memory that is there.
static void open_stores(struct bench *b, unsigned threads)
{
	open_bench(b, "pmd-fault", threads);
	b->plan.workload = workload_find("store");
	b->plan.block = 4096;
	memset(b->map.addr, 0x77, (size_t)b->plan.layout.size);
}

static uint64_t blocks(const struct bench *b)
{
	return b->plan.layout.size / b->plan.block;
}

TEST(without_a_limit_the_range_is_gone_through_once)
{
	cleanup_bench struct bench b;

	open_stores(&b, 2);
	assert_int_equal(workers_run(&b.job, &b.rep, &b.err), 0);
	assert_int_equal(b.rep.operations, blocks(&b));
	assert_int_equal(b.rep.ending, ENDING_RANGE);
	assert_int_equal(b.rep.steady_within, 0);
	assert_false(b.rep.steadiness.known);
}

TEST(as_many_operations_as_asked_for_are_done)
{
	static const uint64_t counts[] = { 3, 1000, 1024, 1025, 8191, 20000 };

	for (size_t i = 0; i < ARRAY_SIZE(counts); i++) {
		for (unsigned threads = 1; threads <= 3; threads++) {
			cleanup_bench struct bench b;

			open_stores(&b, threads);
			b.plan.ops = counts[i];
			assert_int_equal(workers_run(&b.job, &b.rep, &b.err),
					 0);
			assert_int_equal(b.rep.operations, counts[i]);
			assert_int_equal(b.rep.latency.count, counts[i]);
			assert_int_equal(b.rep.ending, ENDING_OPERATIONS);
			assert_int_equal(b.rep.steady_within, PLAN_STEADY);
			assert_split_sums(&b.rep, threads);
			for (unsigned k = 0; k < threads; k++)
				assert_in_range(b.rep.threads[k].operations,
						counts[i] / threads,
						counts[i] / threads + 1);
		}
	}
}

// The first of them are those that come first.
TEST(fewer_operations_than_the_range_has_leave_the_rest_alone)
{
	cleanup_bench struct bench b;

	open_stores(&b, 1);
	b.plan.ops = 10;
	assert_int_equal(workers_run(&b.job, &b.rep, &b.err), 0);
	assert_int_equal(b.map.addr[9 * 4096], 0x5a);
	assert_int_equal(b.map.addr[10 * 4096], 0x77);
}

TEST(a_chain_goes_round_again)
{
	for (unsigned random = 0; random < 2; random++) {
		cleanup_bench struct bench b;
		const struct workload *chase = workload_find("chase");

		open_stores(&b, 1);
		b.plan.workload = chase;
		b.plan.write = false;
		b.plan.random = random;
		struct workload_share share =
			share_of(&b.plan, &b.geo, b.job.seed, 0);
		chase->inscribe(b.map.addr, &share);
		b.plan.ops = 3 * blocks(&b) + 7;
		assert_int_equal(workers_run(&b.job, &b.rep, &b.err), 0);
		assert_int_equal(b.rep.operations, 3 * blocks(&b) + 7);
	}
}

TEST(a_time_is_kept_and_what_is_found_is_said)
{
	const uint64_t ms = 1000000, asked = 100 * ms;

	for (unsigned threads = 1; threads <= 2; threads++) {
		cleanup_bench struct bench b;
		uint64_t before = clock_wall_ns();

		open_stores(&b, threads);
		b.plan.runtime = asked;
		assert_int_equal(workers_run(&b.job, &b.rep, &b.err), 0);
		assert_true(clock_wall_ns() - before >= asked);
		assert_int_equal(b.rep.ending, ENDING_RUNTIME);
		assert_true(b.rep.operations > 16);
		assert_true(b.rep.duration <= clock_wall_ns() - before);
		assert_split_sums(&b.rep, threads);
		assert_int_equal(b.rep.steady_within, PLAN_STEADY);
	}
}

TEST(operations_may_end_it_before_the_time_does)
{
	cleanup_bench struct bench b;

	open_stores(&b, 2);
	b.plan.runtime = UINT64_C(3600) * 1000000000;
	b.plan.ops = 5000;
	assert_int_equal(workers_run(&b.job, &b.rep, &b.err), 0);
	assert_int_equal(b.rep.operations, 5000);
	assert_int_equal(b.rep.ending, ENDING_OPERATIONS);
}

// An engine whose operations take as long as a test says, by the clock that it
// keeps itself.
static uint64_t each_takes(uint64_t done)
{
	// Slow at first and ever faster, as what is being warmed up.
	return done < 20000 ? 8000 - 7 * done / 20 : 1000;
}

static uint64_t served;

static int pretend(struct engine_session *s ATTR_UNUSED, struct batch *batch)
{
	batch->total = 0;
	for (size_t i = 0; i < batch->count; i++) {
		uint64_t took = each_takes(served++);

		if (s->latency)
			batch->elapsed[i] = took;
		batch->total += took;
	}
	batch->done = batch->count;
	return 0;
}

static const struct engine pretending = {
	.name = "pretending",
	.ops = OP_BIT(OP_WRITE),
	.submit = pretend,
};

TEST(a_rate_that_has_become_steady_ends_it)
{
	cleanup_bench struct bench b;

	open_stores(&b, 1);
	b.plan.engine = &pretending;
	b.plan.runtime = UINT64_C(3600) * 1000000000;
	b.plan.steady = 5;
	served = 0;
	assert_int_equal(workers_run(&b.job, &b.rep, &b.err), 0);
	assert_int_equal(b.rep.ending, ENDING_STEADY);
	assert_int_equal(b.rep.steady_within, 5);
	assert_true(b.rep.steadiness.known && b.rep.steadiness.steady);
	// Warming up took 90 ms, which must lie in the first half of the time,
	// but for what makes no difference.
	assert_in_range(b.rep.duration, 150000000, 400000000);
	assert_true(b.rep.steadiness.deviation <= 0.05);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			without_a_limit_the_range_is_gone_through_once),
		cmocka_unit_test(as_many_operations_as_asked_for_are_done),
		cmocka_unit_test(
			fewer_operations_than_the_range_has_leave_the_rest_alone),
		cmocka_unit_test(a_chain_goes_round_again),
		cmocka_unit_test(a_time_is_kept_and_what_is_found_is_said),
		cmocka_unit_test(operations_may_end_it_before_the_time_does),
		cmocka_unit_test(a_rate_that_has_become_steady_ends_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
