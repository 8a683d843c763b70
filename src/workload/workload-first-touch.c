// SPDX-License-Identifier: MIT
// The cost of a first touch, whatever it is of. pmd-fault and pte-fault are
// named presets of this.
//     daxbench run --workload first-touch --page pte --access read --extents
//     hole
#include "workload/touch.h"

static const struct workload first_touch = {
	.name = "first-touch",
	.summary =
		"first touch of every chunk or page, by --page, --access and --extents",
	.description =
		"The first byte of every chunk (--page pmd) or page (--page pte) is touched\n"
		"once, by load or store, over a hole, unwritten, written or already entered\n"
		"blocks (--extents). Latency is that of one touch.",
	.asked = PAGE_SIZE_ANY,
	.unit = UNIT_ENTRY,
	.access = ACCESS_EITHER,
	.engine = "copy",
	.write = true,
	.extents = LAYOUT_UNWRITTEN,
	.state_size = sizeof(struct touch_state),
	.begin = touch_begin,
	.fill = touch_fill,
};
REGISTER(workload, first_touch);
