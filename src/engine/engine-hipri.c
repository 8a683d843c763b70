// SPDX-License-Identifier: MIT
// preadv2(2) and pwritev2(2) with RWF_HIPRI, which asks for polling where there
// is something to be polled. On DAX the CPU copies, so there is nothing: what
// is measured is whether asking costs anything.
//     daxbench run --workload read --engine hipri --block-size 4k
#include "engine/flagged-io.h"
#include "engine/timed.h"

ATTR_INLINE int read_polled(struct engine_session *s, unsigned char *at)
{
	return flagged_read(s, at, RWF_HIPRI);
}

ATTR_INLINE int write_polled(struct engine_session *s, unsigned char *at)
{
	return flagged_write(s, at, RWF_HIPRI);
}

static int submit(struct engine_session *s, struct batch *batch)
{
	switch (batch->kind) {
	case OP_READ:
		return timed_run(s, batch, read_polled);
	case OP_WRITE:
		return timed_run(s, batch, write_polled);
	default:
		return -EINVAL;
	}
}

static int open_hipri(struct engine_session *s, struct error *err)
{
	return flagged_open(s, RWF_HIPRI, "RWF_HIPRI",
			    "it needs Linux 4.6 or later: use --engine psync",
			    err);
}

static const struct engine engine_hipri = {
	.name = "hipri",
	.summary = "preadv2(2) and pwritev2(2) with RWF_HIPRI",
	.ops = OP_BIT(OP_READ) | OP_BIT(OP_WRITE),
	.durability = DURABILITY_NONE,
	.open = open_hipri,
	.submit = submit,
};
REGISTER(engine, engine_hipri);
