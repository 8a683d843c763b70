// SPDX-License-Identifier: MIT
// A chunk that the mapping leaves in its middle.
#include "base/parse.h"
#include "explain/rule.h"

static enum answer examine(const struct chunk_view *v)
{
	uint64_t pmd = v->scene->geo.pmd_bytes;

	return chunk_start(v) + pmd > v->scene->vma_end ? ANSWER_BLOCKS
							: ANSWER_SATISFIED;
}

static void remedy(const struct scene *s, struct strbuf *out)
{
	char size[BYTES_TEXT_MAX];

	strbuf_printf(
		out,
		"end the mapping at a file offset that is a multiple of %s (a mapping may be longer than the file)",
		format_bytes(s->geo.pmd_bytes, size));
}

static const struct rule vma_end = {
	.name = "vma-end",
	.summary = "does the mapping end after the chunk",
	.order = 80,
	.rests_on = "range of the mapping",
	.consequence = "the last, cut chunk is mapped by pages",
	.reference = "dax_fault_check_fallback()",
	.examine = examine,
	.remedy = remedy,
};

REGISTER(rule, vma_end);
