// SPDX-License-Identifier: MIT
// Folders of a matrix: results in the order of the index, cells without one
// named.
#include "unit.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "result/matrix.h"
#include "result/result-read.h"

static char *folder;

static void put(const char *name, const char *text)
{
	cleanup_free char *path = xasprintf("%s/%s", folder, name);
	cleanup_file FILE *f = fopen(path, "w");

	assert_non_null(f);
	assert_true(fputs(text, f) >= 0);
}

static void put_result(const char *name)
{
	const char *top = getenv("top_srcdir");
	cleanup_free char *from =
		xasprintf("%s/tests/compare/6.1-ext4-a.json", top ? top : ".");
	cleanup_free char *to = xasprintf("%s/%s", folder, name);
	cleanup_free char *real = realpath(from, NULL);

	assert_non_null(real);
	assert_int_equal(symlink(real, to), 0);
}

static int set_up(void **state)
{
	char template[] = "/tmp/daxbench-test.XXXXXX";

	(void)state;
	folder = xstrdup(mkdtemp(template));
	return 0;
}

static int tear_down(void **state)
{
	cleanup_free char *command = xasprintf("rm -rf '%s'", folder);

	(void)state;
	free(folder);
	return system(command);
}

#define CELL(name, order, state, reason, result)                               \
	"{\"name\": \"" name "\", \"kernel\": {\"label\": \"k\", \"spec\": "   \
	"\"k\"}, \"fs\": \"ext4\", \"pmem\": \"nvdimm\", \"kind\": \"run\", "  \
	"\"side\": null, \"pair\": null, \"options\": [], \"command\": "       \
	"[\"run\"], \"order\": " order ", \"state\": \"" state                 \
	"\", \"reason\": " reason ", \"result\": " result "}"

#define INDEX(cells)                                                           \
	"{\"schema\": {\"name\": \"daxbench-matrix\", \"version\": 1}, "       \
	"\"cells\": [" cells "]}"

TEST(results_are_read_in_the_order_of_the_index)
{
	cleanup_result_set struct result_set set = { 0 };
	struct error err = { 0 };

	put_result("a.json");
	put_result("z.json");
	put_result("not-of-the-matrix.json");
	put(MATRIX_INDEX,
	    INDEX(CELL("a", "2", "done", "null", "\"a.json\"") "," CELL(
		    "z", "1", "done", "null",
		    "\"z.json\"") "," CELL("f", "3", "failed",
					   "\"QEMU was killed\"",
					   "null") "," CELL("w", "4", "waiting",
							    "null", "null")));
	assert_int_equal(result_read_all(folder, RESULT_WHOLE, &set, &err), 0);
	assert_int_equal(set.n, 2);
	assert_non_null(strstr(set.v[0].path, "/z.json"));
	assert_non_null(strstr(set.v[1].path, "/a.json"));
	assert_int_equal(set.n_skipped, 2);
	assert_non_null(strstr(set.skipped[0], "failed: QEMU was killed"));
	assert_non_null(strstr(set.skipped[1], "waits"));
}

TEST(a_result_that_is_gone_is_an_error)
{
	cleanup_result_set struct result_set set = { 0 };
	struct error err = { 0 };

	put(MATRIX_INDEX, INDEX(CELL("a", "1", "done", "null", "\"a.json\"")));
	assert_int_equal(result_read_all(folder, RESULT_WHOLE, &set, &err),
			 -ENOENT);
}

TEST(an_index_of_something_else_is_no_matrix)
{
	cleanup_result_set struct result_set set = { 0 };
	struct error err = { 0 };

	put_result("a.json");
	put(MATRIX_INDEX, "{\"schema\": {\"name\": \"x\"}}");
	assert_int_equal(result_read_all(folder, RESULT_WHOLE, &set, &err), 0);
	assert_int_equal(set.n, 1);
}

TEST(a_name_twice_is_refused)
{
	cleanup_matrix struct matrix m = { 0 };
	struct error err = { 0 };

	put(MATRIX_INDEX,
	    INDEX(CELL("a", "1", "waiting", "null",
		       "null") "," CELL("a", "2", "waiting", "null", "null")));
	assert_int_equal(matrix_read_index(folder, &m, &err), -EBADMSG);
	assert_non_null(strstr(err.text, "twice"));
}

int main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		CASE(results_are_read_in_the_order_of_the_index),
		CASE(a_result_that_is_gone_is_an_error),
		CASE(an_index_of_something_else_is_no_matrix),
		CASE(a_name_twice_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
