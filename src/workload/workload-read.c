// SPDX-License-Identifier: MIT
// Reads of a file by system call.
//     daxbench run --workload read --engine uring --iodepth 32 --block-size 4k
#include "workload/touch.h"

static const struct workload read_file = {
	.name = "read",
	.summary = "reads of the file by system call",
	.description =
		"Each --block-size bytes of the file are read once by the engine's system\n"
		"calls, in order or at random; holes and unwritten extents read as zeros.",
	.asked = PAGE_SIZE_NONE,
	.unit = UNIT_BLOCK,
	.access = ACCESS_READ,
	.stationary = true,
	.engine = "psync",
	.extents = LAYOUT_WRITTEN,
	.state_size = sizeof(struct touch_state),
	.begin = touch_begin,
	.fill = touch_fill,
};
REGISTER(workload, read_file);
