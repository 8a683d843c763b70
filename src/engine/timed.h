// SPDX-License-Identifier: MIT
// The timed loop, written once: an engine gives the access as an inline
// function, and gets a loop for each clock, with and without a time for each
// operation, with nothing else in it.
#pragma once

#include "engine/engine.h"

// `at` is the address in the mapping, or the offset itself without one.
// 0 or -errno; a constant 0 costs nothing.
typedef int (*timed_access)(struct engine_session *s, unsigned char *at);

ATTR_INLINE int timed_loop(struct engine_session *s, struct batch *batch,
			   enum clock_kind clock, bool latency,
			   timed_access access)
{
	uintptr_t base = s->map ? (uintptr_t)s->map->addr : 0;
	size_t n = batch->count;
	uint64_t first = clock_read(clock);
	size_t done = 0;
	int rc = 0;

	for (size_t i = 0; i < n && rc == 0; i++) {
		unsigned char *at =
			(unsigned char *)(base + (uintptr_t)batch->offset[i]);

		if (!latency) {
			rc = access(s, at);
			done += rc == 0;
			continue;
		}
		uint64_t start = clock_read(clock);

		rc = access(s, at);
		batch->elapsed[i] = clock_read(clock) - start;
		done += rc == 0;
		// Kept in memory: a SIGBUS leaves the loop by a jump.
		*(volatile size_t *)&batch->done = done;
	}
	batch->total = clock_read(clock) - first;
	batch->done = done;
	return rc;
}

// Clock and kind of timing are chosen outside the loop.
ATTR_INLINE int timed_run(struct engine_session *s, struct batch *batch,
			  timed_access access)
{
	batch->done = 0;
	batch->total = 0;
	if (s->clock == CLOCK_KIND_ICOUNT)
		return s->latency ? timed_loop(s, batch, CLOCK_KIND_ICOUNT,
					       true, access)
				  : timed_loop(s, batch, CLOCK_KIND_ICOUNT,
					       false, access);
	return s->latency
		       ? timed_loop(s, batch, CLOCK_KIND_WALL, true, access)
		       : timed_loop(s, batch, CLOCK_KIND_WALL, false, access);
}
