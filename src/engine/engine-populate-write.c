// SPDX-License-Identifier: MIT
// madvise(2) with MADV_POPULATE_WRITE: each span is faulted in by write faults,
// so that nothing is left to fault.
//     daxbench run --workload prefault --engine populate-write
#include <errno.h>
#include <sys/mman.h>

#include "engine/populate.h"
#include "engine/timed.h"

ATTR_INLINE int populate(struct engine_session *s, unsigned char *at)
{
	return madvise(at, s->span, MADV_POPULATE_WRITE) < 0 ? -errno : 0;
}

static int submit(struct engine_session *s, struct batch *batch)
{
	if (batch->kind != OP_PREFAULT)
		return -EINVAL;
	return timed_run(s, batch, populate);
}

static int available(struct error *err)
{
	return populate_available(MADV_POPULATE_WRITE, "MADV_POPULATE_WRITE",
				  err);
}

static const struct engine engine_populate_write = {
	.name = "populate-write",
	.summary = "madvise(2) with MADV_POPULATE_WRITE: write faults",
	.mapped = true,
	.ops = OP_BIT(OP_PREFAULT),
	.durability = DURABILITY_NONE,
	.available = available,
	.submit = submit,
};
REGISTER(engine, engine_populate_write);
