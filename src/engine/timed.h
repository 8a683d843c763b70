// SPDX-License-Identifier: MIT
// The timed loop, written once: an engine gives the access as an inline
// function, and gets a loop for each clock with nothing else in it.
#pragma once

#include "base/clock.h"
#include "engine/batch.h"

typedef void (*timed_access)(unsigned char *at);

ATTR_INLINE void timed_loop(unsigned char *base, struct batch *batch,
			    enum clock_kind clock, timed_access access)
{
	size_t n = batch->count;
	uint64_t first = clock_read(clock);

	for (size_t i = 0; i < n; i++) {
		unsigned char *at = base + batch->offset[i];
		uint64_t start = clock_read(clock);

		access(at);
		batch->elapsed[i] = clock_read(clock) - start;
		// Kept in memory: a SIGBUS leaves the loop by a jump.
		*(volatile size_t *)&batch->done = i + 1;
	}
	batch->total = clock_read(clock) - first;
}

// The clock is chosen outside the loop.
ATTR_INLINE void timed_run(unsigned char *base, struct batch *batch,
			   enum clock_kind clock, timed_access access)
{
	batch->done = 0;
	batch->total = 0;
	if (clock == CLOCK_KIND_ICOUNT)
		timed_loop(base, batch, CLOCK_KIND_ICOUNT, access);
	else
		timed_loop(base, batch, CLOCK_KIND_WALL, access);
}
