// SPDX-License-Identifier: MIT
// The cost of mapping a chunk with one PMD fault.
//     daxbench run --workload pmd-fault --size 1g
#include "workload/touch.h"

static uint64_t one_touch(const struct geometry *geo ATTR_UNUSED)
{
	return 1;
}

static void begin(void *state, const struct workload_share *share)
{
	touch_begin(state, share, share->geo.pmd_bytes);
}

static const struct workload pmd_fault = {
	.name = "pmd-fault",
	.summary =
		"one aligned first touch per chunk, expected to be one PMD fault",
	.description =
		"A fallocated file is mapped with its colour (address and file offset\n"
		"equal modulo the PMD size) and the first byte of every PMD-sized chunk is\n"
		"touched once. Latency is that of one touch: the fault\n"
		"plus, on unwritten extents and holes, the zeroing of the chunk.",
	.asked = PAGE_SIZE_PMD,
	.expected = PAGE_SIZE_PMD,
	.touches_per_chunk = one_touch,
	.state_size = sizeof(struct touch_state),
	.begin = begin,
	.fill = touch_fill,
};
REGISTER(workload, pmd_fault);
