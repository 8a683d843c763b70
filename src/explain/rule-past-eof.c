// SPDX-License-Identifier: MIT
// A mapping may be longer than the file, but not be touched there.
#include "explain/rule.h"

static enum answer examine(const struct chunk_view *v)
{
	return chunk_start(v) >= v->scene->size ? ANSWER_FAULTS
						: ANSWER_SATISFIED;
}

static void remedy(const struct scene *s, struct strbuf *out)
{
	uint64_t pmd = s->geo.pmd_bytes;

	if (s->device) {
		strbuf_printf(out,
			      "map no more than the %llu bytes of the device",
			      (unsigned long long)s->size);
		return;
	}
	strbuf_printf(out, "make the file longer: truncate -s %llu '%s'",
		      (unsigned long long)((s->vma_end + pmd - 1) / pmd * pmd),
		      s->path);
}

static const struct rule past_eof = {
	.name = "past-eof",
	.summary = "does the chunk begin within the file or device",
	.order = 90,
	.scope = RULE_OF_BOTH,
	.rests_on = "file size, range of the mapping",
	.consequence = "there is no page of the file: a touch is a SIGBUS",
	.reference = "dax_iomap_pmd_fault(), dax_iomap_pte_fault()",
	.examine = examine,
	.remedy = remedy,
};

REGISTER(rule, past_eof);
