// SPDX-License-Identifier: MIT
// Where a store to a hole, or to blocks shared with another file, goes is not
// decided yet.
#include "explain/remedy.h"
#include "explain/rule.h"

static enum answer examine(const struct chunk_view *v)
{
	if (!v->scene->write || v->scene->is_private)
		return ANSWER_NOT_APPLICABLE;
	return v->state & (CHUNK_HOLE | CHUNK_SHARED) ? ANSWER_DEGRADES
						      : ANSWER_SATISFIED;
}

static const struct rule allocator = {
	.name = "allocator",
	.summary = "are the blocks of a store chosen already",
	.order = 150,
	.rests_on = "FIEMAP",
	.consequence =
		"the allocator chooses blocks at the first store, aligned or not",
	.reference = "ext4_iomap_begin(), xfs_dax_write_iomap_ops",
	.examine = examine,
	.remedy = remedy_layout,
};

REGISTER(rule, allocator);
