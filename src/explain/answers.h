// SPDX-License-Identifier: MIT
// What the kernel answers to calls about one file. Asked of an open file, or
// read from a record of somebody else's (record.h).
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/fact.h"

struct answers {
	uint64_t page_bytes, size;
	uint32_t major, minor; // of the device
	int statx;             // 0 or -errno: the next two
	uint64_t attributes, attributes_mask;
	int statfs;                                        // likewise
	uint64_t block_bytes, size_bytes, available_bytes; // of the file system
	int fsxattr;                                       // likewise
	uint32_t xflags, extent_hint_bytes;
	bool thp_disabled;
	const char *table; // of device-mapper, borrowed; NULL: to be asked
};

int answers_ask(struct answers *a, int fd, struct error *err) ATTR_MUST_CHECK;
// statx.*, fs.*; `how` stands behind the call's name in the source.
void answers_facts(const struct answers *a, const char *how, struct facts *f);
