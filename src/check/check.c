// SPDX-License-Identifier: MIT
#include "check/check.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/attr.h"

// In the order in which they are run.
static const struct {
	char letter;
	const char *title;
} groups[] = {
	{ 'E', "end of file and truncation" },
	{ 'H', "holes and zero pages" },
	{ 'U', "allocation, fallocate and stale data" },
	{ 'C', "coherence of mappings, reads and writes" },
	{ 'P', "private mappings" },
	{ 'T', "dirty tracking, msync and MAP_SYNC" },
	{ 'R', "pinned pages and races" },
	{ 'X', "errors" },
	{ 'G', "huge mappings" },
	{ 'F', "files that share blocks" },
	{ 'V', "device-dax" },
	{ 'S', "inode flags" },
	{ 'M', "other system calls on mappings" },
};

static size_t group_order(char letter)
{
	size_t i = 0;

	while (i < ARRAY_SIZE(groups) && groups[i].letter != letter)
		i++;
	return i;
}

const char *check_group_title(char letter)
{
	size_t i = group_order(letter);

	return i < ARRAY_SIZE(groups) ? groups[i].title : NULL;
}

static int by_id(const void *a, const void *b)
{
	const struct check_case *x = *(const struct check_case *const *)a;
	const struct check_case *y = *(const struct check_case *const *)b;
	size_t gx = group_order(x->id[0]), gy = group_order(y->id[0]);
	long nx = strtol(x->id + 1, NULL, 10), ny = strtol(y->id + 1, NULL, 10);

	if (gx != gy)
		return gx < gy ? -1 : 1;
	if (nx != ny)
		return nx < ny ? -1 : 1;
	return strcmp(x->id, y->id);
}

const struct check_case **check_sorted(size_t *ret_n)
{
	const struct check_case **v = NULL;
	size_t n = 0;

	registry_for_each (it, check_case) {
		v = xreallocarray(v, n + 1, sizeof(*v));
		v[n++] = *it;
	}
	if (n)
		qsort(v, n, sizeof(*v), by_id);
	*ret_n = n;
	return v;
}

bool check_matches(const struct check_case *c, const char *word)
{
	size_t len = strlen(word);

	if (len == 0 || strncasecmp(c->id, word, len) != 0)
		return false;
	char next = c->id[len];
	return len == 1 || next == '\0' || next == '-';
}

const char *check_variant_name(enum check_variant variant)
{
	return variant == CHECK_PMD   ? "pmd"
	       : variant == CHECK_PTE ? "pte"
				      : "any";
}

const char *check_outcome_name(enum check_outcome outcome)
{
	static const char *const names[] = {
		[CHECK_BROKEN] = "broken",   [CHECK_PASS] = "pass",
		[CHECK_FAIL] = "fail",       [CHECK_KNOWN_BUG] = "known-bug",
		[CHECK_TIMEOUT] = "timeout", [CHECK_SKIP] = "skip",
	};
	_Static_assert(ARRAY_SIZE(names) == CHECK_SKIP + 1, "a name each");
	return names[outcome];
}

bool check_outcome_bad(enum check_outcome outcome)
{
	return outcome != CHECK_PASS && outcome != CHECK_SKIP;
}

void check_verdict_release(struct check_verdict *v)
{
	free(v->reason);
	free(v->kernel_log);
	*v = (struct check_verdict){ 0 };
}
