// SPDX-License-Identifier: MIT
#include "target/extents.h"

#include <errno.h>
#include <linux/fiemap.h>
#include <linux/fs.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>

#include "base/alloc.h"

#define BATCH 256

// Records whose physical address says nothing of where a page would lie:
// not chosen yet (reported as 0), or not that of the plain data.
#define PLACE_UNKNOWN                                                          \
	(FIEMAP_EXTENT_UNKNOWN | FIEMAP_EXTENT_DELALLOC |                      \
	 FIEMAP_EXTENT_ENCODED | FIEMAP_EXTENT_NOT_ALIGNED)

void extents_release(struct extents *e)
{
	free(e->v);
	*e = (struct extents){ 0 };
}

// One call's worth; *at moves behind it. Returns how many, or -errno.
static int fill(struct fiemap *map, int fd, uint64_t at, uint64_t end)
{
	memset(map, 0, sizeof(*map));
	map->fm_start = at;
	map->fm_length = end - at;
	map->fm_extent_count = BATCH;
	if (ioctl(fd, FS_IOC_FIEMAP, map) < 0)
		return -errno;
	return (int)map->fm_mapped_extents;
}

int extents_walk(int fd, uint64_t start, uint64_t end, extents_visit visit,
		 void *context, struct error *err)
{
	cleanup_free struct fiemap *map =
		xcalloc(1, sizeof(*map) + BATCH * sizeof(struct fiemap_extent));
	uint64_t at = start;

	while (at < end) {
		int n = fill(map, fd, at, end);
		uint64_t before = at;

		if (n < 0)
			return error_sys(err, n, "FIEMAP");
		for (int i = 0; i < n; i++) {
			const struct fiemap_extent *x = &map->fm_extents[i];
			const struct extent e = { x->fe_logical, x->fe_physical,
						  x->fe_length, x->fe_flags };
			int rc = visit(context, &e);

			if (rc)
				return rc;
			at = x->fe_logical + x->fe_length;
			if (x->fe_flags & FIEMAP_EXTENT_LAST)
				return 0;
		}
		if (at <= before)
			break;
	}
	return 0;
}

static int keep(void *context, const struct extent *x)
{
	struct extents *e = context;

	if (e->n == e->cap) {
		e->cap = e->cap ? 2 * e->cap : BATCH;
		e->v = xreallocarray(e->v, e->cap, sizeof(*e->v));
	}
	e->v[e->n++] = *x;
	return 0;
}

int extents_read(struct extents *e, int fd, struct error *err)
{
	*e = (struct extents){ 0 };
	return extents_append(e, fd, err);
}

int extents_append(struct extents *e, int fd, struct error *err)
{
	int rc = extents_walk(fd, 0, FIEMAP_MAX_OFFSET, keep, e, err);

	if (rc < 0)
		extents_release(e);
	return rc;
}

uint64_t extents_shared_bytes(const struct extents *e)
{
	uint64_t bytes = 0;

	for (size_t i = 0; i < e->n; i++)
		if (e->v[i].flags & FIEMAP_EXTENT_SHARED)
			bytes += e->v[i].len;
	return bytes;
}

uint64_t extents_huge_chunks(const struct extents *e, uint64_t size,
			     const struct geometry *geo)
{
	uint64_t pmd = geo->pmd_bytes, huge = 0;

	for (size_t i = 0; i < e->n; i++) {
		const struct extent *x = &e->v[i];
		uint64_t first = (x->logical + pmd - 1) / pmd;
		uint64_t end = (x->logical + x->len) / pmd;

		if (x->flags & PLACE_UNKNOWN)
			continue;
		if (end > size / pmd)
			end = size / pmd;
		if ((x->physical - x->logical) % pmd == 0 && end > first)
			huge += end - first;
	}
	return huge;
}

void extents_facts(const struct extents *e, uint64_t size,
		   const struct geometry *geo, struct facts *facts)
{
	facts_count(facts, "extents.count", "FIEMAP", e->n, "extents");
	facts_count(facts, "extents.chunks", "file size", size / geo->pmd_bytes,
		    "chunks");
	facts_count(facts, "extents.huge_chunks", "FIEMAP",
		    extents_huge_chunks(e, size, geo), "chunks");
}
