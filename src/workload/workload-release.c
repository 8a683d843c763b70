// SPDX-License-Identifier: MIT
// The cost of giving mapped memory up, whoever does it: by PMDs and by PTEs.
//     daxbench run --workload release --engine truncate --page pte
#include "workload/touch.h"

static const struct workload release = {
	.name = "release",
	.summary =
		"mapped chunks given up, by engine: munmap, truncate, exit …",
	.description =
		"Every page is touched, untimed. Then chunk by chunk is given up by the engine,\n"
		"timed: munmap, mprotect of one page, punch, truncate; each chunk is touched\n"
		"again before, untimed, for some of these unmap more than they are asked to. With\n"
		"exit and fork an operation is a child that touches all of it; the faults are\n"
		"the child's.",
	.asked = PAGE_SIZE_ANY,
	.unit = UNIT_CHUNK,
	.stage = STAGE_TOUCH_ALL,
	.access = ACCESS_EITHER,
	.op = OP_RELEASE,
	.engine = "munmap",
	.write = true,
	.extents = LAYOUT_WRITTEN,
	.state_size = sizeof(struct touch_state),
	.begin = touch_begin,
	.fill = touch_fill,
};
REGISTER(workload, release);
