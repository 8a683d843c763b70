// SPDX-License-Identifier: MIT
// Results out of files and folders; see result-read.h.
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "base/alloc.h"
#include "base/sysroot.h"
#include "result/matrix.h"
#include "result/result-read.h"

static int add_check(struct result_set *set, const char *path,
		     struct error *err)
{
	struct check_file file = { 0 };
	int ret = check_read(path, &file, err);

	if (ret < 0)
		return ret;
	set->checks = xreallocarray(set->checks, set->n_checks + 1,
				    sizeof(*set->checks));
	set->checks[set->n_checks++] = file;
	return 0;
}

static int add(struct result_set *set, const char *path,
	       enum result_detail detail, struct error *err)
{
	struct error why = { 0 }, why_no_check = { 0 };
	struct result r = { 0 };
	int ret = result_read(path, detail, &r, &why);

	if (ret == -ENOMSG) {
		ret = add_check(set, path, &why_no_check);
		if (ret == 0)
			return 0;
		if (ret != -ENOMSG)
			why = why_no_check;
	}
	if (ret < 0 && err)
		*err = why;
	if (ret < 0)
		return ret;
	set->v = xreallocarray(set->v, set->n + 1, sizeof(*set->v));
	set->v[set->n++] = (struct result_file){ xstrdup(path), r };
	return 0;
}

static void skip(struct result_set *set, char *why)
{
	set->skipped = xreallocarray(set->skipped, set->n_skipped + 1,
				     sizeof(*set->skipped));
	set->skipped[set->n_skipped++] = why;
}

static int add_from_folder(struct result_set *set, const char *path,
			   enum result_detail detail, struct error *err)
{
	struct error why = { 0 };
	int ret = add(set, path, detail, &why);

	if (ret == -ENOMSG) {
		skip(set, xstrdup(why.text));
		return 0;
	}
	if (ret < 0 && err)
		*err = why;
	return ret;
}

static bool is_json(const char *name)
{
	size_t len = strlen(name);

	return len > 5 && strcmp(name + len - 5, ".json") == 0;
}

// A matrix: its cells in their order, kernels as they were named. One that has
// no result is told.
static int read_matrix(const char *path, const struct matrix *m,
		       enum result_detail detail, struct result_set *set,
		       struct error *err)
{
	for (size_t i = 0; i < m->n; i++) {
		const struct cell *c = &m->v[i];

		if (c->state != CELL_DONE)
			skip(set,
			     xasprintf("cell %s of '%s' %s%s%s", c->name, path,
				       c->state == CELL_FAILED ? "failed"
							       : "waits",
				       c->reason ? ": " : "",
				       c->reason ? c->reason : ""));
		if (!c->result)
			continue;
		cleanup_free char *file = xasprintf("%s/%s", path, c->result);
		int ret = add_from_folder(set, file, detail, err);
		if (ret < 0)
			return ret;
	}
	return 0;
}

static int read_names(const char *path, enum result_detail detail,
		      struct result_set *set, struct error *err)
{
	cleanup_names char **names = NULL;
	int n = sysroot_list(NULL, path, &names);

	if (n < 0)
		return error_sys(err, n, "cannot list '%s'", path);
	for (char **name = names; *name; name++) {
		cleanup_free char *file = xasprintf("%s/%s", path, *name);

		if (!is_json(*name))
			continue;
		int ret = add_from_folder(set, file, detail, err);
		if (ret < 0)
			return ret;
	}
	return 0;
}

static int read_folder(const char *path, enum result_detail detail,
		       struct result_set *set, struct error *err)
{
	cleanup_matrix struct matrix m = { 0 };
	int ret = matrix_read_index(path, &m, err);

	if (ret == -ENOENT || ret == -ENOMSG)
		ret = read_names(path, detail, set, err);
	else if (ret == 0)
		ret = read_matrix(path, &m, detail, set, err);
	if (ret < 0)
		return ret;
	if (!set->n && !set->n_checks)
		return error_set(err, -ENOENT, "no result in folder '%s'",
				 path);
	return 0;
}

int result_read_all(const char *path, enum result_detail detail,
		    struct result_set *ret_set, struct error *err)
{
	cleanup_result_set struct result_set set = { 0 };
	struct stat st;

	if (stat(path, &st) < 0)
		return error_sys(err, -errno, "cannot read '%s'", path);
	int ret = S_ISDIR(st.st_mode) ? read_folder(path, detail, &set, err)
				      : add(&set, path, detail, err);
	if (ret < 0)
		return ret;
	*ret_set = set;
	set = (struct result_set){ 0 };
	return 0;
}

void result_set_join(struct result_set *to, struct result_set *from)
{
	to->v = xreallocarray(to->v, to->n + from->n + 1, sizeof(*to->v));
	for (size_t i = 0; i < from->n; i++)
		to->v[to->n++] = from->v[i];
	to->checks =
		xreallocarray(to->checks, to->n_checks + from->n_checks + 1,
			      sizeof(*to->checks));
	for (size_t i = 0; i < from->n_checks; i++)
		to->checks[to->n_checks++] = from->checks[i];
	to->skipped =
		xreallocarray(to->skipped, to->n_skipped + from->n_skipped + 1,
			      sizeof(*to->skipped));
	for (size_t i = 0; i < from->n_skipped; i++)
		to->skipped[to->n_skipped++] = from->skipped[i];
	free(from->v);
	free(from->checks);
	free(from->skipped);
	*from = (struct result_set){ 0 };
}

void result_set_release(struct result_set *set)
{
	for (size_t i = 0; i < set->n; i++) {
		free(set->v[i].path);
		result_release(&set->v[i].result);
	}
	free(set->v);
	for (size_t i = 0; i < set->n_checks; i++)
		check_file_release(&set->checks[i]);
	free(set->checks);
	for (size_t i = 0; i < set->n_skipped; i++)
		free(set->skipped[i]);
	free(set->skipped);
	*set = (struct result_set){ 0 };
}
