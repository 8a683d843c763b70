// SPDX-License-Identifier: MIT
// The uring engine's settings: that each does the same work, and that the
// kernel has registered what it was told to and nothing else.
#include "engine-bench.h"

#include <dirent.h>
#include <math.h>

static const struct engine *uring(void)
{
	const struct engine *e = engine_find("uring");

	assert_non_null(e);
	return e;
}

// A number after `key` in what the kernel says of the session's ring; -1: no
// such line.
static long ring_says(const char *key)
{
	DIR *fds = opendir("/proc/self/fd");
	long found = -1;

	assert_non_null(fds);
	for (struct dirent *d; (d = readdir(fds));) {
		char path[64], target[64] = "", line[256];

		(void)snprintf(path, sizeof(path), "/proc/self/fd/%.20s",
			       d->d_name);
		if (readlink(path, target, sizeof(target) - 1) < 0 ||
		    strcmp(target, "anon_inode:[io_uring]") != 0)
			continue;
		(void)snprintf(path, sizeof(path), "/proc/self/fdinfo/%.20s",
			       d->d_name);
		FILE *f = fopen(path, "re");
		assert_non_null(f);
		while (fgets(line, sizeof(line), f))
			if (strncmp(line, key, strlen(key)) == 0 &&
			    line[strlen(key)] == ':')
				found = strtol(line + strlen(key) + 1, NULL,
					       10);
		(void)fclose(f);
	}
	(void)closedir(fds);
	return found;
}

// What was written is there, and what is read is what is there.
static void check_work(struct bench *b)
{
	uint64_t block = b->session.block;

	memset(b->file, 0x77, LEN);
	fill_random(b->session.buffer, (size_t)(block * b->session.depth), 3);
	fill(b, OP_WRITE, 50, block, true);
	assert_int_equal(submit(b), 0);
	expect_all_done(b);
	for (size_t i = 0; i < 50; i++) {
		bool found = false;

		for (unsigned k = 0; k < b->session.depth && !found; k++)
			found = memcmp(b->file + batch_offset(b->batch, i),
				       b->session.buffer + k * block,
				       (size_t)block) == 0;
		assert_true(found);
	}
	memset(b->session.buffer, 0, (size_t)(block * b->session.depth));
	fill_random(b->file, LEN, 5);
	fill(b, OP_READ, 1, block, false);
	b->batch->offset[0] = 7 * block;
	assert_int_equal(submit(b), 0);
	bool found = false;
	for (unsigned k = 0; k < b->session.depth && !found; k++)
		found = memcmp(b->file + 7 * block,
			       b->session.buffer + k * block,
			       (size_t)block) == 0;
	assert_true(found);
}

static void check_calls(const struct bench *b)
{
	double counts[2] = { -1, -1 };

	assert_int_equal(b->engine->n_counts, 2);
	b->engine->count((struct engine_session *)&b->session, counts);
	if (b->session.uring.sqpoll) {
		assert_true(isnan(counts[0]));
		return;
	}
	// Each sends at most so many; one at a time is one a call.
	unsigned most = b->session.uring.batch ? b->session.uring.batch
					       : b->session.depth;
	assert_true(counts[0] * most >= 51);
	if (b->session.depth == 1)
		assert_true(counts[0] < 52 && counts[0] > 50);
}

static void check_setting(unsigned depth, const struct uring_setting *setting)
{
	cleanup_bench struct bench b;

	bench_init(&b, uring(), 4096, depth);
	b.session.uring = *setting;
	assert_int_equal(session_open(&b), 0);
	assert_int_equal(ring_says("UserFiles"), setting->plain_file ? 0 : 1);
	assert_int_equal(ring_says("UserBufs"),
			 setting->plain_buffers ? 0 : (long)depth);
	assert_int_equal(ring_says("SqThread") > 0, setting->sqpoll);
	check_work(&b);
	check_calls(&b);
	session_close(&b);
}

TEST(every_setting_is_what_the_kernel_has_and_does_the_same_work)
{
	static const unsigned depths[] = { 1, 3, 8 }, batches[] = { 0, 1, 2 };

	for (size_t d = 0; d < ARRAY_SIZE(depths); d++)
		for (size_t n = 0; n < ARRAY_SIZE(batches); n++)
			for (unsigned bits = 0; bits < 8; bits++) {
				const struct uring_setting setting = {
					.batch = batches[n] < depths[d]
							 ? batches[n]
							 : 0,
					.plain_buffers = bits & 1,
					.plain_file = bits & 2,
					.sqpoll = bits & 4,
				};

				check_setting(depths[d], &setting);
			}
}

// The same errors at the same place, whoever sends.
TEST(a_short_read_is_found_by_every_setting)
{
	for (unsigned bits = 0; bits < 8; bits++) {
		cleanup_bench struct bench b;

		bench_init(&b, uring(), 4096, 4);
		b.session.uring = (struct uring_setting){
			.batch = 2,
			.plain_buffers = bits & 1,
			.plain_file = bits & 2,
			.sqpoll = bits & 4,
		};
		assert_int_equal(session_open(&b), 0);
		assert_int_equal(ftruncate(b.fd, 20 * 4096 + 100), 0);
		fill(&b, OP_READ, 64, 4096, false);
		assert_int_equal(submit(&b), -ENODATA);
		assert_int_equal(b.batch->done, 20);
		session_close(&b);
	}
}

int main(void)
{
	struct CMUnitTest tests[] = {
		cmocka_unit_test(
			every_setting_is_what_the_kernel_has_and_does_the_same_work),
		cmocka_unit_test(a_short_read_is_found_by_every_setting),
	};
	struct error err = { 0 };
	bool here = uring()->available(&err) == 0;

	for (size_t i = 0; !here && i < ARRAY_SIZE(tests); i++)
		unit_skip(tests, ARRAY_SIZE(tests), tests[i].name,
			  "engine not available here");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
