// SPDX-License-Identifier: MIT
#include "base/sysroot.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/parse.h"

#ifndef RESOLVE_IN_ROOT
#define RESOLVE_IN_ROOT 0x10
#endif

static char *full_path(const struct sysroot *sr, const char *path)
{
	return sysroot_live(sr) ? xstrdup(path)
				: xasprintf("%s%s", sr->root, path);
}

#define OPEN_FLAGS (O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK)

// A captured tree may come from anybody: its absolute links must not lead to
// this machine (openat2, Linux 5.6; before, they are followed as they are),
// and a FIFO in it must not hang us.
static int open_in(const struct sysroot *sr, const char *path)
{
	struct open_how how = { .flags = OPEN_FLAGS,
				.resolve = RESOLVE_IN_ROOT };
	cleanup_free char *full = full_path(sr, path);

	if (!sysroot_live(sr)) {
		cleanup_close int root =
			open(sr->root, O_PATH | O_DIRECTORY | O_CLOEXEC);
		int fd = root < 0 ? -1
				  : (int)syscall(SYS_openat2, root, path, &how,
						 sizeof(how));

		if (fd >= 0 || (errno != ENOSYS && errno != EPERM))
			return fd;
	}
	return open(full, OPEN_FLAGS);
}

int sysroot_read(const struct sysroot *sr, const char *path, struct strbuf *out)
{
	cleanup_close int fd = open_in(sr, path);
	char chunk[16384];
	size_t total = 0;

	if (fd < 0)
		return -errno;
	for (;;) {
		ssize_t n = read(fd, chunk, sizeof(chunk));

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		if (n == 0)
			return 0;
		total += (size_t)n;
		if (total > SYSROOT_MAX_BYTES)
			return -EFBIG;
		strbuf_add(out, chunk, (size_t)n);
	}
}

FILE *sysroot_fopen(const struct sysroot *sr, const char *path)
{
	int fd = open_in(sr, path);
	FILE *f = fd < 0 ? NULL : fdopen(fd, "r");

	if (!f && fd >= 0)
		(void)close(fd);
	return f;
}

int sysroot_read_line(const struct sysroot *sr, const char *path,
		      char **ret_line)
{
	cleanup_strbuf struct strbuf b = { 0 };
	int rc = sysroot_read(sr, path, &b);

	if (rc < 0)
		return rc;
	*ret_line = xstrndup(strbuf_str(&b), strcspn(strbuf_str(&b), "\n"));
	return 0;
}

int sysroot_read_u64(const struct sysroot *sr, const char *path,
		     uint64_t *ret_value)
{
	cleanup_free char *line = NULL;
	int rc = sysroot_read_line(sr, path, &line);

	if (rc < 0)
		return rc;
	return parse_u64(line, ret_value);
}

int sysroot_readlink(const struct sysroot *sr, const char *path,
		     char **ret_target)
{
	cleanup_free char *full = full_path(sr, path);
	char target[PATH_MAX];
	ssize_t n = readlink(full, target, sizeof(target) - 1);

	if (n < 0)
		return -errno;
	*ret_target = xstrndup(target, (size_t)n);
	return 0;
}

bool sysroot_exists(const struct sysroot *sr, const char *path)
{
	cleanup_free char *full = full_path(sr, path);

	return access(full, F_OK) == 0;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

int sysroot_list(const struct sysroot *sr, const char *path, char ***ret_names)
{
	cleanup_free char *full = full_path(sr, path);
	cleanup_dir DIR *d = opendir(full);
	char **names = NULL;
	size_t n = 0;

	if (!d)
		return -errno;
	names = xcalloc(1, sizeof(*names));
	for (struct dirent *e; (e = readdir(d));) {
		if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0)
			continue;
		names = xreallocarray(names, n + 2, sizeof(*names));
		names[n++] = xstrdup(e->d_name);
		names[n] = NULL;
	}
	qsort(names, n, sizeof(*names), by_name);
	*ret_names = names;
	return (int)n;
}

void sysroot_names_free(char **names)
{
	for (char **p = names; p && *p; p++)
		free(*p);
	free(names);
}
