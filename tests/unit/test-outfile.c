// SPDX-License-Identifier: MIT
// Documents that appear whole or not at all.
#include "unit.h"

#include "base/outfile.h"

static void assert_names(const char *dir, const char *only)
{
	struct sysroot sr = { .root = dir };
	cleanup_names char **names = NULL;
	int n = sysroot_list(&sr, "/", &names);

	assert_int_equal(n, only ? 1 : 0);
	if (only)
		assert_string_equal(names[0], only);
}

static void assert_content(const char *path, const char *text)
{
	cleanup_free char *got = unit_get(path);

	assert_string_equal(got, text);
}

TEST(a_committed_document_is_there_alone)
{
	cleanup_free char *path = xasprintf("%s/r.json", (char *)*state);
	struct error err = { 0 };
	struct outfile o;

	assert_int_equal(outfile_open(&o, path, &err), 0);
	assert_int_equal(outfile_commit(&o, "new", 3, &err), 0);
	outfile_release(&o);
	assert_names(*state, "r.json");
	assert_content(path, "new");
}

TEST(the_old_document_stays_until_the_commit)
{
	cleanup_free char *path = xasprintf("%s/r.json", (char *)*state);
	struct error err = { 0 };
	struct outfile o;

	unit_put(path, "old and longer");
	assert_int_equal(outfile_open(&o, path, &err), 0);
	assert_content(path, "old and longer");
	assert_int_equal(outfile_commit(&o, "new", 3, &err), 0);
	assert_content(path, "new");
	outfile_release(&o);
	assert_content(path, "new");
	assert_names(*state, "r.json");
}

TEST(nothing_stays_without_a_commit)
{
	cleanup_free char *path = xasprintf("%s/r.json", (char *)*state);
	struct error err = { 0 };
	struct outfile o;

	assert_int_equal(outfile_open(&o, path, &err), 0);
	outfile_release(&o);
	assert_names(*state, NULL);
}

TEST(the_old_document_survives_a_release_without_commit)
{
	cleanup_free char *path = xasprintf("%s/r.json", (char *)*state);
	struct error err = { 0 };
	struct outfile o;

	unit_put(path, "old");
	assert_int_equal(outfile_open(&o, path, &err), 0);
	outfile_release(&o);
	assert_names(*state, "r.json");
	assert_content(path, "old");
}

TEST(release_may_be_called_twice)
{
	cleanup_free char *path = xasprintf("%s/r.json", (char *)*state);
	struct error err = { 0 };
	struct outfile o;

	assert_int_equal(outfile_open(&o, path, &err), 0);
	outfile_release(&o);
	outfile_release(&o);
	assert_int_equal(o.fd, -1);
}

TEST(a_directory_is_refused)
{
	struct error err = { 0 };
	struct outfile o;

	assert_int_equal(outfile_open(&o, *state, &err), -EISDIR);
	assert_contains(err.text, *state);
	assert_true(err.hint[0]);
	outfile_release(&o);
	assert_names(*state, NULL);
}

TEST(a_missing_directory_is_found_out_at_once)
{
	cleanup_free char *path = xasprintf("%s/no/r.json", (char *)*state);
	struct error err = { 0 };
	struct outfile o;

	assert_int_equal(outfile_open(&o, path, &err), -ENOENT);
	assert_contains(err.text, path);
	assert_contains(err.hint, "directory");
	outfile_release(&o);
}

TEST(the_null_device_is_written_directly)
{
	struct error err = { 0 };
	struct outfile o;
	struct stat st;

	assert_int_equal(outfile_open(&o, "/dev/null", &err), 0);
	assert_int_equal(outfile_commit(&o, "gone", 4, &err), 0);
	outfile_release(&o);
	assert_int_equal(stat("/dev/null", &st), 0);
	assert_true(S_ISCHR(st.st_mode));
}

TEST(a_full_device_is_an_error)
{
	struct error err = { 0 };
	struct outfile o;

	assert_int_equal(outfile_open(&o, "/dev/full", &err), 0);
	assert_int_equal(outfile_commit(&o, "lost", 4, &err), -ENOSPC);
	assert_contains(err.text, "/dev/full");
	outfile_release(&o);
}

TEST(a_commit_that_cannot_take_its_place_leaves_nothing)
{
	cleanup_free char *path = xasprintf("%s/r.json", (char *)*state);
	struct error err = { 0 };
	struct outfile o;

	assert_int_equal(outfile_open(&o, path, &err), 0);
	assert_int_equal(mkdir(path, 0700), 0);
	assert_true(outfile_commit(&o, "lost", 4, &err) < 0);
	assert_contains(err.text, path);
	outfile_release(&o);
	assert_names(*state, "r.json");
}

// A link such as /dev/stdout must not be replaced by a file.
TEST(a_link_stays_and_what_it_leads_to_is_replaced)
{
	cleanup_free char *sub = xasprintf("%s/sub", (char *)*state);
	cleanup_free char *real = xasprintf("%s/real.json", sub);
	cleanup_free char *link = xasprintf("%s/latest.json", (char *)*state);
	struct error err = { 0 };
	struct outfile o;
	struct stat st;

	assert_int_equal(mkdir(sub, 0700), 0);
	unit_put(real, "old");
	assert_int_equal(symlink("sub/real.json", link), 0);
	assert_int_equal(outfile_open(&o, link, &err), 0);
	assert_int_equal(outfile_commit(&o, "new", 3, &err), 0);
	outfile_release(&o);
	assert_int_equal(lstat(link, &st), 0);
	assert_true(S_ISLNK(st.st_mode));
	assert_content(real, "new");
	assert_names(sub, "real.json");
}

TEST(a_pipe_is_written_directly)
{
	char path[64], got[8] = "";
	struct error err = { 0 };
	struct outfile o;
	int ends[2];

	assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
	(void)snprintf(path, sizeof(path), "/proc/self/fd/%d", ends[1]);
	assert_int_equal(outfile_open(&o, path, &err), 0);
	assert_int_equal(outfile_commit(&o, "text", 4, &err), 0);
	outfile_release(&o);
	assert_int_equal(read(ends[0], got, sizeof(got)), 4);
	assert_string_equal(got, "text");
	(void)close(ends[0]);
	(void)close(ends[1]);
}

TEST(write_all_writes_more_than_a_pipe_takes_at_once)
{
	enum { LEN = 1 << 20 };
	cleanup_free char *data = xcalloc(1, LEN);
	int ends[2];
	size_t total = 0;

	memset(data, 'x', LEN);
	assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
	pid_t pid = fork();
	if (pid == 0)
		_exit(write_all(ends[1], data, LEN) == 0 ? 0 : 1);
	assert_true(pid > 0);
	(void)close(ends[1]);
	for (ssize_t n; (n = read(ends[0], data, LEN)) > 0;)
		total += (size_t)n;
	(void)close(ends[0]);
	int status;
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	assert_int_equal(total, LEN);
}

TEST(write_all_gives_the_errno_of_a_write)
{
	assert_int_equal(write_all(-1, "x", 1), -EBADF);
	assert_int_equal(write_all(-1, "", 0), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST_IN_DIR(a_committed_document_is_there_alone),
		TEST_IN_DIR(the_old_document_stays_until_the_commit),
		TEST_IN_DIR(nothing_stays_without_a_commit),
		TEST_IN_DIR(the_old_document_survives_a_release_without_commit),
		TEST_IN_DIR(release_may_be_called_twice),
		TEST_IN_DIR(a_directory_is_refused),
		TEST_IN_DIR(a_missing_directory_is_found_out_at_once),
		cmocka_unit_test(the_null_device_is_written_directly),
		cmocka_unit_test(a_full_device_is_an_error),
		TEST_IN_DIR(a_commit_that_cannot_take_its_place_leaves_nothing),
		TEST_IN_DIR(a_link_stays_and_what_it_leads_to_is_replaced),
		cmocka_unit_test(a_pipe_is_written_directly),
		cmocka_unit_test(
			write_all_writes_more_than_a_pipe_takes_at_once),
		cmocka_unit_test(write_all_gives_the_errno_of_a_write),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
