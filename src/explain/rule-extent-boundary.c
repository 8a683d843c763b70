// SPDX-License-Identifier: MIT
// Records are compared as they are, not merged: merging what is physically
// contiguous would promise too much.
#include "explain/remedy.h"
#include "explain/rule.h"

static enum answer examine(const struct chunk_view *v)
{
	if (chunk_whole(v))
		return ANSWER_SATISFIED;
	return chunk_store_may_complete(v) ? ANSWER_DEGRADES : ANSWER_BLOCKS;
}

static const struct rule extent_boundary = {
	.name = "extent-boundary",
	.summary = "does one extent cover the chunk",
	.order = 142,
	.rests_on = "FIEMAP",
	.consequence = "the chunk is made of several extents",
	.reference = "dax_iomap_pmd_fault()",
	.examine = examine,
	.remedy = remedy_layout,
};

REGISTER(rule, extent_boundary);
