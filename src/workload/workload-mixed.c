// SPDX-License-Identifier: MIT
// Everything at once on one file, and a look at every value that is found.
//     daxbench run --workload mixed --runtime 60s --seed 7
#include "workload/touch.h"

static const struct workload mixed = {
	.name = "mixed",
	.summary =
		"reader, writer, mapper and truncater on one file, values verified",
	.description =
		"Every page is loaded, untimed, and the file filled. Of four threads one reads,\n"
		"one writes, one loads from and stores to the mapping, in 1 to 16 blocks of\n"
		"--block-size bytes (default 512), and one cuts the file off and lengthens it\n"
		"again, then looks at what it left. A value that a model of all of them does not\n"
		"allow, or an end of the file where none was, is counted and shown, and the exit\n"
		"status is 1. The mapping witnessed is that of the loads before.",
	.asked = PAGE_SIZE_ANY,
	.unit = UNIT_BLOCK,
	.stage = STAGE_LOAD_ALL,
	.access = ACCESS_WRITE,
	.op = OP_MIX,
	.block = 512,
	.random = true,
	.stationary = true,
	.parties = 4,
	.sharing = SHARE_SAME_PAGE,
	.engine = "actors",
	.write = true,
	.extents = LAYOUT_WRITTEN,
	.state_size = sizeof(struct touch_state),
	.begin = touch_begin,
	.fill = touch_fill,
};
REGISTER(workload, mixed);
