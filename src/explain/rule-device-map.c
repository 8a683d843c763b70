// SPDX-License-Identifier: MIT
// A table of segments lies between the file system and the memory.
#include "explain/rule.h"

static enum answer examine(const struct chunk_view *v)
{
	if (chunk_reads_zero(v))
		return ANSWER_NOT_APPLICABLE;
	return v->scene->dm ? ANSWER_UNKNOWN : ANSWER_SATISFIED;
}

static void remedy(const struct scene *s, struct strbuf *out)
{
	(void)s;
	strbuf_puts(
		out,
		"dmsetup table shows the segments; a file system on the pmem device itself avoids them");
}

static const struct rule device_map = {
	.name = "device-map",
	.summary = "is the block device one piece of memory",
	.order = 180,
	.rests_on = "block.dm",
	.consequence =
		"the segments of a device-mapper table end within chunks or shift them; they are not read",
	.reference = "dax_direct_access() of dm",
	.examine = examine,
	.remedy = remedy,
};

REGISTER(rule, device_map);
