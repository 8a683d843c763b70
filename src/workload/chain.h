// SPDX-License-Identifier: MIT
// A chain through a share: in every --block-size bytes stands the offset of the
// next, so that no load can begin before the one before it has ended. It
// visits all of them once and ends where it began.
#pragma once

#include "workload/workload.h"

struct chain_state {
	uint64_t left; // steps
	bool begun;
};

// Write it: in ascending order, or in one that the seed chooses among all
// single cycles (Sattolo), in place and without other memory.
void chain_inscribe(unsigned char *base, const struct workload_share *share);
void chain_begin(void *state, const struct workload_share *share);
size_t chain_fill(void *state, const struct workload_share *share,
		  struct batch *batch);
