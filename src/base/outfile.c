// SPDX-License-Identifier: MIT
#include "base/outfile.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"

int write_all(int fd, const void *data, size_t len)
{
	const char *p = data;

	while (len) {
		ssize_t n = write(fd, p, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		p += n;
		len -= (size_t)n;
	}
	return 0;
}

static int open_nameless(const char *path)
{
	cleanup_free char *copy = xstrdup(path);

	return open(dirname(copy), O_WRONLY | O_TMPFILE | O_CLOEXEC, 0666);
}

// What a link leads to is replaced, never the link itself: /dev/stdout is one.
static char *place_of(const char *path)
{
	char *real = realpath(path, NULL);

	return real ? real : xstrdup(path);
}

int outfile_open(struct outfile *o, const char *path, struct error *err)
{
	struct stat st;

	*o = (struct outfile){ .fd = -1, .path = place_of(path) };
	if (stat(path, &st) == 0 && !S_ISREG(st.st_mode)) {
		o->fd = S_ISDIR(st.st_mode)
				? -1
				: open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
		if (o->fd >= 0)
			return 0;
		int rc = S_ISDIR(st.st_mode) ? -EISDIR : -errno;
		error_sys(err, rc, "cannot write '%s'", path);
		error_hint(err, "give --output the name of a file");
		return rc;
	}
	o->beside = xasprintf("%s.%ld.part", o->path, (long)getpid());
	o->fd = open_nameless(o->path);
	if (o->fd < 0) {
		o->fd = open(o->beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC,
			     0666);
		o->named = o->fd >= 0;
	}
	if (o->fd < 0) {
		int rc = -errno;

		error_sys(err, rc, "cannot write '%s'", path);
		error_hint(err, "give --output a file in a directory that "
				"exists and is writable");
		return rc;
	}
	return 0;
}

// A name for the nameless, so that it can be renamed over an older file.
static int give_name(struct outfile *o)
{
	char self[64];

	if (o->named)
		return 0;
	(void)snprintf(self, sizeof(self), "/proc/self/fd/%d", o->fd);
	if (linkat(AT_FDCWD, self, AT_FDCWD, o->beside, AT_SYMLINK_FOLLOW) < 0)
		return -errno;
	o->named = true;
	return 0;
}

static void sync_directory_of(const char *path)
{
	cleanup_free char *copy = xstrdup(path);
	cleanup_close int fd =
		open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd >= 0)
		(void)fsync(fd);
}

int outfile_commit(struct outfile *o, const void *data, size_t len,
		   struct error *err)
{
	int rc = write_all(o->fd, data, len);

	if (rc < 0)
		return error_sys(err, rc, "cannot write '%s'", o->path);
	if (!o->beside)
		return 0;
	if (fsync(o->fd) < 0)
		return error_sys(err, -errno, "cannot write '%s'", o->path);
	rc = give_name(o);
	if (rc == 0 && rename(o->beside, o->path) < 0)
		rc = -errno;
	if (rc < 0)
		return error_sys(err, rc, "cannot write '%s'", o->path);
	o->named = false;
	sync_directory_of(o->path);
	return 0;
}

void outfile_release(struct outfile *o)
{
	if (!o->path)
		return;
	if (o->named)
		(void)unlink(o->beside);
	if (o->fd >= 0)
		(void)close(o->fd);
	free(o->beside);
	free(o->path);
	*o = (struct outfile){ .fd = -1 };
}
