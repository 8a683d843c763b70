// SPDX-License-Identifier: MIT
// A chunk that mixes hole, unwritten and written blocks: one iomap ends
// within it.
#include "explain/rule.h"

static enum answer examine(const struct chunk_view *v)
{
	unsigned kinds =
		v->state & (CHUNK_HOLE | CHUNK_WRITTEN | CHUNK_UNWRITTEN);

	if (chunk_whole(v) || (kinds & (kinds - 1)) == 0)
		return ANSWER_SATISFIED;
	return chunk_store_may_complete(v) ? ANSWER_DEGRADES : ANSWER_BLOCKS;
}

static void remedy(const struct scene *s, struct strbuf *out)
{
	strbuf_printf(
		out,
		"give the chunk one extent in one state: copy the file into one made by 'fallocate -l %llu' and written through from its start to its end",
		(unsigned long long)s->size);
}

static const struct rule mixed_state = {
	.name = "mixed-state",
	.summary = "is the chunk of one state",
	.order = 140,
	.rests_on = "FIEMAP flags and gaps",
	.consequence =
		"one extent does not cover the chunk: parts of it are holes, unwritten, written or shared",
	.reference = "dax_iomap_pmd_fault()",
	.examine = examine,
	.remedy = remedy,
};

REGISTER(rule, mixed_state);
