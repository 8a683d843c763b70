// SPDX-License-Identifier: MIT
// Writes of a file by system call: overwriting written blocks, converting
// unwritten ones or allocating over a hole, by --extents.
//     daxbench run --workload write --extents hole --block-size 64k
#include "workload/touch.h"

static const struct workload write_file = {
	.name = "write",
	.summary = "writes of the file by system call",
	.description =
		"Each --block-size bytes of the file are written once by the engine's system\n"
		"calls: over written blocks, unwritten extents or a hole (--extents).",
	.asked = PAGE_SIZE_NONE,
	.unit = UNIT_BLOCK,
	.access = ACCESS_WRITE,
	.stationary = true,
	.engine = "psync",
	.write = true,
	.extents = LAYOUT_WRITTEN,
	.state_size = sizeof(struct touch_state),
	.begin = touch_begin,
	.fill = touch_fill,
};
REGISTER(workload, write_file);
