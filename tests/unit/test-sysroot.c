// SPDX-License-Identifier: MIT
// Reads of /proc and /sys, of this machine and of a captured one.
#include "unit.h"

#define TOO_BIG "/big"

static void captured(const char *dir, struct sysroot *sr)
{
	cleanup_free char *proc = xasprintf("%s/proc", dir);
	cleanup_free char *cmdline = xasprintf("%s/cmdline", proc);
	cleanup_free char *number = xasprintf("%s/number", proc);

	assert_int_equal(mkdir(proc, 0700), 0);
	unit_put(cmdline, "one two\nthree\n");
	unit_put(number, "2097152\n");
	*sr = (struct sysroot){ .root = dir };
}

TEST(a_captured_machine_is_read_below_its_root)
{
	cleanup_strbuf struct strbuf text = { 0 };
	struct sysroot sr;

	captured(*state, &sr);
	assert_false(sysroot_live(&sr));
	assert_int_equal(sysroot_read(&sr, "/proc/cmdline", &text), 0);
	assert_string_equal(text.s, "one two\nthree\n");
}

TEST(this_machine_is_read_when_there_is_no_root)
{
	const struct sysroot empty = { .root = "" }, null = { 0 };
	cleanup_free char *line = NULL;

	assert_true(sysroot_live(NULL));
	assert_true(sysroot_live(&empty));
	assert_true(sysroot_live(&null));
	assert_int_equal(sysroot_read_line(&empty, "/proc/self/comm", &line),
			 0);
	assert_string_equal(line, "test-sysroot");
}

TEST(reading_appends)
{
	cleanup_strbuf struct strbuf text = { 0 };
	struct sysroot sr;

	captured(*state, &sr);
	strbuf_puts(&text, "before ");
	assert_int_equal(sysroot_read(&sr, "/proc/number", &text), 0);
	assert_string_equal(text.s, "before 2097152\n");
}

TEST(a_line_ends_before_its_newline)
{
	cleanup_free char *line = NULL;
	struct sysroot sr;

	captured(*state, &sr);
	assert_int_equal(sysroot_read_line(&sr, "/proc/cmdline", &line), 0);
	assert_string_equal(line, "one two");
}

TEST(the_line_of_an_empty_file_is_empty)
{
	cleanup_free char *path = xasprintf("%s/empty", (char *)*state);
	struct sysroot sr = { .root = *state };
	cleanup_free char *line = NULL;

	unit_put(path, "");
	assert_int_equal(sysroot_read_line(&sr, "/empty", &line), 0);
	assert_string_equal(line, "");
}

TEST(a_number_is_read_without_its_newline)
{
	struct sysroot sr;
	uint64_t v = 0;

	captured(*state, &sr);
	assert_int_equal(sysroot_read_u64(&sr, "/proc/number", &v), 0);
	assert_int_equal(v, 2097152);
}

TEST(text_is_no_number)
{
	struct sysroot sr;
	uint64_t v = 5;

	captured(*state, &sr);
	assert_int_equal(sysroot_read_u64(&sr, "/proc/cmdline", &v), -EINVAL);
	assert_int_equal(v, 5);
}

TEST(what_is_not_there_is_enoent)
{
	struct sysroot sr = { .root = *state };
	cleanup_strbuf struct strbuf text = { 0 };
	char *line = NULL, **names = NULL;
	uint64_t v;

	assert_int_equal(sysroot_read(&sr, "/none", &text), -ENOENT);
	assert_int_equal(sysroot_read_line(&sr, "/none", &line), -ENOENT);
	assert_int_equal(sysroot_read_u64(&sr, "/none", &v), -ENOENT);
	assert_int_equal(sysroot_readlink(&sr, "/none", &line), -ENOENT);
	assert_int_equal(sysroot_list(&sr, "/none", &names), -ENOENT);
	assert_null(sysroot_fopen(&sr, "/none"));
	assert_int_equal(errno, ENOENT);
	assert_null(line);
	assert_null(names);
}

TEST(a_directory_is_not_read_as_a_file)
{
	cleanup_strbuf struct strbuf text = { 0 };
	struct sysroot sr = { .root = *state };

	assert_int_equal(sysroot_read(&sr, "/", &text), -EISDIR);
}

TEST(a_link_is_its_text_not_what_it_leads_to)
{
	cleanup_free char *link = xasprintf("%s/link", (char *)*state);
	struct sysroot sr = { .root = *state };
	cleanup_free char *target = NULL;
	char *none = NULL;

	assert_int_equal(symlink("../../nowhere", link), 0);
	assert_int_equal(sysroot_readlink(&sr, "/link", &target), 0);
	assert_string_equal(target, "../../nowhere");
	assert_int_equal(sysroot_readlink(&sr, "/", &none), -EINVAL);
}

// A tree captured elsewhere must not show what is on this machine.
TEST(an_absolute_link_stays_below_the_root)
{
	cleanup_free char *link = xasprintf("%s/link", (char *)*state);
	cleanup_free char *out = xasprintf("%s/out", (char *)*state);
	cleanup_free char *line = NULL;
	char *none = NULL;
	struct sysroot sr;

	captured(*state, &sr);
	assert_int_equal(symlink("/proc/number", link), 0);
	assert_int_equal(symlink("/proc/self/comm", out), 0);
	assert_int_equal(sysroot_read_line(&sr, "/link", &line), 0);
	assert_string_equal(line, "2097152");
	assert_int_equal(sysroot_read_line(&sr, "/out", &none), -ENOENT);
}

TEST(a_pipe_in_the_tree_does_not_hang)
{
	cleanup_free char *path = xasprintf("%s/pipe", (char *)*state);
	cleanup_strbuf struct strbuf text = { 0 };
	struct sysroot sr = { .root = *state };

	assert_int_equal(mkfifo(path, 0600), 0);
	assert_true(sysroot_read(&sr, "/pipe", &text) <= 0);
	assert_int_equal(text.len, 0);
}

TEST(existence_is_that_below_the_root)
{
	struct sysroot sr;

	captured(*state, &sr);
	assert_true(sysroot_exists(&sr, "/proc/number"));
	assert_true(sysroot_exists(&sr, "/proc"));
	assert_false(sysroot_exists(&sr, "/proc/self"));
	assert_true(sysroot_exists(NULL, "/proc/self"));
}

TEST(names_are_sorted_and_without_dots)
{
	static const char *const files[] = { "b", "a", "A", ".hidden", "a10" };
	struct sysroot sr = { .root = *state };
	cleanup_names char **names = NULL;

	for (size_t i = 0; i < ARRAY_SIZE(files); i++) {
		cleanup_free char *path =
			xasprintf("%s/%s", (char *)*state, files[i]);

		unit_put(path, "");
	}
	assert_int_equal(sysroot_list(&sr, "/", &names), 5);
	assert_string_equal(names[0], ".hidden");
	assert_string_equal(names[1], "A");
	assert_string_equal(names[2], "a");
	assert_string_equal(names[3], "a10");
	assert_string_equal(names[4], "b");
	assert_null(names[5]);
}

TEST(an_empty_directory_has_no_names)
{
	struct sysroot sr = { .root = *state };
	cleanup_names char **names = NULL;

	assert_int_equal(sysroot_list(&sr, "/", &names), 0);
	assert_non_null(names);
	assert_null(names[0]);
}

static int sparse(const char *dir, off_t size)
{
	cleanup_free char *path = xasprintf("%s" TOO_BIG, dir);

	unit_put(path, "");
	return truncate(path, size);
}

TEST(a_file_at_the_limit_is_read)
{
	cleanup_strbuf struct strbuf text = { 0 };
	struct sysroot sr = { .root = *state };

	assert_int_equal(sparse(*state, SYSROOT_MAX_BYTES), 0);
	assert_int_equal(sysroot_read(&sr, TOO_BIG, &text), 0);
	assert_int_equal(text.len, SYSROOT_MAX_BYTES);
}

TEST(a_file_beyond_the_limit_is_refused_and_not_held)
{
	cleanup_strbuf struct strbuf text = { 0 };
	struct sysroot sr = { .root = *state };

	assert_int_equal(sparse(*state, (off_t)SYSROOT_MAX_BYTES * 1000), 0);
	assert_int_equal(sysroot_read(&sr, TOO_BIG, &text), -EFBIG);
	assert_true(text.len <= SYSROOT_MAX_BYTES);
}

TEST(a_stream_reads_below_the_root)
{
	struct sysroot sr;
	char line[16];

	captured(*state, &sr);
	cleanup_file FILE *f = sysroot_fopen(&sr, "/proc/cmdline");
	assert_non_null(f);
	assert_non_null(fgets(line, sizeof(line), f));
	assert_string_equal(line, "one two\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST_IN_DIR(a_captured_machine_is_read_below_its_root),
		cmocka_unit_test(this_machine_is_read_when_there_is_no_root),
		TEST_IN_DIR(reading_appends),
		TEST_IN_DIR(a_line_ends_before_its_newline),
		TEST_IN_DIR(the_line_of_an_empty_file_is_empty),
		TEST_IN_DIR(a_number_is_read_without_its_newline),
		TEST_IN_DIR(text_is_no_number),
		TEST_IN_DIR(what_is_not_there_is_enoent),
		TEST_IN_DIR(a_directory_is_not_read_as_a_file),
		TEST_IN_DIR(a_link_is_its_text_not_what_it_leads_to),
		TEST_IN_DIR(an_absolute_link_stays_below_the_root),
		TEST_IN_DIR(a_pipe_in_the_tree_does_not_hang),
		TEST_IN_DIR(existence_is_that_below_the_root),
		TEST_IN_DIR(names_are_sorted_and_without_dots),
		TEST_IN_DIR(an_empty_directory_has_no_names),
		TEST_IN_DIR(a_file_at_the_limit_is_read),
		TEST_IN_DIR(a_file_beyond_the_limit_is_refused_and_not_held),
		TEST_IN_DIR(a_stream_reads_below_the_root),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
