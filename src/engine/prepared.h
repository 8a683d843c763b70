// SPDX-License-Identifier: MIT
// The timed loop of operations that need something done before each and put
// back after it, outside of the clock. Its total is the sum of the operations.
#pragma once

#include "engine/timed.h"

ATTR_INLINE int prepared_run(struct engine_session *s, struct batch *batch,
			     timed_access before, timed_access access,
			     timed_access after)
{
	uintptr_t base = (uintptr_t)s->map->addr;
	int rc = 0;

	batch->done = 0;
	batch->total = 0;
	for (size_t i = 0; i < batch->count && rc == 0; i++) {
		unsigned char *at =
			(unsigned char *)(base +
					  (uintptr_t)batch_offset(batch, i));

		rc = before(s, at);
		if (rc < 0)
			break;
		uint64_t start = clock_read(s->clock);
		rc = access(s, at);
		uint64_t took = clock_read(s->clock) - start;
		if (rc < 0)
			break;
		if (s->latency)
			batch->elapsed[i] = took;
		batch->total += took;
		// Kept in memory: a SIGBUS leaves the loop by a jump.
		*(volatile size_t *)&batch->done = i + 1;
		rc = after(s, at);
	}
	return rc;
}

ATTR_INLINE int nothing_after(struct engine_session *s ATTR_UNUSED,
			      unsigned char *at ATTR_UNUSED)
{
	return 0;
}
