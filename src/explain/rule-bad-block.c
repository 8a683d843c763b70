// SPDX-License-Identifier: MIT
// pmem gives no range out that holds a bad block.
#include "explain/rule.h"

static enum answer examine(const struct chunk_view *v)
{
	if (chunk_reads_zero(v) || (v->state & CHUNK_UNPLACED) ||
	    !(v->state & (CHUNK_WRITTEN | CHUNK_UNWRITTEN)))
		return ANSWER_NOT_APPLICABLE;
	return v->bad ? ANSWER_BLOCKS : ANSWER_SATISFIED;
}

static void remedy(const struct scene *s, struct strbuf *out)
{
	(void)s;
	strbuf_puts(
		out,
		"clear the bad blocks: restore the data over them by write(2), or ndctl clear-errors");
}

static const struct rule bad_block = {
	.name = "bad-block",
	.summary = "is the chunk free of bad blocks",
	.order = 170,
	.rests_on = "/sys/block/DISK/badblocks",
	.consequence =
		"the device refuses the range: pages around the bad block are mapped one by one, the bad one is a SIGBUS",
	.reference = "pmem direct_access, dax_iomap_direct_access()",
	.examine = examine,
	.remedy = remedy,
};

REGISTER(rule, bad_block);
