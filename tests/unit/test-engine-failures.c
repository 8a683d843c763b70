// SPDX-License-Identifier: MIT
// Every registered engine on a file in memory: how its operations fail, and
// that it works again afterwards.
#include "engine-bench.h"

static void expect_bytes(const unsigned char *p, size_t len,
			 unsigned char value)
{
	for (size_t i = 0; i < len; i++)
		if (p[i] != value)
			fail_msg("byte %zu is %#x", i, p[i]);
}

// After a failure the same session still works: nothing is in flight, no slot
// is lost.
static void expect_it_works(struct bench *b)
{
	fill(b, OP_READ, 16, b->session.block, false);
	assert_int_equal(submit(b), 0);
	expect_all_done(b);
}

static void read_past_the_end(const struct engine *engine, unsigned depth,
			      size_t whole, uint64_t rest)
{
	cleanup_bench struct bench b;

	bench_init(&b, engine, 4096, depth);
	assert_int_equal(session_open(&b), 0);
	assert_int_equal(ftruncate(b.fd, (off_t)(whole * 4096 + rest)), 0);
	fill(&b, OP_READ, 64, 4096, false);
	assert_int_equal(submit(&b), -ENODATA);
	// The one that failed, whatever else was in flight.
	assert_int_equal(b.batch->done, whole);
	assert_int_equal(ftruncate(b.fd, (off_t)LEN), 0);
	expect_it_works(&b);
	session_close(&b);
}

TEST(a_short_read_is_an_error_and_does_not_hang)
{
	static const size_t wholes[] = { 0, 1, 20, 63 };

	for_each_running(it)
	{
		if ((*it)->mapped || !((*it)->ops & OP_BIT(OP_READ)))
			continue;
		for (size_t i = 0; i < ARRAY_SIZE(wholes); i++) {
			read_past_the_end(*it, 1, wholes[i], 0);
			read_past_the_end(*it, 1, wholes[i], 100);
			if (!(*it)->queued)
				continue;
			read_past_the_end(*it, 2, wholes[i], 100);
			read_past_the_end(*it, DEPTH_MAX, wholes[i], 100);
		}
	}
}

// A full batch whose last operation fails: `done` stays an index into it.
TEST(when_the_last_of_a_full_batch_fails_the_others_are_done)
{
	for_each_running(it)
	{
		if ((*it)->mapped || !((*it)->ops & OP_BIT(OP_READ)))
			continue;
		cleanup_bench struct bench b;
		bench_init(&b, *it, SMALL, 1);
		assert_int_equal(session_open(&b), 0);
		assert_int_equal(ftruncate(b.fd,
					   (off_t)(SMALL * BATCH_CAPACITY - 1)),
				 0);
		fill(&b, OP_READ, BATCH_CAPACITY, SMALL, false);
		assert_int_equal(submit(&b), -ENODATA);
		assert_int_equal(b.batch->done, BATCH_CAPACITY - 1);
		session_close(&b);
	}
}

// Either when the session is opened or at the first write.
TEST(a_write_to_a_read_only_descriptor_is_refused)
{
	static const unsigned depths[] = { 1, 2, DEPTH_MAX };

	for_each_running(it)
	{
		if ((*it)->mapped || !((*it)->ops & OP_BIT(OP_WRITE)))
			continue;
		for (size_t i = 0; i < ((*it)->queued ? 3 : 1); i++) {
			cleanup_bench struct bench b;
			char path[64];

			bench_init(&b, *it, 64, depths[i]);
			(void)snprintf(path, sizeof(path), "/proc/self/fd/%d",
				       b.fd);
			cleanup_close int fd = open(path, O_RDONLY | O_CLOEXEC);
			assert_true(fd >= 0);
			b.session.fd = fd;
			int rc = session_open(&b);
			if (rc < 0) {
				assert_int_equal(rc, -EBADF);
				continue;
			}
			fill(&b, OP_WRITE, 64, 64, false);
			assert_int_equal(submit(&b), -EBADF);
			assert_int_equal(b.batch->done, 0);
			assert_int_equal(b.file[0], 0);
			if ((*it)->ops & OP_BIT(OP_READ))
				expect_it_works(&b);
			session_close(&b);
		}
	}
}

// A file that may not grow: what fits is written, the next is EPERM.
TEST(the_error_of_the_first_operation_that_failed_is_returned)
{
	static const unsigned depths[] = { 1, 2, DEPTH_MAX };

	for_each_running(it)
	{
		if ((*it)->mapped || !((*it)->ops & OP_BIT(OP_WRITE)))
			continue;
		for (size_t i = 0; i < ((*it)->queued ? 3 : 1); i++) {
			cleanup_bench struct bench b;

			bench_init(&b, *it, 64, depths[i]);
			assert_int_equal(ftruncate(b.fd, 4096), 0);
			assert_int_equal(fcntl(b.fd, F_ADD_SEALS, F_SEAL_GROW),
					 0);
			assert_int_equal(session_open(&b), 0);
			fill(&b, OP_WRITE, 100, 64, false);
			assert_int_equal(submit(&b), -EPERM);
			assert_int_equal(b.batch->done, 4096 / 64);
			expect_bytes(b.file, 4096, 0x5a);
			session_close(&b);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_short_read_is_an_error_and_does_not_hang),
		cmocka_unit_test(
			when_the_last_of_a_full_batch_fails_the_others_are_done),
		cmocka_unit_test(a_write_to_a_read_only_descriptor_is_refused),
		cmocka_unit_test(
			the_error_of_the_first_operation_that_failed_is_returned),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
