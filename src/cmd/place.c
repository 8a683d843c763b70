// SPDX-License-Identifier: MIT
#include "cmd/place.h"

#include <libgen.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"

struct names {
	char **v;
	size_t n;
};

char *place_of_program(void)
{
	char path[PATH_MAX];
	ssize_t n = readlink("/proc/self/exe", path, sizeof(path) - 1);

	return n < 0 ? NULL : xstrndup(path, (size_t)n);
}

static void add_directory(struct names *list, const char *path)
{
	char real[PATH_MAX];

	if (!realpath(path, real))
		return;
	for (size_t i = 0; i < list->n; i++)
		if (strcmp(list->v[i], real) == 0)
			return;
	list->v = xreallocarray(list->v, list->n + 2, sizeof(*list->v));
	list->v[list->n++] = xstrdup(real);
	list->v[list->n] = NULL;
}

char **place_of_plans(void)
{
	cleanup_free char *own = place_of_program();
	cleanup_free char *named = xstrdup(getenv("DAXBENCH_PLANS"));
	struct names list = { .v = xcalloc(1, sizeof(*list.v)) };

	for (char *save = NULL,
		  *dir = named ? strtok_r(named, ":", &save) : NULL;
	     dir; dir = strtok_r(NULL, ":", &save))
		add_directory(&list, dir);
	if (own) {
		const char *beside = dirname(own);
		cleanup_free char *tree = xasprintf("%s/plans", beside);
		cleanup_free char *share =
			xasprintf("%s/../share/daxbench/plans", beside);

		add_directory(&list, tree);
		add_directory(&list, share);
	}
	add_directory(&list, PKGDATADIR "/plans");
	return list.v;
}

static bool is_path(const char *name)
{
	size_t len = strlen(name);

	return strchr(name, '/') ||
	       (len > 5 && strcmp(name + len - 5, ".json") == 0);
}

char *place_of_plan(const char *name)
{
	if (is_path(name))
		return xstrdup(name);
	cleanup_names char **dirs = place_of_plans();
	for (char **dir = dirs; *dir; dir++) {
		char *path = xasprintf("%s/%s.json", *dir, name);

		if (access(path, F_OK) == 0)
			return path;
		free(path);
	}
	return NULL;
}
