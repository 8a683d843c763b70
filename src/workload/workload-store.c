// SPDX-License-Identifier: MIT
// Stores of blocks through a mapping that is there already.
//     daxbench run --workload store --block-size 4k --page pmd
#include "workload/touch.h"

static const struct workload store = {
	.name = "store",
	.summary = "copies into a mapping already faulted in",
	.description =
		"Every page is stored to once, untimed; then each --block-size bytes are copied\n"
		"from a buffer of ours, in order or at random. No fault is left to take.",
	.asked = PAGE_SIZE_ANY,
	.unit = UNIT_BLOCK,
	.stage = STAGE_STORE_ALL,
	.access = ACCESS_WRITE,
	.tlb = true,
	.stationary = true,
	.engine = "copy",
	.write = true,
	.extents = LAYOUT_WRITTEN,
	.state_size = sizeof(struct touch_state),
	.begin = touch_begin,
	.fill = touch_fill,
};
REGISTER(workload, store);
