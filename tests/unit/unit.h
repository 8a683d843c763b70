// SPDX-License-Identifier: MIT
// What the unit tests share: cmocka with the headers it needs, a directory
// that is removed after the test, a child process for what changes the whole
// process, and skipping that the TAP driver understands.
#pragma once

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "base/attr.h"
#include "base/cleanup.h"
#include "base/strbuf.h"
#include "base/sysroot.h"

#define TEST(name) static void name(void **state ATTR_UNUSED)

// With a temporary directory as *state.
#define TEST_IN_DIR(name)                                                      \
	cmocka_unit_test_setup_teardown(name, unit_dir_make, unit_dir_remove)

static inline int unit_dir_make(void **state)
{
	const char *tmp = getenv("TMPDIR");
	char *dir = xasprintf("%s/daxbench-test.XXXXXX", tmp ? tmp : "/tmp");

	if (!mkdtemp(dir))
		return -1;
	*state = dir;
	return 0;
}

static inline int unit_remove_(const char *path,
			       const struct stat *st ATTR_UNUSED,
			       int type ATTR_UNUSED,
			       struct FTW *ftw ATTR_UNUSED)
{
	return remove(path);
}

static inline int unit_remove(const char *dir)
{
	return nftw(dir, unit_remove_, 16, FTW_DEPTH | FTW_PHYS);
}

static inline int unit_dir_remove(void **state)
{
	cleanup_free char *dir = *state;

	(void)chmod(dir, 0700);
	return unit_remove(dir);
}

static inline void unit_put(const char *path, const char *text)
{
	cleanup_file FILE *f = fopen(path, "we");

	assert_non_null(f);
	assert_true(fputs(text, f) >= 0);
}

static inline char *unit_get(const char *path)
{
	struct strbuf text = { 0 };

	assert_int_equal(sysroot_read(NULL, path, &text), 0);
	return strbuf_take(&text);
}

#define assert_contains(text, part)                                            \
	unit_contains_(text, part, __FILE__, __LINE__)

static inline void unit_contains_(const char *text, const char *part,
				  const char *file, int line)
{
	if (strstr(text, part))
		return;
	print_error("'%s' is not in '%s'\n", part, text);
	_fail(file, line);
}

// The wait status of a child in which body(arg) gives the exit status. No
// assertion may stand in the body: a failed one would return to the parent's
// tests.
static inline int unit_child(int (*body)(void *arg), void *arg)
{
	int status;

	(void)fflush(NULL);
	pid_t pid = fork();
	if (pid == 0)
		_exit(body(arg));
	assert_true(pid > 0);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return status;
}

static inline void assert_child_exits(int (*body)(void *arg), void *arg,
				      int expected)
{
	int status = unit_child(body, arg);

	if (!WIFEXITED(status))
		fail_msg("the child ended by signal %d", WTERMSIG(status));
	assert_int_equal(WEXITSTATUS(status), expected);
}

static inline void unit_nothing_(void **state ATTR_UNUSED)
{
}

// cmocka's own skip() says "not ok … # SKIP", which the TAP driver takes for a
// failure. Decided before the group runs: "name # SKIP why".
static inline void unit_skip(struct CMUnitTest *tests, size_t n,
			     const char *name, const char *why)
{
	static char text[8][128];
	static unsigned used;

	for (size_t i = 0; i < n && used < ARRAY_SIZE(text); i++) {
		if (strcmp(tests[i].name, name) != 0)
			continue;
		(void)snprintf(text[used], sizeof(text[used]), "%s # SKIP %s",
			       name, why);
		tests[i] = (struct CMUnitTest){ .name = text[used++],
						.test_func = unit_nothing_ };
		return;
	}
	abort();
}
