// SPDX-License-Identifier: MIT
// The cost of making a few dirty bytes durable, by what maps them: of a PMD all
// of it is flushed, whatever part is dirty.
//     daxbench run --workload sync-cost --block-size 64 --page pmd
#include "workload/touch.h"

static const struct workload sync_cost = {
	.name = "sync-cost",
	.summary =
		"making a chunk durable of which --block-size bytes are dirty",
	.description =
		"Every entry is stored to and the range msynced, untimed. Then of every chunk the\n"
		"first --block-size bytes are stored to, untimed, and the chunk is made durable,\n"
		"timed: by msync of it, by fsync or fdatasync of the file, or by a flush of the\n"
		"bytes from user space (pmem).",
	.asked = PAGE_SIZE_ANY,
	.unit = UNIT_CHUNK,
	.stage = STAGE_STORE_SYNC,
	.access = ACCESS_WRITE,
	.op = OP_SYNC,
	.blocks = true,
	.durable = true,
	.stationary = true,
	.engine = "msync",
	.write = true,
	.extents = LAYOUT_WRITTEN,
	.state_size = sizeof(struct touch_state),
	.begin = touch_begin,
	.fill = touch_fill,
};
REGISTER(workload, sync_cost);
