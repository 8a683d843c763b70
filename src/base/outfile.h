// SPDX-License-Identifier: MIT
// A document that appears whole or not at all: written to a file without a
// name in the directory of its place (O_TMPFILE; where the file system has
// none, beside it), fsynced, renamed. What is not committed is gone, kill -9
// included where O_TMPFILE works. Not for stdout.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/cleanup.h"
#include "base/error.h"

struct outfile {
	int fd;
	char *path;
	char *beside; // the name it gets, or has already, before its own
	bool named;   // it has that name: no O_TMPFILE there
};

// Fails at once when the place cannot be written to, so that hours of work
// are not started for nothing. A path that is no regular file (/dev/null, a
// pipe) is written to directly; a link stays, what it leads to is replaced.
int outfile_open(struct outfile *o, const char *path,
		 struct error *err) ATTR_MUST_CHECK;
int outfile_commit(struct outfile *o, const void *data, size_t len,
		   struct error *err) ATTR_MUST_CHECK;
// Without commit: nothing stays behind.
void outfile_release(struct outfile *o);

// All of it, whatever write(2) takes at a time. 0 or -errno.
int write_all(int fd, const void *data, size_t len) ATTR_MUST_CHECK;

DEFINE_CLEANUP(outfile, struct outfile, outfile_release)
#define cleanup_outfile CLEANUP(outfile_cleanup_)
