// SPDX-License-Identifier: MIT
// The cost of handing mapped pages to the kernel (get_user_pages), which direct
// I/O, splice and the like begin with: by PMDs and by PTEs.
//     daxbench run --workload gup --block-size 2m --page pte
//     daxbench run --workload gup --engine direct --partner /var/tmp
#include "workload/touch.h"

static const struct workload gup = {
	.name = "gup",
	.summary = "the kernel looks up and holds mapped pages, by engine",
	.description =
		"Every page is touched, untimed. Then --block-size bytes an operation (default\n"
		"64k) the kernel takes hold of the pages and lets them go: by vmsplice, which\n"
		"copies nothing, by process_vm_readv and process_vm_writev, which copy, or by\n"
		"direct I/O (engine direct) to and from a second file, which --partner names the\n"
		"directory of. --access read: the mapped pages are read; write: they are written\n"
		"to. No fault is left to take.",
	.asked = PAGE_SIZE_ANY,
	.unit = UNIT_BLOCK,
	.stage = STAGE_TOUCH_ALL,
	.access = ACCESS_EITHER,
	.op = OP_PIN,
	.op_write = OP_FILL,
	.block = 65536,
	.stationary = true,
	.engine = "vmsplice",
	.extents = LAYOUT_WRITTEN,
	.state_size = sizeof(struct touch_state),
	.begin = touch_begin,
	.fill = touch_fill,
};
REGISTER(workload, gup);
