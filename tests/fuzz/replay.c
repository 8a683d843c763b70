// SPDX-License-Identifier: MIT
// Every document of the corpus through each target of its kind, a TAP line
// each. What the fuzzer once found stays in the corpus, and so is tried by
// every build.
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "base/attr.h"
#include "base/cleanup.h"
#include "fuzz.h"

#define ROW(name, corpus) { #name, #corpus },

static const struct {
	const char *target, *folder;
} rows[] = { FUZZ_TARGETS(ROW) };

static unsigned tests;

static char *read_whole(const char *path, size_t *ret_len)
{
	FILE *f = fopen(path, "r");
	char *text = xcalloc(1 << 20, 1);

	if (!f) {
		perror(path);
		exit(1);
	}
	*ret_len = fread(text, 1, 1 << 20, f);
	(void)fclose(f);
	return text;
}

static void replay(const char *target, const char *folder)
{
	struct dirent **entries = NULL;
	int n = scandir(folder, &entries, NULL, alphasort);
	unsigned before = tests;

	for (int i = 0; i < n; i++) {
		cleanup_free char *path =
			xasprintf("%s/%s", folder, entries[i]->d_name);

		if (entries[i]->d_name[0] != '.') {
			size_t len;
			cleanup_free char *text = read_whole(path, &len);

			fuzz_find(target)(text, len);
			printf("ok %u %s: %s\n", ++tests, target,
			       entries[i]->d_name);
		}
		free(entries[i]);
	}
	free(entries);
	if (tests == before)
		printf("not ok %u %s: no document in %s\n", ++tests, target,
		       folder);
}

int main(void)
{
	const char *top = getenv("top_srcdir");

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		cleanup_free char *folder =
			xasprintf("%s/tests/fuzz/corpus/%s", top ? top : ".",
				  rows[i].folder);

		replay(rows[i].target, folder);
	}
	printf("1..%u\n", tests);
	return 0;
}
