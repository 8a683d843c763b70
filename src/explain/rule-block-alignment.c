// SPDX-License-Identifier: MIT
// Physical address and file offset must be equal modulo the PMD size.
#include "explain/remedy.h"
#include "explain/rule.h"

static enum answer examine(const struct chunk_view *v)
{
	if (chunk_reads_zero(v) || (v->state & (CHUNK_HOLE | CHUNK_UNPLACED)) ||
	    !v->place.known)
		return ANSWER_NOT_APPLICABLE;
	return chunk_placed_right(v) ? ANSWER_SATISFIED : ANSWER_BLOCKS;
}

static const struct rule block_alignment = {
	.name = "block-alignment",
	.summary = "are the blocks aligned like the file offset",
	.order = 191,
	.rests_on = "FIEMAP, device base",
	.consequence =
		"the blocks of the extent have another offset within a PMD than the file has",
	.reference = "dax_iomap_pmd_fault()",
	.examine = examine,
	.remedy = remedy_layout,
};

REGISTER(rule, block_alignment);
