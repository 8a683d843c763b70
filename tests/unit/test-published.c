// SPDX-License-Identifier: MIT
// Every document below results/ is read by this version: results whole,
// matrices with all they name, others as what they say they are.
#include "unit.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/sysroot.h"
#include "result/matrix.h"
#include "result/result-read.h"

static bool ends_in_json(const char *name)
{
	size_t n = strlen(name);

	return n > 5 && strcmp(name + n - 5, ".json") == 0;
}

static void read_document(const char *path)
{
	cleanup_result struct result r = { 0 };
	cleanup_check_file struct check_file verdicts = { 0 };
	struct error err = { 0 };
	int ret = result_read(path, RESULT_WHOLE, &r, &err);

	// -ENOMSG: a document of another kind: verdicts, or one that
	// tests/schema looks at.
	if (ret == -ENOMSG)
		ret = check_read(path, &verdicts, &err);
	if (ret != 0 && ret != -ENOMSG)
		fail_msg("%s", err.text);
}

static void read_matrix(const char *folder)
{
	cleanup_matrix struct matrix m = { 0 };
	struct error err = { 0 };
	int ret = matrix_read_index(folder, &m, &err);

	if (ret == -ENOENT)
		return;
	if (ret < 0)
		fail_msg("%s", err.text);
	for (size_t i = 0; i < m.n; i++) {
		cleanup_free char *path = xasprintf(
			"%s/%s", folder, m.v[i].result ? m.v[i].result : ".");

		assert_int_equal(m.v[i].state, CELL_DONE);
		if (!sysroot_exists(NULL, path))
			fail_msg("%s is not there", path);
	}
}

TEST(every_published_document_is_read)
{
	const char *top = getenv("top_srcdir");
	cleanup_free char *results = xasprintf("%s/results", top ? top : ".");
	cleanup_names char **folders = NULL;
	unsigned n = 0;

	assert_true(sysroot_list(NULL, results, &folders) > 0);
	for (char **folder = folders; *folder; folder++) {
		cleanup_free char *dir = xasprintf("%s/%s", results, *folder);
		cleanup_names char **names = NULL;

		if (sysroot_list(NULL, dir, &names) < 0)
			continue;
		for (char **name = names; *name; name++) {
			cleanup_free char *path =
				xasprintf("%s/%s", dir, *name);

			if (!ends_in_json(*name))
				continue;
			read_document(path);
			n++;
		}
		read_matrix(dir);
	}
	assert_true(n > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_published_document_is_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
