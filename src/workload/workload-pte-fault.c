// SPDX-License-Identifier: MIT
// The cost of mapping the same bytes page by page.
//     daxbench run --workload pte-fault --size 1g
#include "workload/touch.h"

static const struct workload pte_fault = {
	.name = "pte-fault",
	.summary =
		"one first touch per page with PTEs forced, one PTE fault each",
	.description =
		"The same file and bytes as pmd-fault, but the mapping is kept from PMDs by\n"
		"madvise(MADV_NOHUGEPAGE) (before 4.8 by an address one page off the file's\n"
		"colour; the result says which) and the first byte of every page is touched\n"
		"once.",
	.asked = PAGE_SIZE_PTE,
	.unit = UNIT_PAGE,
	.access = ACCESS_EITHER,
	.engine = "copy",
	.write = true,
	.extents = LAYOUT_UNWRITTEN,
	.state_size = sizeof(struct touch_state),
	.begin = touch_begin,
	.fill = touch_fill,
};
REGISTER(workload, pte_fault);
