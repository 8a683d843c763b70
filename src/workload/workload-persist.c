// SPDX-License-Identifier: MIT
// Write and make durable, block by block, by any engine that promises it.
//     daxbench run --workload persist --engine pmem --sync --block-size 256
#include "workload/touch.h"

static const struct workload persist = {
	.name = "persist",
	.summary = "write and make durable, by any engine that promises it",
	.description =
		"Each --block-size bytes are written and made durable before the next: by\n"
		"msync, by flushes from user space on a MAP_SYNC mapping (pmem), or by a\n"
		"durable write (dsync). The result says what the engine promises.",
	.asked = PAGE_SIZE_ANY,
	.unit = UNIT_BLOCK,
	.stage = STAGE_STORE_ALL,
	.access = ACCESS_WRITE,
	.durable = true,
	.stationary = true,
	.engine = "msync",
	.write = true,
	.extents = LAYOUT_WRITTEN,
	.state_size = sizeof(struct touch_state),
	.begin = touch_begin,
	.fill = touch_fill,
};
REGISTER(workload, persist);
