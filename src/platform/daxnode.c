// SPDX-License-Identifier: MIT
#include "platform/daxnode.h"

#include <errno.h>
#include <string.h>

#include "base/alloc.h"
#include "base/cleanup.h"
#include "platform/sysfact.h"

#define NODE "/sys/dev/char/%u:%u/"

bool daxnode_is(const struct sysroot *sr, unsigned major, unsigned minor)
{
	cleanup_free char *link = xasprintf(NODE "subsystem", major, minor);
	cleanup_free char *target = NULL;

	if (sysroot_readlink(sr, link, &target) < 0)
		return false;
	const char *slash = strrchr(target, '/');
	return strcmp(slash ? slash + 1 : target, "dax") == 0;
}

// Instances have the attribute from Linux 5.10; before, their region.
static int read_align(const struct sysroot *sr, unsigned major, unsigned minor,
		      uint64_t *ret)
{
	cleanup_free char *own = xasprintf(NODE "align", major, minor);
	cleanup_free char *region =
		xasprintf(NODE "../dax_region/align", major, minor);
	int rc = sysroot_read_u64(sr, own, ret);

	return rc == -ENOENT ? sysroot_read_u64(sr, region, ret) : rc;
}

int daxnode_read(struct daxnode *n, const struct sysroot *sr, unsigned major,
		 unsigned minor, struct error *err)
{
	cleanup_free char *size = xasprintf(NODE "size", major, minor);

	*n = (struct daxnode){ 0 };
	int rc = sysroot_read_u64(sr, size, &n->size);
	if (rc < 0)
		return error_sys(err, rc, "cannot read %s", size);
	rc = read_align(sr, major, minor, &n->align);
	if (rc < 0)
		return error_sys(err, rc, "cannot read the alignment in " NODE,
				 major, minor);
	if (n->size && n->align)
		return 0;
	error_set(err, -ENODATA,
		  "sysfs says size %llu, alignment %llu in " NODE,
		  (unsigned long long)n->size, (unsigned long long)n->align,
		  major, minor);
	return -ENODATA;
}

void daxnode_facts(struct facts *f, const struct sysroot *sr, unsigned major,
		   unsigned minor)
{
	cleanup_free char *path = xasprintf(NODE "numa_node", major, minor);

	sysfact_node(f, "device.numa_node", sr, path);
}
