// SPDX-License-Identifier: MIT
// Plain loads and stores through a mapping: one byte per touch, memcpy per
// block. No durability is promised: a store may stay in the CPU's cache.
//     daxbench run --engine copy
#include <errno.h>
#include <string.h>

#include "engine/mapped-access.h"
#include "engine/timed.h"

ATTR_INLINE int store(struct engine_session *s ATTR_UNUSED, unsigned char *at)
{
	*(volatile unsigned char *)at = 1;
	return 0;
}

ATTR_INLINE int prefault(struct engine_session *s, unsigned char *at)
{
	touch_span(s, at);
	return 0;
}

// A loop of its own: where the chain stands must stay in a register.
ATTR_INLINE int chase_by(const struct engine_session *s, struct batch *batch,
			 enum clock_kind clock)
{
	const unsigned char *base = s->map->addr;
	uint64_t at = batch->offset[0];
	uint64_t first = clock_read(clock);

	for (size_t i = 0; i < batch->count; i++) {
		if (!s->latency) {
			at = *(const volatile uint64_t *)(base + at);
			continue;
		}
		uint64_t start = clock_read(clock);

		at = *(const volatile uint64_t *)(base + at);
		__asm__ volatile("" : : "r"(at) : "memory");
		batch->elapsed[i] = clock_read(clock) - start;
		*(volatile size_t *)&batch->done = i + 1;
	}
	__asm__ volatile("" : : "r"(at) : "memory");
	batch->total = clock_read(clock) - first;
	batch->offset[0] = at;
	batch->done = batch->count;
	return 0;
}

static int chase(const struct engine_session *s, struct batch *batch)
{
	batch->done = 0;
	if (s->clock == CLOCK_KIND_ICOUNT)
		return chase_by(s, batch, CLOCK_KIND_ICOUNT);
	return chase_by(s, batch, CLOCK_KIND_WALL);
}

static int submit(struct engine_session *s, struct batch *batch)
{
	switch (batch->kind) {
	case OP_LOAD:
		return timed_moves(s, batch, mapped_load);
	case OP_STORE:
		return timed_moves(s, batch, store);
	case OP_READ:
		return mapped_read(s, batch);
	case OP_WRITE:
		return mapped_write(s, batch);
	case OP_CHASE:
		return chase(s, batch);
	case OP_PREFAULT:
		return timed_run(s, batch, prefault);
	default:
		return -EINVAL;
	}
}

static const struct engine engine_copy = {
	.name = "copy",
	.summary = "plain loads, stores and memcpy through the mapping",
	.mapped = true,
	.ops = OP_BIT(OP_LOAD) | OP_BIT(OP_STORE) | OP_BIT(OP_READ) |
	       OP_BIT(OP_WRITE) | OP_BIT(OP_PREFAULT) | OP_BIT(OP_CHASE),
	.durability = DURABILITY_NONE,
	.submit = submit,
};
REGISTER(engine, engine_copy);
