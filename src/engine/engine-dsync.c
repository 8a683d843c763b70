// SPDX-License-Identifier: MIT
// pwritev2(2) with RWF_DSYNC: each write returns when its data is durable.
//     daxbench run --workload persist --engine dsync
#include "engine/syscall-io.h"
#include "engine/timed.h"

#ifndef RWF_DSYNC
#define RWF_DSYNC 0x00000002
#endif

ATTR_INLINE int write_durable(struct engine_session *s, unsigned char *at)
{
	struct iovec iov = { s->buffer, (size_t)s->block };

	return whole(pwritev2(s->fd, &iov, 1, (off_t)(uintptr_t)at, RWF_DSYNC),
		     s->block, -EIO);
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

// The flag came with Linux 4.7; a kernel without it says so at the first
// write, with EOPNOTSUPP, and without pwritev2 with ENOSYS.
static int open_dsync(struct engine_session *s, struct error *err)
{
	struct iovec none = { s->buffer, 0 };

	if (pwritev2(s->fd, &none, 1, 0, RWF_DSYNC) == 0)
		return 0;
	int rc = -errno;
	error_sys(err, rc, "pwritev2 with RWF_DSYNC");
	error_hint(err, "it needs Linux 4.7 or later: use --engine msync");
	return rc;
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
