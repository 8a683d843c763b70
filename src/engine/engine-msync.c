// SPDX-License-Identifier: MIT
// Stores through a mapping, made durable by msync(MS_SYNC) of the pages they
// touched: what a program does that does not trust its CPU caches to be
// flushed from user space. On a PMD the kernel flushes all of it.
//     daxbench run --workload persist --engine msync
#include <sys/mman.h>

#include "engine/committed.h"

ATTR_INLINE int sync_pages(struct engine_session *s, unsigned char *at,
			   uint64_t len)
{
	uintptr_t page = (uintptr_t)s->map->geo.page_bytes;
	uintptr_t from = (uintptr_t)at & ~(page - 1);
	uintptr_t end = (uintptr_t)at + (uintptr_t)len;

	return msync((void *)from, end - from, MS_SYNC) < 0 ? -errno : 0;
}

DEFINE_COMMITTED_SUBMIT(sync_pages)

static const struct engine engine_msync = {
	.name = "msync",
	.summary = "stores through the mapping, made durable by msync(2)",
	.mapped = true,
	.ops = COMMITTED_OPS,
	.durability = DURABILITY_SYNCED,
	.submit = submit,
};
REGISTER(engine, engine_msync);
