// SPDX-License-Identifier: MIT
// A chunk that the mapping enters in its middle.
#include "base/parse.h"
#include "explain/rule.h"

static enum answer examine(const struct chunk_view *v)
{
	return chunk_start(v) < v->scene->vma_start ? ANSWER_BLOCKS
						    : ANSWER_SATISFIED;
}

static void remedy(const struct scene *s, struct strbuf *out)
{
	char size[BYTES_TEXT_MAX];

	strbuf_printf(
		out,
		"begin the mapping at a file offset that is a multiple of %s",
		format_bytes(s->geo.pmd_bytes, size));
}

static const struct rule vma_start = {
	.name = "vma-start",
	.summary = "does the mapping begin before the chunk",
	.order = 70,
	.rests_on = "range of the mapping",
	.consequence = "the first, cut chunk is mapped by pages",
	.reference = "dax_fault_check_fallback()",
	.examine = examine,
	.remedy = remedy,
};

REGISTER(rule, vma_start);
