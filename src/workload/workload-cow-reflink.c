// SPDX-License-Identifier: MIT
// Copy on write of blocks that two files share: the file system's copy, not
// that of memory.
//     daxbench run --workload cow-reflink --target DIR-ON-XFS
#include "workload/touch.h"

static const struct workload cow_reflink = {
	.name = "cow-reflink",
	.summary = "stores to blocks shared with a second file: a copy a page",
	.description =
		"The file is written and cloned, and the clone kept: all blocks are shared. Every\n"
		"page is loaded, untimed; then every page is stored to. Each store takes one\n"
		"fault, in which the file system allocates a block, copies to it and maps it.\n"
		"By PTE only: shared blocks that are mapped by PMD end in a kernel BUG (Linux 6.1,\n"
		"6.12) or in SIGBUS (6.16, 6.17). extents.shared says what was left shared.",
	.asked = PAGE_SIZE_PTE,
	.unit = UNIT_PAGE,
	.stage = STAGE_LOAD,
	.access = ACCESS_WRITE,
	.engine = "copy",
	.write = true,
	.extents = LAYOUT_SHARED,
	.state_size = sizeof(struct touch_state),
	.begin = touch_begin,
	.fill = touch_fill,
};
REGISTER(workload, cow_reflink);
