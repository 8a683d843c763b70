// SPDX-License-Identifier: MIT
// What the classes share whose target is a file of our own in a directory.
#pragma once

#include "base/attr.h"
#include "target/daxness.h"
#include "target/target.h"

// Sets t->path, t->fd and the facts of both; *ret_dax is what the file is.
int dirfile_open(struct target *t, const char *directory, enum daxness *ret_dax,
		 struct error *err) ATTR_MUST_CHECK;
int dirfile_prepare(struct target *t, int fd, const struct layout *layout,
		    struct error *err);
int dirfile_another(struct target *t, int *ret_fd, struct error *err);
// By FICLONE to a second file of our own.
int dirfile_share(struct target *t, uint64_t size, struct error *err);
