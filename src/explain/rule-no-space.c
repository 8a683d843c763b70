// SPDX-License-Identifier: MIT
// A store to a hole needs blocks.
#include "explain/rule.h"

static enum answer examine(const struct chunk_view *v)
{
	if (!v->scene->write || v->scene->is_private)
		return ANSWER_NOT_APPLICABLE;
	if (!(v->state & CHUNK_HOLE))
		return ANSWER_SATISFIED;
	// What statvfs calls free may be reserved, or more than it says.
	return v->scene->free_bytes < v->scene->geo.pmd_bytes
		       ? ANSWER_DEGRADES
		       : ANSWER_SATISFIED;
}

static void remedy(const struct scene *s, struct strbuf *out)
{
	(void)s;
	strbuf_puts(
		out,
		"free space on the file system, then allocate with fallocate before mapping");
}

static const struct rule no_space = {
	.name = "no-space",
	.summary = "are there blocks for the store",
	.order = 130,
	.rests_on = "statvfs, FIEMAP",
	.consequence =
		"a store finds no blocks for a whole chunk; with none at all it is a SIGBUS",
	.reference = "iomap_begin of the file system",
	.examine = examine,
	.remedy = remedy,
};

REGISTER(rule, no_space);
