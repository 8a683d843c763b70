// SPDX-License-Identifier: MIT
// pread(2) and pwrite(2), one block a call. On DAX the kernel copies from and
// to the medium itself; what is written is not durable before an fsync.
//     daxbench run --workload read --engine psync --block-size 4k
#include "engine/syscall-io.h"
#include "engine/timed.h"

static int submit(struct engine_session *s, struct batch *batch)
{
	switch (batch->kind) {
	case OP_READ:
		return timed_run(s, batch, syscall_read);
	case OP_WRITE:
		return timed_run(s, batch, syscall_write);
	default:
		return -EINVAL;
	}
}

static const struct engine engine_psync = {
	.name = "psync",
	.summary = "pread(2) and pwrite(2)",
	.ops = OP_BIT(OP_READ) | OP_BIT(OP_WRITE),
	.durability = DURABILITY_NONE,
	.submit = submit,
};
REGISTER(engine, engine_psync);
