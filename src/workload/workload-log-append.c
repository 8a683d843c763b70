// SPDX-License-Identifier: MIT
// A log: small records, each durable before the next one is written.
//     daxbench run --workload log-append --engine dsync --extents empty
#include "workload/touch.h"

static const struct workload log_append = {
	.name = "log-append",
	.summary =
		"small records made durable in order, the log growing or not",
	.description =
		"Records of --block-size bytes (default 256) fill a new log in ascending order,\n"
		"each made durable before the next: by a durable write (dsync, or psync --fsync\n"
		"1) that extends the file (--extents empty), fills a hole or converts unwritten\n"
		"extents, or through a mapping of such extents (msync, fsync, fdatasync, pmem).",
	.asked = PAGE_SIZE_ANY,
	.unit = UNIT_BLOCK,
	.access = ACCESS_WRITE,
	.block = 256,
	.ordered = true,
	.durable = true,
	.engine = "dsync",
	.write = true,
	.extents = LAYOUT_UNWRITTEN,
	.state_size = sizeof(struct touch_state),
	.begin = touch_begin,
	.fill = touch_fill,
};
REGISTER(workload, log_append);
