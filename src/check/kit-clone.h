// SPDX-License-Identifier: MIT
// Two files that share their blocks, and what each must show.
#pragma once

#include <stdint.h>

#include "check/kit.h"

// Skips the case where blocks cannot be shared. len 0: up to the end.
void kit_clone(struct check *k, int from, uint64_t from_at, uint64_t len,
	       int to, uint64_t to_at);

// FILE_DEDUPE_RANGE_SAME and how many bytes are shared now, or _DIFFERS, for
// [at, at + len) of both files; or -errno. ret_shared may be NULL.
int kit_dedupe(int from, int to, uint64_t at, uint64_t len,
	       uint64_t *ret_shared);

// What cases with shared blocks may do to a kernel, and what they found.
#define REFLINK_DANGER                                                                                          \
	.danger =                                                                                               \
		"on Linux before 6.15 can end in a kernel BUG (fs/inode.c), after which the file system hangs", \
	.danger_until = KERNEL(6, 15)
extern const struct check_known known_reflink[];

enum twin_side { TWIN_A, TWIN_B };

// A is written, mapped and touched in the variant; B is its clone, mapped.
struct twin {
	int fd[2];
	unsigned char *map[2], *model[2];
	uint64_t size;   // of both mappings
	uint64_t len[2]; // what the files hold now
};

// `chunks` of pattern in A; B is empty.
void twin_make(struct check *k, struct twin *t, uint64_t chunks);
// Clone A, as it is now, over B.
void twin_clone(struct check *k, struct twin *t);
// Both files by pread and through both mappings, against their models.
void twin_check(struct check *k, struct twin *t, const char *after);
void twin_drop(struct check *k, struct twin *t);
