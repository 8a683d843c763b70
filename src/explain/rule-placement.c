// SPDX-License-Identifier: MIT
// Records that FIEMAP reports without a physical address.
#include "explain/rule.h"

static enum answer examine(const struct chunk_view *v)
{
	return v->state & CHUNK_UNPLACED ? ANSWER_UNKNOWN : ANSWER_SATISFIED;
}

static void remedy(const struct scene *s, struct strbuf *out)
{
	(void)s;
	strbuf_puts(out, "sync the file and look again");
}

static const struct rule placement = {
	.name = "placement",
	.summary = "has the extent a physical address",
	.order = 185,
	.rests_on = "FIEMAP flags",
	.consequence = "where the blocks lie is not reported",
	.reference = "FIEMAP_EXTENT_UNKNOWN, _ENCODED",
	.examine = examine,
	.remedy = remedy,
};

REGISTER(rule, placement);
