// SPDX-License-Identifier: MIT
// The cost of handing mapped pages to the kernel (get_user_pages), which direct
// I/O, splice and the like begin with: by PMDs and by PTEs.
//     daxbench run --workload gup --block-size 2m --page pte
#include "workload/touch.h"

static const struct workload gup = {
	.name = "gup",
	.summary = "the kernel looks up and holds mapped pages, by engine",
	.description =
		"Every page is loaded, untimed. Then --block-size bytes an operation (default\n"
		"64k) the kernel takes hold of the pages and lets them go: by vmsplice, which\n"
		"copies nothing, or by process_vm_readv, which copies. No fault is left to take.",
	.asked = PAGE_SIZE_ANY,
	.unit = UNIT_BLOCK,
	.stage = STAGE_LOAD_ALL,
	.access = ACCESS_READ,
	.op = OP_PIN,
	.block = 65536,
	.stationary = true,
	.engine = "vmsplice",
	.extents = LAYOUT_WRITTEN,
	.state_size = sizeof(struct touch_state),
	.begin = touch_begin,
	.fill = touch_fill,
};
REGISTER(workload, gup);
