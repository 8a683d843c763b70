// SPDX-License-Identifier: MIT
// Plain loads and stores through a mapping, one byte per operation. No
// durability is promised: a store may stay in the CPU's cache.
//     daxbench run --engine copy
#include "engine/engine.h"
#include "engine/timed.h"

ATTR_INLINE void load(unsigned char *at)
{
	(void)*(volatile unsigned char *)at;
}

ATTR_INLINE void store(unsigned char *at)
{
	*(volatile unsigned char *)at = 1;
}

static void submit(const struct mapping *map, struct batch *batch,
		   enum clock_kind clock)
{
	if (batch->kind == OP_LOAD)
		timed_run(map->addr, batch, clock, load);
	else
		timed_run(map->addr, batch, clock, store);
}

static const struct engine engine_copy = {
	.name = "copy",
	.summary = "plain loads and stores through the mapping",
	.durability = DURABILITY_NONE,
	.submit = submit,
};
REGISTER(engine, engine_copy);
