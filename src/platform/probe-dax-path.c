// SPDX-License-Identifier: MIT
// By which code the kernel serves DAX faults of ext4, XFS and ext2.
#include "platform/dax-path.h"
#include "platform/platform.h"

static const struct probe dax_path = {
	.name = "dax-path",
	.summary = "iomap or buffer_head DAX faults, by file system",
	.order = 15,
	.collect = dax_path_facts,
};
REGISTER(probe, dax_path);
