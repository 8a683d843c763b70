// SPDX-License-Identifier: MIT
// The block device below a file system, by its device number: which disk, and
// whether the kernel offers DAX on it.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/cleanup.h"
#include "base/fact.h"
#include "base/sysroot.h"

struct blockdev {
	char *name; // "pmem0p1"
	char *disk; // "pmem0"; the name itself unless it is a partition
	bool partition;
	bool dm; // a device-mapper device
};

// -ENOENT for a number that is no block device (0:41 of a tmpfs).
int blockdev_read(struct blockdev *b, const struct sysroot *sr, unsigned major,
		  unsigned minor) ATTR_MUST_CHECK;
void blockdev_release(struct blockdev *b);

// block.name, .disk, .size, .dax, …; one block.name saying why if there is no
// such block device.
void blockdev_facts(struct facts *f, const struct sysroot *sr, unsigned major,
		    unsigned minor);

DEFINE_CLEANUP(blockdev, struct blockdev, blockdev_release)
#define cleanup_blockdev CLEANUP(blockdev_cleanup_)
