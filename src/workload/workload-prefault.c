// SPDX-License-Identifier: MIT
// Ways to have a range mapped before it is used: what each costs, what it
// maps, and what faults it leaves.
//     daxbench run --workload prefault --engine populate-write
#include "workload/touch.h"

static const struct workload prefault = {
	.name = "prefault",
	.summary =
		"chunk by chunk made ready for stores, by engine, and the faults left",
	.description =
		"Every chunk is made ready for stores by the engine, timed: touched (copy),\n"
		"populated by mmap or madvise (map-populate, populate-read, populate-write),\n"
		"written with zeros (pwrite-zeros) or allocated and touched (fallocate). Then\n"
		"every page is stored to, untimed: the faults that takes are faults_left. The\n"
		"mapping witnessed is that after these stores.",
	.asked = PAGE_SIZE_ANY,
	.unit = UNIT_CHUNK,
	.access = ACCESS_WRITE,
	.op = OP_PREFAULT,
	.leaves = true,
	.engine = "copy",
	.write = true,
	.extents = LAYOUT_HOLE,
	.state_size = sizeof(struct touch_state),
	.begin = touch_begin,
	.fill = touch_fill,
};
REGISTER(workload, prefault);
