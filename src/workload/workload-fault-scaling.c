// SPDX-License-Identifier: MIT
// First touches by many threads: how faults scale, and what they wait for.
//     daxbench run --workload fault-scaling --threads 8 --share same-page
#include "workload/touch.h"

static const struct workload fault_scaling = {
	.name = "fault-scaling",
	.summary =
		"first touches by --threads, on files, chunks or pages shared or not",
	.description =
		"Every page is touched once by one thread, in a file of its own (--share\n"
		"own-file), in chunks of its own of one file (own-chunk) or in turn with the\n"
		"others in the same chunk (same-chunk), or once by every thread (same-page).\n"
		"They begin together; the faults of each are kept. Who finds a page mapped\n"
		"meanwhile takes none, but of processes (--workers process) each takes its own.",
	.asked = PAGE_SIZE_ANY,
	.unit = UNIT_PAGE,
	.access = ACCESS_EITHER,
	.shares = true,
	.engine = "copy",
	.write = true,
	.extents = LAYOUT_UNWRITTEN,
	.state_size = sizeof(struct touch_state),
	.begin = touch_begin,
	.fill = touch_fill,
};
REGISTER(workload, fault_scaling);
