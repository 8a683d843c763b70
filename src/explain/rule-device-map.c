// SPDX-License-Identifier: MIT
// A table of segments lies between the file system and the memory.
#include "base/parse.h"
#include "explain/rule.h"

static enum answer examine(const struct chunk_view *v)
{
	if (chunk_reads_zero(v))
		return ANSWER_NOT_APPLICABLE;
	if (!v->scene->dm)
		return ANSWER_SATISFIED;
	if (!v->scene->n_spans || !v->place.understood)
		return ANSWER_UNKNOWN;
	return v->across ? ANSWER_BLOCKS : ANSWER_SATISFIED;
}

static void remedy(const struct scene *s, struct strbuf *out)
{
	const char *disk = facts_get_text(&s->facts, "block.disk");
	char size[BYTES_TEXT_MAX];

	if (!s->n_spans)
		strbuf_puts(
			out,
			"run this as root, who may read the table; a file system on the pmem device itself has none");
	else
		strbuf_printf(
			out,
			"make stripes and segments (dmsetup table shows them) multiples of %s, and max_sectors_kb in /sys/block/%s/queue of striped ones %llu at least; or the file system on the pmem device itself",
			format_bytes(s->geo.pmd_bytes, size),
			disk ? disk : "DM",
			(unsigned long long)s->geo.pmd_bytes / 1024);
}

static const struct rule device_map = {
	.name = "device-map",
	.summary = "is the chunk one run of memory on the block device",
	.order = 180,
	.rests_on = "block.dm, device-mapper table, max_sectors_kb",
	.consequence =
		"a stripe or segment of the device-mapper table, or the greatest request of a striped one, ends within the chunk, or the table cannot be read or has a target that is neither linear nor striped",
	.reference = "dax_direct_access() of dm",
	.examine = examine,
	.remedy = remedy,
};

REGISTER(rule, device_map);
