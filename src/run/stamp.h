// SPDX-License-Identifier: MIT
// --verify: what a repetition writes carries its stamp, and the file is read
// back by pread(2) when it is over, untimed and not through the mapping that
// was written to. A write that was lost shows as the stamp of another
// repetition, or as what the layout wrote.
#pragma once

#include "base/error.h"
#include "run/plan.h"
#include "target/mapping.h"

// Does the plan write, or read, every byte of the file in blocks?
bool stamp_applies(const struct run_plan *plan);
void stamp_fill(unsigned char *buffer, size_t len, uint64_t seed);
// Bytes [from, to) of a file.
struct stamp_place {
	const struct mapping *map; // of a device, which cannot be read by fd
	int fd;
	uint64_t from, to;
};
// Every byte of them against what was written to it: by this repetition,
// or, where that only read, by the layout. -EILSEQ: they differ, at the file
// offset in err.
int stamp_check(const struct run_plan *plan, const struct stamp_place *place,
		uint64_t seed, struct error *err);
// The block that a worker read last, likewise.
int stamp_check_block(const struct run_plan *plan, const unsigned char *block,
		      struct error *err);
