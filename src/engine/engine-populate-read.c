// SPDX-License-Identifier: MIT
// madvise(2) with MADV_POPULATE_READ: each span is faulted in by read faults.
// Over holes and unwritten extents the stores to come fault again.
//     daxbench run --workload prefault --engine populate-read
#include <errno.h>
#include <sys/mman.h>

#include "engine/populate.h"
#include "engine/timed.h"

ATTR_INLINE int populate(struct engine_session *s, unsigned char *at)
{
	return madvise(at, s->span, MADV_POPULATE_READ) < 0 ? -errno : 0;
}

static int submit(struct engine_session *s, struct batch *batch)
{
	if (batch->kind != OP_PREFAULT)
		return -EINVAL;
	return timed_run(s, batch, populate);
}

static int available(struct error *err)
{
	return populate_available(MADV_POPULATE_READ, "MADV_POPULATE_READ",
				  err);
}

static const struct engine engine_populate_read = {
	.name = "populate-read",
	.summary = "madvise(2) with MADV_POPULATE_READ: read faults",
	.mapped = true,
	.ops = OP_BIT(OP_PREFAULT),
	.durability = DURABILITY_NONE,
	.available = available,
	.submit = submit,
};
REGISTER(engine, engine_populate_read);
