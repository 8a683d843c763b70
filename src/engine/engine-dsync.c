// SPDX-License-Identifier: MIT
// pwritev2(2) with RWF_DSYNC: each write returns when its data is durable.
//     daxbench run --workload persist --engine dsync
#include "engine/flagged-io.h"
#include "engine/timed.h"

ATTR_INLINE int write_durable(struct engine_session *s, unsigned char *at)
{
	return flagged_write(s, at, RWF_DSYNC);
}

static int submit(struct engine_session *s, struct batch *batch)
{
	switch (batch->kind) {
	case OP_READ:
		return timed_run(s, batch, syscall_read);
	case OP_WRITE:
		return timed_run(s, batch, write_durable);
	default:
		return -EINVAL;
	}
}

static int open_dsync(struct engine_session *s, struct error *err)
{
	return flagged_open(s, RWF_DSYNC, "RWF_DSYNC",
			    "it needs Linux 4.7 or later: use --engine msync",
			    err);
}

static const struct engine engine_dsync = {
	.name = "dsync",
	.summary = "pwritev2(2) with RWF_DSYNC, durable on return; pread(2)",
	.ops = OP_BIT(OP_READ) | OP_BIT(OP_WRITE),
	.durability = DURABILITY_SYNCED,
	.open = open_dsync,
	.submit = submit,
};
REGISTER(engine, engine_dsync);
