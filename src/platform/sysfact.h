// SPDX-License-Identifier: MIT
// One file of /sys or /proc as one fact: the value when it can be read, else
// the status that the errno means with the reason in words.
#pragma once

#include <stdbool.h>

#include "base/fact.h"
#include "base/sysroot.h"

// The first line, white space at its end cut. An empty one is a known "".
void sysfact_text(struct facts *f, const char *key, const struct sysroot *sr,
		  const char *path);
// A decimal or 0x number. `unit` is a string literal.
void sysfact_count(struct facts *f, const char *key, const struct sysroot *sr,
		   const char *path, const char *unit);
// A NUMA node; -1 in the file is absent: it belongs to none.
void sysfact_node(struct facts *f, const char *key, const struct sysroot *sr,
		  const char *path);
// A number of `scale` bytes each.
void sysfact_bytes(struct facts *f, const char *key, const struct sysroot *sr,
		   const char *path, uint64_t scale);
// 0 or 1, N or Y.
void sysfact_bool(struct facts *f, const char *key, const struct sysroot *sr,
		  const char *path);
// The word in brackets of "always [madvise] never".
void sysfact_choice(struct facts *f, const char *key, const struct sysroot *sr,
		    const char *path);
// What a failed read of `path` with this -errno says of `key`.
void sysfact_errno(struct facts *f, const char *key, const struct sysroot *sr,
		   const char *path, int negative_errno);
// For what only a call can tell (`call` is "uname(2)"): unsupported when the
// machine looked at is a captured one. Returns whether it added that fact.
bool sysfact_only_live(struct facts *f, const char *key,
		       const struct sysroot *sr, const char *call);
// A badblocks file ("sector count" lines, 512 bytes each) as the bytes it
// covers; none is 0 bytes.
void sysfact_badblocks(struct facts *f, const char *key,
		       const struct sysroot *sr, const char *path);
