// SPDX-License-Identifier: MIT
// An aged file system: what is refused, and on a file system of its own, if one
// may be had, what is left free and in how many pieces.
#include "unit.h"

#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#include "target/ballast.h"

#define M (UINT64_C(1) << 20)
#define SIZE (64 * M)

static const struct ballast_plan half = {
	.keep_percent = 50,
	.seed = 1,
	.need = 1 * M,
	.least = 4096,
	.most = 2 * M,
};

static uint64_t free_bytes(const char *directory)
{
	struct statvfs fs;

	assert_int_equal(statvfs(directory, &fs), 0);
	return (uint64_t)fs.f_bavail * fs.f_frsize;
}

// In a child with mounts of its own: a tmpfs of 64 MiB.
static int on_a_file_system(int (*what)(const char *directory))
{
	char where[] = "/tmp/daxbench-test-XXXXXX";

	if (!mkdtemp(where))
		return 1;
	int rc = 77;
	if (unshare(CLONE_NEWNS) == 0 &&
	    mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0 &&
	    mount("tmpfs", where, "tmpfs", 0, "size=64m") == 0) {
		rc = what(where);
		(void)umount2(where, MNT_DETACH);
	}
	(void)rmdir(where);
	return rc;
}

static int half_is_left(const char *directory)
{
	cleanup_facts struct facts facts = { 0 };
	struct error err = { 0 };
	struct ballast_plan plan = half;
	uint64_t before = free_bytes(directory);
	int fd = -1;

	for (unsigned keep = 20; keep <= 80; keep += 30) {
		plan.keep_percent = keep;
		if (ballast_open(directory, &plan, &fd, &facts, &err) < 0)
			return 2;
		uint64_t left = free_bytes(directory);

		// Holes overlap, so a little less than asked for is free.
		if (left > before * (100 - keep) / 100 + M ||
		    left < before * (100 - keep) / 100 / 2)
			return 3;
		// More than a hole every PMD or two on the average.
		if (facts_find(&facts, "age.pieces")->number <
		    (before - left) / (8 * M))
			return 4;
		(void)close(fd);
		facts_release(&facts);
		// Nothing stays behind.
		if (free_bytes(directory) != before)
			return 5;
	}
	return 0;
}

static int too_much_is_refused(const char *directory)
{
	cleanup_facts struct facts facts = { 0 };
	struct error err = { 0 };
	struct ballast_plan plan = half;
	uint64_t before = free_bytes(directory);
	int fd = -1;

	plan.need = 60 * M;
	if (ballast_open(directory, &plan, &fd, &facts, &err) != -ENOSPC)
		return 2;
	if (fd != -1 || !strstr(err.text, "the run needs 60 MiB") ||
	    !strstr(err.hint, "--age"))
		return 3;
	return free_bytes(directory) == before ? 0 : 4;
}

static void in_child(int (*what)(const char *directory))
{
	pid_t pid = fork();
	int status;

	assert_true(pid >= 0);
	if (pid == 0)
		_exit(on_a_file_system(what));
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	if (WEXITSTATUS(status) == 77)
		skip();
	assert_int_equal(WEXITSTATUS(status), 0);
}

TEST(what_is_asked_for_is_left_in_pieces_and_given_back)
{
	in_child(half_is_left);
}

TEST(less_room_than_needed_is_refused_and_nothing_kept)
{
	in_child(too_much_is_refused);
}

TEST(a_directory_that_is_not_there_is_named)
{
	cleanup_facts struct facts facts = { 0 };
	struct error err = { 0 };
	int fd = -1;

	assert_true(ballast_open("/nonexistent", &half, &fd, &facts, &err) < 0);
	assert_contains(err.text, "aging '/nonexistent'");
	assert_int_equal(fd, -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			what_is_asked_for_is_left_in_pieces_and_given_back),
		cmocka_unit_test(
			less_room_than_needed_is_refused_and_nothing_kept),
		cmocka_unit_test(a_directory_that_is_not_there_is_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
