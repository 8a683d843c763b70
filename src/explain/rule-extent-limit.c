// SPDX-License-Identifier: MIT
// Both file systems have a longest record, and neither is a multiple of the
// PMD size when unwritten (ext4) or at all (XFS).
#include "explain/rule.h"

static enum answer examine(const struct chunk_view *v)
{
	if (chunk_whole(v) || !v->at_limit || !v->contiguous)
		return ANSWER_SATISFIED;
	return chunk_store_may_complete(v) ? ANSWER_DEGRADES : ANSWER_BLOCKS;
}

static void remedy(const struct scene *s, struct strbuf *out)
{
	strbuf_printf(
		out,
		"one chunk in %llu is lost by it; smaller files, or on ext4 written instead of only fallocated blocks, avoid it",
		(unsigned long long)((scene_record_limit(s, false) +
				      s->geo.pmd_bytes - 1) /
				     s->geo.pmd_bytes));
}

static const struct rule extent_limit = {
	.name = "extent-limit",
	.summary = "does no record of the greatest length end in the chunk",
	.order = 141,
	.rests_on = "FIEMAP",
	.consequence =
		"the file system's longest extent ends within the chunk although the blocks go on",
	.reference = "EXT_INIT_MAX_LEN, XFS_MAX_BMBT_EXTLEN",
	.examine = examine,
	.remedy = remedy,
};

REGISTER(rule, extent_limit);
