// SPDX-License-Identifier: MIT
// VM_NOHUGEPAGE and PR_SET_THP_DISABLE keep the kernel from trying.
#include "explain/rule.h"

static enum answer examine(const struct chunk_view *v)
{
	return v->scene->nohugepage || v->scene->thp_disabled
		       ? ANSWER_BLOCKS
		       : ANSWER_SATISFIED;
}

static void remedy(const struct scene *s, struct strbuf *out)
{
	if (s->thp_disabled)
		strbuf_puts(
			out,
			"start the program without prctl(PR_SET_THP_DISABLE), which children inherit");
	else
		strbuf_puts(
			out,
			"do not call madvise(MADV_NOHUGEPAGE) on the mapping");
}

static const struct rule policy = {
	.name = "policy",
	.summary = "does the process want huge pages",
	.order = 20,
	.rests_on = "VmFlags nh, PR_GET_THP_DISABLE",
	.consequence =
		"no chunk of this mapping is huge, and each touch leaves a page-sized DAX entry behind",
	.reference = "thp_vma_allowable_orders()",
	.examine = examine,
	.remedy = remedy,
};

REGISTER(rule, policy);
