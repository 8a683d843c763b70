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

static int submit(struct engine_session *s ATTR_UNUSED,
		  struct batch *batch ATTR_UNUSED)
{
	return -ENOTSUP;
}

static const struct engine engine_pmem = {
	.name = "pmem",
	.summary = "stores flushed and fenced by libpmem, in the way of --flush",
	.mapped = true,
	.flushes = true,
	.ops = OP_BIT(OP_LOAD) | OP_BIT(OP_STORE) | OP_BIT(OP_READ) |
	       OP_BIT(OP_WRITE) | OP_BIT(OP_TXN) | OP_BIT(OP_SYNC),
	.durability = DURABILITY_FLUSHED,
	.available = available,
	.submit = submit,
};
REGISTER(engine, engine_pmem);
