// SPDX-License-Identifier: MIT
#include "platform/blockdev.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "platform/sysfact.h"

#define SECTOR_BYTES 512u

static char *dev_dir(unsigned major, unsigned minor)
{
	return xasprintf("/sys/dev/block/%u:%u", major, minor);
}

static bool exists(const struct sysroot *sr, const char *dir, const char *name)
{
	cleanup_free char *path = xasprintf("%s/%s", dir, name);

	return sysroot_exists(sr, path);
}

// The last component, which is cut off `path`; "" when there is none.
static char *cut_last(char *path)
{
	char *slash = strrchr(path, '/');
	char *last = xstrdup(slash ? slash + 1 : path);

	*(slash ? slash : path) = '\0';
	return last;
}

// ../../devices/…/block/pmem0/pmem0p1 for a partition, else without the last.
int blockdev_read(struct blockdev *b, const struct sysroot *sr, unsigned major,
		  unsigned minor)
{
	cleanup_free char *dir = dev_dir(major, minor);
	cleanup_free char *target = NULL;
	int rc = sysroot_readlink(sr, dir, &target);

	if (rc < 0)
		return rc;
	b->name = cut_last(target);
	b->partition = exists(sr, dir, "partition");
	b->disk = b->partition ? cut_last(target) : xstrdup(b->name);
	b->dm = exists(sr, dir, "dm");
	return 0;
}

void blockdev_release(struct blockdev *b)
{
	free(b->name);
	free(b->disk);
	*b = (struct blockdev){ 0 };
}

void blockdev_facts(struct facts *f, const struct sysroot *sr, unsigned major,
		    unsigned minor)
{
	cleanup_free char *dir = dev_dir(major, minor);
	cleanup_free char *size = xasprintf("%s/size", dir);
	cleanup_free char *start = xasprintf("%s/start", dir);
	cleanup_free char *dm_name = xasprintf("%s/dm/name", dir);
	cleanup_blockdev struct blockdev b = { 0 };
	int rc = blockdev_read(&b, sr, major, minor);

	if (rc == -ENOENT) {
		facts_unknown(f, "block.name", dir, FACT_ABSENT,
			      "%u:%u is no block device", major, minor);
		return;
	}
	if (rc < 0) {
		sysfact_errno(f, "block.name", sr, dir, rc);
		return;
	}
	cleanup_free char *queue = xasprintf("/sys/block/%s/queue", b.disk);
	cleanup_free char *dax = xasprintf("%s/dax", queue);
	cleanup_free char *sector = xasprintf("%s/logical_block_size", queue);
	cleanup_free char *cache =
		xasprintf("/sys/block/%s/dax/write_cache", b.disk);
	cleanup_free char *node =
		xasprintf("/sys/block/%s/device/numa_node", b.disk);
	cleanup_free char *bad = xasprintf("/sys/block/%s/badblocks", b.disk);

	facts_text(f, "block.name", dir, b.name);
	facts_text(f, "block.disk", dir, b.disk);
	facts_bool(f, "block.partition", dir, b.partition);
	if (b.partition)
		sysfact_bytes(f, "block.start", sr, start, SECTOR_BYTES);
	sysfact_bytes(f, "block.size", sr, size, SECTOR_BYTES);
	sysfact_bytes(f, "block.sector", sr, sector, 1);
	sysfact_bool(f, "block.dax", sr, dax);
	sysfact_bool(f, "block.write_cache", sr, cache);
	sysfact_node(f, "block.numa_node", sr, node);
	sysfact_badblocks(f, "block.badblocks", sr, bad);
	if (b.dm)
		sysfact_text(f, "block.dm_name", sr, dm_name);
}
