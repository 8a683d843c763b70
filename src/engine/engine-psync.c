// SPDX-License-Identifier: MIT
// pread(2) and pwrite(2), one block a call. On DAX the kernel copies from and
// to the medium itself; what is written is not durable before an fsync, which
// --fsync N asks for after every N writes.
//     daxbench run --workload read --engine psync --block-size 4k
#include "engine/syscall-io.h"
#include "engine/timed.h"

// The latency of the write that is the last of so many has the fsync in it.
ATTR_INLINE int write_and_fsync(struct engine_session *s, unsigned char *at)
{
	int rc = syscall_write(s, at);

	if (rc < 0 || ++s->since < s->fsync)
		return rc;
	s->since = 0;
	return fsync(s->fd) < 0 ? -errno : 0;
}

static int submit(struct engine_session *s, struct batch *batch)
{
	switch (batch->kind) {
	case OP_READ:
		return timed_run(s, batch, syscall_read);
	case OP_WRITE:
		if (s->fsync)
			return timed_run(s, batch, write_and_fsync);
		return timed_run(s, batch, syscall_write);
	default:
		return -EINVAL;
	}
}

static const struct engine engine_psync = {
	.name = "psync",
	.summary = "pread(2) and pwrite(2)",
	.ops = OP_BIT(OP_READ) | OP_BIT(OP_WRITE),
	.fsyncs = true,
	.durability = DURABILITY_NONE,
	.submit = submit,
};
REGISTER(engine, engine_psync);
