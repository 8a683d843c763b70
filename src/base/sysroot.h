// SPDX-License-Identifier: MIT
// Every read of /sys and /proc, with a prefix: an empty root is this machine,
// a directory is one captured elsewhere. Users get it as --sysroot, tests as
// fixtures. Paths are absolute ("/proc/cmdline").
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/cleanup.h"
#include "base/error.h"
#include "base/strbuf.h"

struct sysroot {
	const char *root; // "" or NULL for this machine; borrowed
};

// Most that is read of one file: kallsyms is the largest we know (about
// 20 MiB); a captured file may be anything.
#define SYSROOT_MAX_BYTES (64u << 20)

static inline bool sysroot_live(const struct sysroot *sr)
{
	return !sr || !sr->root || !sr->root[0];
}

// Whole file, appended to `out` as it is. -EFBIG beyond SYSROOT_MAX_BYTES.
int sysroot_read(const struct sysroot *sr, const char *path,
		 struct strbuf *out) ATTR_MUST_CHECK;
// For files too long to hold: read it line by line. NULL with errno set.
FILE *sysroot_fopen(const struct sysroot *sr, const char *path);
// First line without its newline, into a string that the caller frees.
int sysroot_read_line(const struct sysroot *sr, const char *path,
		      char **ret_line) ATTR_MUST_CHECK;
int sysroot_read_u64(const struct sysroot *sr, const char *path,
		     uint64_t *ret_value) ATTR_MUST_CHECK;
// Target text of a symbolic link; caller frees.
int sysroot_readlink(const struct sysroot *sr, const char *path,
		     char **ret_target) ATTR_MUST_CHECK;
bool sysroot_exists(const struct sysroot *sr, const char *path);
// Sorted names in a directory, without . and ..; NULL-ended, free with
// sysroot_names_free. Returns their number or -errno.
int sysroot_list(const struct sysroot *sr, const char *path,
		 char ***ret_names) ATTR_MUST_CHECK;
void sysroot_names_free(char **names);

DEFINE_CLEANUP_PTR(names, char *, sysroot_names_free)
#define cleanup_names CLEANUP(names_cleanup_)
