// SPDX-License-Identifier: MIT
// process_vm_readv(2) and process_vm_writev(2) of our own memory: the kernel
// pins the block's pages, a few at a time, and copies them out, or to them.
//     daxbench run --workload gup --engine process-vm
#include <errno.h>
#include <sys/uio.h>
#include <unistd.h>

#include "engine/timed.h"

ATTR_INLINE int read_pinned(struct engine_session *s, unsigned char *at)
{
	struct iovec to = { s->buffer, (size_t)s->block };
	struct iovec from = { at, (size_t)s->block };
	ssize_t n = process_vm_readv(getpid(), &to, 1, &from, 1, 0);

	if (n < 0)
		return -errno;
	return (uint64_t)n == s->block ? 0 : -EIO;
}

ATTR_INLINE int write_pinned(struct engine_session *s, unsigned char *at)
{
	struct iovec from = { s->buffer, (size_t)s->block };
	struct iovec to = { at, (size_t)s->block };
	ssize_t n = process_vm_writev(getpid(), &from, 1, &to, 1, 0);

	if (n < 0)
		return -errno;
	return (uint64_t)n == s->block ? 0 : -EIO;
}

static int submit(struct engine_session *s, struct batch *batch)
{
	switch (batch->kind) {
	case OP_PIN:
		return timed_run(s, batch, read_pinned);
	case OP_FILL:
		return timed_run(s, batch, write_pinned);
	default:
		return -EINVAL;
	}
}

// Not every kernel is built with it, and not every sandbox allows it.
static int available(struct error *err)
{
	char a = 0, b = 0;
	struct iovec to = { &a, 1 }, from = { &b, 1 };

	if (process_vm_readv(getpid(), &to, 1, &from, 1, 0) == 1)
		return 0;
	return error_sys(err, -errno, "process_vm_readv");
}

static const struct engine engine_process_vm = {
	.name = "process-vm",
	.summary =
		"process_vm_readv(2) or writev of our own memory, which pins and copies",
	.mapped = true,
	.ops = OP_BIT(OP_PIN) | OP_BIT(OP_FILL),
	.durability = DURABILITY_NONE,
	.available = available,
	.submit = submit,
};
REGISTER(engine, engine_process_vm);
