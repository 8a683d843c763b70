// SPDX-License-Identifier: MIT
// Loads of blocks through a mapping that is there already: TLB reach and
// memory, no faults.
//     daxbench run --workload load --block-size 64 --order random --page pte
#include "workload/touch.h"

static const struct workload load = {
	.name = "load",
	.summary = "copies from a mapping already faulted in",
	.description =
		"Every page is loaded once, untimed; then each --block-size bytes are copied\n"
		"into a buffer of ours, in order or at random. No fault is left to take.",
	.asked = PAGE_SIZE_ANY,
	.unit = UNIT_BLOCK,
	.stage = STAGE_LOAD_ALL,
	.access = ACCESS_READ,
	.tlb = true,
	.stationary = true,
	.engine = "copy",
	.extents = LAYOUT_WRITTEN,
	.state_size = sizeof(struct touch_state),
	.begin = touch_begin,
	.fill = touch_fill,
};
REGISTER(workload, load);
