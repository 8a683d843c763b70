// SPDX-License-Identifier: MIT
// The uring engine of a build without liburing: named, and why it cannot run.
#include <errno.h>

#include "engine/engine.h"

static int available(struct error *err)
{
	error_set(err, -ENOTSUP, "built without liburing");
	error_hint(
		err,
		"install liburing's development files and configure with --with-liburing=yes");
	return -ENOTSUP;
}

static int submit(struct engine_session *s ATTR_UNUSED,
		  struct batch *batch ATTR_UNUSED)
{
	return -ENOTSUP;
}

static const struct engine engine_uring = {
	.name = "uring",
	.summary =
		"io_uring, --iodepth in flight, --submit-batch sent together",
	.queued = true,
	.ops = OP_BIT(OP_READ) | OP_BIT(OP_WRITE),
	.durability = DURABILITY_NONE,
	.available = available,
	.submit = submit,
};
REGISTER(engine, engine_uring);
