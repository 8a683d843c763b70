// SPDX-License-Identifier: MIT
// An aged file system: a file of our own takes all free space, then gives it
// back in pieces at random places, by a seed. What is free afterwards lies in
// fragments, as after years of files that came and went. The file has no name
// and is gone with its descriptor.
#pragma once

#include <stdint.h>

#include "base/error.h"
#include "base/fact.h"

struct ballast_plan {
	unsigned keep_percent; // of the space that was free
	uint64_t seed;
	uint64_t need;        // bytes that must be free afterwards
	uint64_t least, most; // bytes of a piece: page size, PMD size
};

// In the file system of `directory`; the descriptor to keep open. What was done
// goes to facts age.*.
int ballast_open(const char *directory, const struct ballast_plan *plan,
		 int *ret_fd, struct facts *facts, struct error *err);
