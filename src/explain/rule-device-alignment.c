// SPDX-License-Identifier: MIT
// FIEMAP speaks of the block device: when that starts in the middle of a
// PMD (a partition at 1 MiB, a 4 KiB aligned namespace) aligned blocks are not.
#include "base/parse.h"
#include "explain/rule.h"

static enum answer examine(const struct chunk_view *v)
{
	const struct scene *s = v->scene;

	if (chunk_reads_zero(v) || (v->state & (CHUNK_HOLE | CHUNK_UNPLACED)))
		return ANSWER_NOT_APPLICABLE;
	if (!v->place.known)
		return ANSWER_UNKNOWN;
	if (chunk_placed_right(v) || v->place.base % s->geo.pmd_bytes == 0)
		return ANSWER_SATISFIED;
	return v->delta % s->geo.pmd_bytes == 0 ? ANSWER_BLOCKS
						: ANSWER_SATISFIED;
}

static void remedy(const struct scene *s, struct strbuf *out)
{
	char size[BYTES_TEXT_MAX];

	strbuf_printf(
		out,
		"start the partition (or the device-mapper segment) on a multiple of %s, or make the namespace anew with ndctl create-namespace -m fsdax -a %llu",
		format_bytes(s->geo.pmd_bytes, size),
		(unsigned long long)s->geo.pmd_bytes);
}

static const struct rule device_alignment = {
	.name = "device-alignment",
	.summary = "does the block device start on a PMD boundary",
	.order = 190,
	.rests_on = "partition start, namespace alignment or one page frame",
	.consequence =
		"the same blocks would be aligned on a device that starts on a PMD boundary",
	.reference = "dax_iomap_pmd_fault(), pmem direct_access",
	.examine = examine,
	.remedy = remedy,
};

REGISTER(rule, device_alignment);
