// SPDX-License-Identifier: MIT
// Stores through a mapping, each made durable by msync(MS_SYNC) of the pages
// it touched: what a program does that does not trust its CPU caches to be
// flushed from user space. On a PMD the kernel flushes all of it.
//     daxbench run --workload persist --engine msync
#include <errno.h>
#include <string.h>
#include <sys/mman.h>

#include "engine/timed.h"

ATTR_INLINE int sync_pages(struct engine_session *s, unsigned char *at,
			   uint64_t len)
{
	uintptr_t page = (uintptr_t)s->map->geo.page_bytes;
	uintptr_t from = (uintptr_t)at & ~(page - 1);
	uintptr_t end = (uintptr_t)at + (uintptr_t)len;

	return msync((void *)from, end - from, MS_SYNC) < 0 ? -errno : 0;
}

ATTR_INLINE int store(struct engine_session *s, unsigned char *at)
{
	*(volatile unsigned char *)at = 1;
	return sync_pages(s, at, 1);
}

ATTR_INLINE int write_block(struct engine_session *s, unsigned char *at)
{
	memcpy(at, s->buffer, (size_t)s->block);
	return sync_pages(s, at, s->block);
}

static int submit(struct engine_session *s, struct batch *batch)
{
	switch (batch->kind) {
	case OP_STORE:
		return timed_run(s, batch, store);
	case OP_WRITE:
		return timed_run(s, batch, write_block);
	default:
		return -EINVAL;
	}
}

static const struct engine engine_msync = {
	.name = "msync",
	.summary = "stores through the mapping, each followed by msync(2)",
	.mapped = true,
	.ops = OP_BIT(OP_STORE) | OP_BIT(OP_WRITE),
	.durability = DURABILITY_SYNCED,
	.submit = submit,
};
REGISTER(engine, engine_msync);
