// SPDX-License-Identifier: MIT
// Files of our own in somebody's directory: without a name at once, and
// errors that say what to do.
#include "unit.h"

#include <sched.h>
#include <sys/mount.h>

#include "target/scratch.h"

#define NOBODY 65534
#define NO_NAMESPACE 77

TEST(nothing_is_left_in_the_directory)
{
	struct sysroot sr = { .root = *state };
	cleanup_names char **names = NULL;
	struct error err = { 0 };
	cleanup_close int fd = -1;

	assert_int_equal(scratch_open(*state, &fd, &err), 0);
	assert_int_equal(sysroot_list(&sr, "/", &names), 0);
}

TEST(the_file_is_empty_writable_and_without_a_name)
{
	cleanup_close int fd = -1;
	struct error err = { 0 };
	struct stat st;

	assert_int_equal(scratch_open(*state, &fd, &err), 0);
	assert_int_equal(fstat(fd, &st), 0);
	assert_true(S_ISREG(st.st_mode));
	assert_int_equal(st.st_nlink, 0);
	assert_int_equal(st.st_size, 0);
	assert_int_equal(fcntl(fd, F_GETFL) & O_ACCMODE, O_RDWR);
	assert_int_equal(fcntl(fd, F_GETFD), FD_CLOEXEC);
	assert_int_equal(pwrite(fd, "data", 4, 0), 4);
}

TEST(it_is_a_file_of_that_file_system)
{
	cleanup_close int fd = -1;
	struct error err = { 0 };
	struct stat dir, file;

	assert_int_equal(scratch_open(*state, &fd, &err), 0);
	assert_int_equal(stat(*state, &dir), 0);
	assert_int_equal(fstat(fd, &file), 0);
	assert_int_equal(file.st_dev, dir.st_dev);
}

TEST(two_files_are_different_ones)
{
	cleanup_close int one = -1, two = -1;
	struct error err = { 0 };
	struct stat a, b;

	assert_int_equal(scratch_open(*state, &one, &err), 0);
	assert_int_equal(scratch_open(*state, &two, &err), 0);
	assert_int_equal(fstat(one, &a), 0);
	assert_int_equal(fstat(two, &b), 0);
	assert_int_not_equal(a.st_ino, b.st_ino);
}

TEST(a_missing_directory_is_named_with_a_hint)
{
	cleanup_free char *none = xasprintf("%s/none", (char *)*state);
	struct error err = { 0 };
	int fd = -7;

	assert_int_equal(scratch_open(none, &fd, &err), -ENOENT);
	assert_contains(err.text, none);
	assert_contains(err.hint, "existing directory");
	assert_int_equal(fd, -7);
}

TEST(a_file_is_not_a_directory)
{
	cleanup_free char *file = xasprintf("%s/file", (char *)*state);
	struct error err = { 0 };
	int fd = -1;

	unit_put(file, "");
	assert_int_equal(scratch_open(file, &fd, &err), -ENOTDIR);
	assert_contains(err.hint, "existing directory");
}

// 0: refused with that code, the directory named and that hint.
static int expect_refusal(const char *dir, int code, const char *hint)
{
	struct error err = { 0 };
	int fd = -1;

	if (scratch_open(dir, &fd, &err) != code)
		return 1;
	if (!strstr(err.text, dir))
		return 2;
	return strstr(err.hint, hint) ? 0 : 3;
}

static int as_nobody(void *dir)
{
	if (geteuid() == 0 && (setresgid(NOBODY, NOBODY, NOBODY) < 0 ||
			       setresuid(NOBODY, NOBODY, NOBODY) < 0))
		return 4;
	return expect_refusal(dir, -EACCES, "may write to");
}

TEST(a_directory_of_others_is_refused_with_a_hint)
{
	assert_int_equal(chmod(*state, 0555), 0);
	assert_child_exits(as_nobody, *state, 0);
}

static int on_read_only(void *dir)
{
	if (unshare(CLONE_NEWNS) < 0 ||
	    mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0 ||
	    mount("test", dir, "tmpfs", MS_RDONLY, NULL) < 0)
		return NO_NAMESPACE;
	return expect_refusal(dir, -EROFS, "read-only");
}

TEST(a_read_only_mount_is_refused_with_a_hint)
{
	assert_child_exits(on_read_only, *state, 0);
}

static int on_full(void *dir)
{
	if (unshare(CLONE_NEWNS) < 0 ||
	    mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0 ||
	    mount("test", dir, "tmpfs", 0, "nr_inodes=2") < 0)
		return NO_NAMESPACE;
	int code = expect_refusal(dir, -ENOSPC, "free some space");
	struct sysroot sr = { .root = dir };
	char **names = NULL;
	// The folder was made, the file in it not: nothing stays.
	if (code == 0 && sysroot_list(&sr, "/", &names) != 0)
		code = 5;
	sysroot_names_free(names);
	return code;
}

TEST(a_full_file_system_is_refused_with_a_hint_and_left_clean)
{
	assert_child_exits(on_full, *state, 0);
}

static bool have_namespace(void)
{
	void *dir = NULL;

	if (unit_dir_make(&dir) < 0)
		return false;
	pid_t pid = fork();
	if (pid == 0)
		_exit(on_read_only(dir));
	int status = 0;
	(void)waitpid(pid, &status, 0);
	(void)unit_dir_remove(&dir);
	return !(WIFEXITED(status) && WEXITSTATUS(status) == NO_NAMESPACE);
}

int main(void)
{
	static const char *const need_namespace[] = {
		"a_read_only_mount_is_refused_with_a_hint",
		"a_full_file_system_is_refused_with_a_hint_and_left_clean",
	};
	struct CMUnitTest tests[] = {
		TEST_IN_DIR(nothing_is_left_in_the_directory),
		TEST_IN_DIR(the_file_is_empty_writable_and_without_a_name),
		TEST_IN_DIR(it_is_a_file_of_that_file_system),
		TEST_IN_DIR(two_files_are_different_ones),
		TEST_IN_DIR(a_missing_directory_is_named_with_a_hint),
		TEST_IN_DIR(a_file_is_not_a_directory),
		TEST_IN_DIR(a_directory_of_others_is_refused_with_a_hint),
		TEST_IN_DIR(a_read_only_mount_is_refused_with_a_hint),
		TEST_IN_DIR(
			a_full_file_system_is_refused_with_a_hint_and_left_clean),
	};

	if (!have_namespace())
		for (size_t i = 0; i < ARRAY_SIZE(need_namespace); i++)
			unit_skip(tests, ARRAY_SIZE(tests), need_namespace[i],
				  "cannot mount: needs root");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
