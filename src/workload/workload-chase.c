// SPDX-License-Identifier: MIT
// Loads that depend on one another: the latency of memory and of the page walk
// that a TLB miss takes, by PMDs and by PTEs.
//     daxbench run --workload chase --size 1g --page pte --no-latency
#include "workload/chain.h"

static const struct workload chase = {
	.name = "chase",
	.summary = "dependent loads all over the range: the reach of the TLB",
	.description =
		"In every --block-size bytes the offset of the next stands, in a random order\n"
		"(--order sequential: ascending); each load needs the one before it. No fault is\n"
		"left to take. With --no-latency, duration over operations is the latency of one\n"
		"load. Misses of the data TLB are counted where perf_event_open permits.",
	.asked = PAGE_SIZE_ANY,
	.unit = UNIT_BLOCK,
	.stage = STAGE_LOAD_ALL,
	.access = ACCESS_READ,
	.op = OP_CHASE,
	.random = true,
	.tlb = true,
	.stationary = true,
	.engine = "copy",
	.extents = LAYOUT_WRITTEN,
	.state_size = sizeof(struct chain_state),
	.inscribe = chain_inscribe,
	.begin = chain_begin,
	.fill = chain_fill,
};
REGISTER(workload, chase);
