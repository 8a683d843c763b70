// SPDX-License-Identifier: MIT
// Is this open file accessed directly? statx's STATX_ATTR_DAX decides where
// the kernel has it (5.8); before, the mount option and MAP_SYNC are the
// evidence there is.
#pragma once

#include "base/fact.h"
#include "base/sysroot.h"

enum daxness {
	DAXNESS_NO,
	DAXNESS_YES,
	DAXNESS_UNKNOWN,
};

// Adds the fact file.dax, with its source or why it is not known.
enum daxness daxness_probe(int fd, const struct sysroot *sr,
			   struct facts *facts);
