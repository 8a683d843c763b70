// SPDX-License-Identifier: MIT
// What ends the workers of a pass before its time: bus errors, failed
// operations, an engine that does not open, a signal.
#include "worker-bench.h"

#include <signal.h>

#include "base/interrupt.h"

static void expect_bus_error(unsigned threads, bool write, const char *access)
{
	cleanup_bench struct bench b;
	char offset[64];

	open_bench(&b, "pmd-fault", threads);
	b.plan.write = write;
	assert_int_equal(ftruncate(b.fd, (off_t)(5 * b.geo.pmd_bytes)), 0);
	assert_int_equal(workers_run(&b.job, &b.rep, &b.err), -EFAULT);
	(void)snprintf(offset, sizeof(offset), "at file offset %llu",
		       (unsigned long long)(5 * b.geo.pmd_bytes));
	assert_contains(b.err.text, "SIGBUS (BUS_ADRERR)");
	assert_contains(b.err.text, access);
	assert_contains(b.err.text, offset);
	assert_contains(b.err.hint, "cut short");
}

TEST(a_store_beyond_the_file_names_its_offset)
{
	expect_bus_error(1, true, "a store");
}

TEST(a_load_beyond_the_file_names_its_offset)
{
	expect_bus_error(1, false, "a load");
}

// Two threads: chunks 0 to 3 and 4 to 7, of which 5 is the first cut off.
TEST(a_bus_error_in_another_thread_is_the_result)
{
	expect_bus_error(2, true, "a store");
}

TEST(the_offset_is_that_in_the_file_not_in_the_mapping)
{
	cleanup_bench struct bench b;
	char offset[64];

	open_bench(&b, "pmd-fault", 1);
	mapping_release(&b.map);
	const struct mapping_request request = {
		.offset = 2 * b.geo.pmd_bytes,
		.len = 2 * b.geo.pmd_bytes,
		.write = true,
		.page = PAGE_SIZE_PMD,
	};
	assert_int_equal(mapping_create(&b.map, b.fd, &b.geo, &request, &b.err),
			 0);
	assert_int_equal(ftruncate(b.fd, (off_t)(3 * b.geo.pmd_bytes)), 0);
	assert_int_equal(workers_run(&b.job, &b.rep, &b.err), -EFAULT);
	(void)snprintf(offset, sizeof(offset), "at file offset %llu",
		       (unsigned long long)(3 * b.geo.pmd_bytes));
	assert_contains(b.err.text, offset);
}

TEST(after_a_bus_error_the_next_run_works)
{
	cleanup_bench struct bench b;

	open_bench(&b, "pmd-fault", 2);
	assert_int_equal(ftruncate(b.fd, 0), 0);
	assert_int_equal(workers_run(&b.job, &b.rep, &b.err), -EFAULT);
	assert_int_equal(ftruncate(b.fd, (off_t)(CHUNKS * b.geo.pmd_bytes)), 0);
	assert_int_equal(workers_run(&b.job, &b.rep, &b.err), 0);
	assert_split_sums(&b.rep, 2);
}

TEST(a_failed_read_names_the_engine_and_its_offset)
{
	for (size_t i = 0; i < ARRAY_SIZE(descriptor_engines); i++) {
		if (!runs_here(descriptor_engines[i]))
			continue;
		cleanup_bench struct bench b;
		char offset[64];

		by_descriptor(&b, "read", descriptor_engines[i], 2);
		uint64_t end = 5 * b.geo.pmd_bytes;
		assert_int_equal(ftruncate(b.fd, (off_t)end), 0);
		assert_int_equal(workers_run(&b.job, &b.rep, &b.err), -ENODATA);
		(void)snprintf(offset, sizeof(offset),
			       "read at file offset %llu",
			       (unsigned long long)end);
		assert_contains(b.err.text, descriptor_engines[i]);
		assert_contains(b.err.text, offset);
	}
}

// What happens to a child is the result, not the end of the parent.
TEST(a_bus_error_of_a_child_is_the_result)
{
	static const char *const names[] = { "exit", "fork" };

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		cleanup_bench struct bench b;

		open_bench(&b, "release", 1);
		b.plan.engine = engine_find(names[i]);
		assert_int_equal(ftruncate(b.fd, (off_t)(5 * b.geo.pmd_bytes)),
				 0);
		assert_int_equal(workers_run(&b.job, &b.rep, &b.err), -EFAULT);
		assert_contains(b.err.text, "release");
	}
}

static unsigned opened, closed;

static int open_counted(struct engine_session *s ATTR_UNUSED, struct error *err)
{
	if (__atomic_fetch_add(&opened, 1, __ATOMIC_RELAXED) == 1)
		return error_set(err, -EMFILE, "the second one");
	return 0;
}

static void close_counted(struct engine_session *s ATTR_UNUSED)
{
	__atomic_fetch_add(&closed, 1, __ATOMIC_RELAXED);
}

// Whichever thread it is; the others are not left waiting, nor left open.
TEST(an_engine_that_does_not_open_in_one_thread_is_the_result)
{
	struct engine counting = *engine_find("copy");
	cleanup_bench struct bench b;

	counting.open = open_counted;
	counting.close = close_counted;
	open_bench(&b, "pmd-fault", 4);
	b.plan.engine = &counting;
	opened = closed = 0;
	assert_int_equal(workers_run(&b.job, &b.rep, &b.err), -EMFILE);
	assert_contains(b.err.text, "the second one");
	assert_int_equal(opened, 4);
	assert_int_equal(closed, 3);
}

static int interrupted(void *arg)
{
	struct bench *b = arg;

	(void)signal(SIGTERM, SIG_DFL);
	interrupt_install();
	(void)raise(SIGTERM);
	if (workers_run(&b->job, &b->rep, &b->err) != -EINTR)
		return 1;
	if (b->err.code != -EINTR)
		return 2;
	// Nothing was touched after the signal.
	return b->map.addr[0] == 0 ? 0 : 3;
}

TEST(a_signal_ends_the_run_before_the_next_batch)
{
	cleanup_bench struct bench b;

	open_bench(&b, "pmd-fault", 3);
	assert_child_exits(interrupted, &b, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_store_beyond_the_file_names_its_offset),
		cmocka_unit_test(a_load_beyond_the_file_names_its_offset),
		cmocka_unit_test(a_bus_error_in_another_thread_is_the_result),
		cmocka_unit_test(
			the_offset_is_that_in_the_file_not_in_the_mapping),
		cmocka_unit_test(after_a_bus_error_the_next_run_works),
		cmocka_unit_test(a_failed_read_names_the_engine_and_its_offset),
		cmocka_unit_test(a_bus_error_of_a_child_is_the_result),
		cmocka_unit_test(
			an_engine_that_does_not_open_in_one_thread_is_the_result),
		cmocka_unit_test(a_signal_ends_the_run_before_the_next_batch),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
