// SPDX-License-Identifier: MIT
// The cost of the first store after an msync, which write-protects what it
// cleaned.
//     daxbench run --workload redirty --page pmd
#include "workload/touch.h"

static const struct workload redirty = {
	.name = "redirty",
	.summary = "first store after msync: one fault per cleaned entry",
	.description =
		"Every chunk or page is stored to and the range is msynced, untimed; then each\n"
		"is stored to again: one fault per entry from Linux 4.10 on.",
	.asked = PAGE_SIZE_ANY,
	.unit = UNIT_ENTRY,
	.stage = STAGE_STORE_SYNC,
	.access = ACCESS_WRITE,
	.engine = "copy",
	.write = true,
	.extents = LAYOUT_WRITTEN,
	.state_size = sizeof(struct touch_state),
	.begin = touch_begin,
	.fill = touch_fill,
};
REGISTER(workload, redirty);
