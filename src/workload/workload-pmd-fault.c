// SPDX-License-Identifier: MIT
// The cost of mapping a chunk with one PMD fault.
//     daxbench run --workload pmd-fault --size 1g
#include "workload/touch.h"

static const struct workload pmd_fault = {
	.name = "pmd-fault",
	.summary =
		"one aligned first touch per chunk, expected to be one PMD fault",
	.description =
		"A fallocated file is mapped with its colour (address and file offset\n"
		"equal modulo the PMD size) and the first byte of every PMD-sized chunk is\n"
		"touched once. Latency is that of one touch: the fault plus, on unwritten\n"
		"extents and holes, the zeroing of the chunk.",
	.asked = PAGE_SIZE_PMD,
	.unit = UNIT_CHUNK,
	.access = ACCESS_EITHER,
	.engine = "copy",
	.write = true,
	.extents = LAYOUT_UNWRITTEN,
	.state_size = sizeof(struct touch_state),
	.begin = touch_begin,
	.fill = touch_fill,
};
REGISTER(workload, pmd_fault);
