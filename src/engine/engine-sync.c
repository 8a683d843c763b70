// SPDX-License-Identifier: MIT
// pwritev2(2) with RWF_SYNC: each write returns when its data and all of the
// file's metadata, its times too, are durable.
//     daxbench run --workload persist --engine sync
#include "engine/flagged-io.h"
#include "engine/timed.h"

ATTR_INLINE int write_durable(struct engine_session *s, unsigned char *at)
{
	return flagged_write(s, at, RWF_SYNC);
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

static int open_sync(struct engine_session *s, struct error *err)
{
	return flagged_open(s, RWF_SYNC, "RWF_SYNC",
			    "it needs Linux 4.7 or later: use --engine msync",
			    err);
}

static const struct engine engine_sync = {
	.name = "sync",
	.summary = "pwritev2(2) with RWF_SYNC, durable on return; pread(2)",
	.ops = OP_BIT(OP_READ) | OP_BIT(OP_WRITE),
	.durability = DURABILITY_SYNCED,
	.open = open_sync,
	.submit = submit,
};
REGISTER(engine, engine_sync);
