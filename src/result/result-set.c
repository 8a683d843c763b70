// SPDX-License-Identifier: MIT
// Results out of files and folders; see result-read.h.
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/strbuf.h"
#include "base/sysroot.h"
#include "result/json-place.h"
#include "result/result-read.h"

// The whole file. What exceeds the limits is not even read to its end.
static int slurp(int fd, const char *path, size_t size, struct strbuf *text,
		 struct error *err)
{
	struct json_scan scan = { 0 };
	char part[65536];

	while (text->len <= size) {
		ssize_t got = read(fd, part, sizeof(part));

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return error_sys(err, -errno, "cannot read '%s'", path);
		if (got == 0)
			return 0;
		int ret = json_scan(&scan, part, (size_t)got, path,
				    &result_read_limits, err);
		if (ret < 0)
			return ret;
		strbuf_add(text, part, (size_t)got);
	}
	return text->len > size ? error_set(err, -EAGAIN,
					    "'%s' grew while it was read", path)
				: 0;
}

int result_read(const char *path, struct result *ret_result, struct error *err)
{
	cleanup_close int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	cleanup_strbuf struct strbuf text = { 0 };
	struct stat st;

	if (fd < 0 || fstat(fd, &st) < 0)
		return error_sys(err, -errno, "cannot read '%s'", path);
	if (S_ISDIR(st.st_mode))
		return error_sys(err, -EISDIR, "cannot read '%s'", path);
	if (!S_ISREG(st.st_mode))
		return error_set(err, -EINVAL, "'%s' is not a file", path);
	if ((size_t)st.st_size > RESULT_READ_BYTES_MAX)
		return error_set(err, -EFBIG, "%s: larger than %zu bytes", path,
				 RESULT_READ_BYTES_MAX);
	int ret = slurp(fd, path, (size_t)st.st_size, &text, err);
	if (ret < 0)
		return ret;
	return result_read_text(strbuf_str(&text), text.len, path, ret_result,
				err);
}

static int add(struct result_set *set, const char *path, struct error *err)
{
	struct result r = { 0 };
	int ret = result_read(path, &r, err);

	if (ret < 0)
		return ret;
	set->v = xreallocarray(set->v, set->n + 1, sizeof(*set->v));
	set->v[set->n++] = (struct result_file){ xstrdup(path), r };
	return 0;
}

static int add_from_folder(struct result_set *set, const char *path,
			   struct error *err)
{
	struct error why = { 0 };
	int ret = add(set, path, &why);

	if (ret == -ENOMSG) {
		set->skipped = xreallocarray(set->skipped, set->n_skipped + 1,
					     sizeof(*set->skipped));
		set->skipped[set->n_skipped++] = xstrdup(why.text);
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

static int read_folder(const char *path, struct result_set *set,
		       struct error *err)
{
	cleanup_names char **names = NULL;
	int n = sysroot_list(NULL, path, &names);

	if (n < 0)
		return error_sys(err, n, "cannot list '%s'", path);
	for (char **name = names; *name; name++) {
		cleanup_free char *file = xasprintf("%s/%s", path, *name);

		if (!is_json(*name))
			continue;
		int ret = add_from_folder(set, file, err);
		if (ret < 0)
			return ret;
	}
	if (!set->n)
		return error_set(err, -ENOENT, "no result in folder '%s'",
				 path);
	return 0;
}

int result_read_all(const char *path, struct result_set *ret_set,
		    struct error *err)
{
	cleanup_result_set struct result_set set = { 0 };
	struct stat st;

	if (stat(path, &st) < 0)
		return error_sys(err, -errno, "cannot read '%s'", path);
	int ret = S_ISDIR(st.st_mode) ? read_folder(path, &set, err)
				      : add(&set, path, err);
	if (ret < 0)
		return ret;
	*ret_set = set;
	set = (struct result_set){ 0 };
	return 0;
}

void result_set_release(struct result_set *set)
{
	for (size_t i = 0; i < set->n; i++) {
		free(set->v[i].path);
		result_release(&set->v[i].result);
	}
	free(set->v);
	for (size_t i = 0; i < set->n_skipped; i++)
		free(set->skipped[i]);
	free(set->skipped);
	*set = (struct result_set){ 0 };
}
