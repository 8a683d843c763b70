// SPDX-License-Identifier: MIT
// /proc/PID/smaps: the block of the VMA that contains an address. Pure: works
// on captured text. Fields that a newer kernel adds come along by name.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"

#define SMAPS_FIELDS_MAX 48 // 7.3 prints 24 per VMA

struct smaps_field {
	char name[32];
	uint64_t value; // bytes when `bytes`
	bool bytes;     // the kernel printed kB
};

struct smaps_vma {
	uint64_t start, end;
	uint64_t offset; // into the file
	char perms[8];   // "rw-s"
	char flags[160]; // VmFlags, cut if longer; "" if the kernel has none
	struct smaps_field fields[SMAPS_FIELDS_MAX];
	size_t n_fields;
};

// -ENOENT: no VMA there. Lines that are not understood are passed over.
int smaps_find(const char *text, size_t len, uint64_t addr,
	       struct smaps_vma *ret) ATTR_MUST_CHECK;
// NULL if the VMA has no such field.
const struct smaps_field *smaps_field(const struct smaps_vma *vma,
				      const char *name);
