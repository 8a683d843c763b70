// SPDX-License-Identifier: MIT
// The last page of the chunk must hold a byte of the file or more.
#include "explain/rule.h"

static enum answer examine(const struct chunk_view *v)
{
	const struct geometry *g = &v->scene->geo;
	uint64_t pages = v->scene->size / g->page_bytes +
			 (v->scene->size % g->page_bytes != 0);
	uint64_t end = (chunk_start(v) + g->pmd_bytes) / g->page_bytes;

	return end > pages ? ANSWER_BLOCKS : ANSWER_SATISFIED;
}

static void remedy(const struct scene *s, struct strbuf *out)
{
	uint64_t pmd = s->geo.pmd_bytes;

	strbuf_printf(
		out,
		"make the file a whole number of chunks before it is mapped: truncate -s %llu '%s'",
		(unsigned long long)((s->size + pmd - 1) / pmd * pmd), s->path);
}

static const struct rule eof = {
	.name = "eof",
	.summary = "does the file reach the last page of the chunk",
	.order = 100,
	.rests_on = "file size",
	.consequence =
		"the chunk that holds the end of the file is mapped by pages",
	.reference = "dax_fault_check_fallback()",
	.examine = examine,
	.remedy = remedy,
};

REGISTER(rule, eof);
