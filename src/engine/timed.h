// SPDX-License-Identifier: MIT
// The timed loop, written once: an engine gives the access as an inline
// function, and gets a loop for each clock, with and without a time for each
// operation, with nothing else in it.
#pragma once

#include "engine/engine.h"

// `at` is the address in the mapping, or the offset itself without one.
// 0 or -errno; a constant 0 costs nothing.
typedef int (*timed_access)(struct engine_session *s, unsigned char *at);

// Of accesses that are a few moves, which cannot fail, the loop around them
// would be a good part.
#define MOVES_AT_ONCE 4

ATTR_INLINE void move_run(struct engine_session *s, uintptr_t at, uint64_t step,
			  size_t n, timed_access access)
{
	LOOP_UNROLL(MOVES_AT_ONCE)
	for (size_t i = 0; i < n; i++) {
		(void)access(s, (unsigned char *)at);
		at += (uintptr_t)step;
	}
}

ATTR_INLINE void move_each(struct engine_session *s, uintptr_t base,
			   const uint64_t *offset, size_t n,
			   timed_access access)
{
	LOOP_UNROLL(MOVES_AT_ONCE)
	for (size_t i = 0; i < n; i++)
		(void)access(s, (unsigned char *)(base + (uintptr_t)offset[i]));
}

ATTR_INLINE size_t move_all(struct engine_session *s, uintptr_t base,
			    const struct batch *batch, timed_access access)
{
	if (batch->step)
		move_run(s, base + (uintptr_t)batch->offset[0], batch->step,
			 batch->count, access);
	else
		move_each(s, base, batch->offset, batch->count, access);
	return batch->count;
}

ATTR_INLINE int timed_loop(struct engine_session *s, struct batch *batch,
			   enum clock_kind clock, bool latency, bool moves,
			   timed_access access)
{
	uintptr_t base = s->map ? (uintptr_t)s->map->addr : 0;
	size_t n = batch->count;
	uint64_t first = clock_read(clock);
	size_t done = 0;
	int rc = 0;

	if (moves && !latency)
		done = move_all(s, base, batch, access);
	for (size_t i = done; i < n && rc == 0; i++) {
		unsigned char *at =
			(unsigned char *)(base +
					  (uintptr_t)batch_offset(batch, i));

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
ATTR_INLINE int timed_as(struct engine_session *s, struct batch *batch,
			 bool moves, timed_access access)
{
	batch->done = 0;
	batch->total = 0;
	if (s->clock == CLOCK_KIND_ICOUNT)
		return s->latency ? timed_loop(s, batch, CLOCK_KIND_ICOUNT,
					       true, moves, access)
				  : timed_loop(s, batch, CLOCK_KIND_ICOUNT,
					       false, moves, access);
	return s->latency ? timed_loop(s, batch, CLOCK_KIND_WALL, true, moves,
				       access)
			  : timed_loop(s, batch, CLOCK_KIND_WALL, false, moves,
				       access);
}

ATTR_INLINE int timed_run(struct engine_session *s, struct batch *batch,
			  timed_access access)
{
	return timed_as(s, batch, false, access);
}

// Of accesses that are a few moves and cannot fail.
ATTR_INLINE int timed_moves(struct engine_session *s, struct batch *batch,
			    timed_access access)
{
	return timed_as(s, batch, true, access);
}
