// SPDX-License-Identifier: MIT
// The pmem engine of a build without libpmem: named, and why it cannot run.
#include <errno.h>

#include "engine/engine.h"

static int available(struct error *err)
{
	error_set(err, -ENOTSUP, "built without libpmem");
	error_hint(
		err,
		"install libpmem's development files and configure with --with-libpmem=yes");
	return -ENOTSUP;
}

// Never reached: the engine is not available.
static void submit(const struct mapping *map ATTR_UNUSED, struct batch *batch,
		   enum clock_kind clock ATTR_UNUSED)
{
	batch->done = 0;
	batch->total = 0;
}

static const struct engine engine_pmem = {
	.name = "pmem",
	.summary = "stores flushed and fenced by libpmem (pmem_persist)",
	.durability = DURABILITY_PERSISTED,
	.available = available,
	.submit = submit,
};
REGISTER(engine, engine_pmem);
