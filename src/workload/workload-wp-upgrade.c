// SPDX-License-Identifier: MIT
// The cost of the first store to what was only loaded so far: the entry is
// there, but write-protected.
//     daxbench run --workload wp-upgrade --page pte
#include "workload/touch.h"

static const struct workload wp_upgrade = {
	.name = "wp-upgrade",
	.summary =
		"first store after a load: one write-protect fault per entry",
	.description =
		"Every chunk or page of written blocks is loaded once, untimed; then each is\n"
		"stored to: one write-protect fault per entry.",
	.asked = PAGE_SIZE_ANY,
	.unit = UNIT_ENTRY,
	.stage = STAGE_LOAD,
	.access = ACCESS_WRITE,
	.engine = "copy",
	.write = true,
	.extents = LAYOUT_WRITTEN,
	.state_size = sizeof(struct touch_state),
	.begin = touch_begin,
	.fill = touch_fill,
};
REGISTER(workload, wp_upgrade);
