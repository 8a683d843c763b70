// SPDX-License-Identifier: MIT
// Copy on write of a private mapping: what it maps by is what is given up.
//     daxbench run --workload cow --page pmd
#include "workload/touch.h"

static const struct workload cow = {
	.name = "cow",
	.summary = "stores to a private mapping that was loaded: a copy a page",
	.description =
		"The file is mapped MAP_PRIVATE and every entry loaded, untimed; then every page\n"
		"is stored to. Each store takes one fault, which copies the page to memory; the\n"
		"first one in a chunk that a PMD maps also gives up the PMD. The mapping\n"
		"witnessed is that of the loads. The file is not changed.",
	.asked = PAGE_SIZE_ANY,
	.unit = UNIT_PAGE,
	.stage = STAGE_LOAD,
	.access = ACCESS_WRITE,
	.private = true,
	.engine = "copy",
	.write = true,
	.extents = LAYOUT_WRITTEN,
	.state_size = sizeof(struct touch_state),
	.begin = touch_begin,
	.fill = touch_fill,
};
REGISTER(workload, cow);
