// SPDX-License-Identifier: MIT
// A store through MAP_PRIVATE copies a page.
#include "explain/rule.h"

static enum answer examine(const struct chunk_view *v)
{
	if (!v->scene->write)
		return ANSWER_NOT_APPLICABLE;
	return v->scene->is_private ? ANSWER_BLOCKS : ANSWER_SATISFIED;
}

static void remedy(const struct scene *s, struct strbuf *out)
{
	(void)s;
	strbuf_puts(out, "map with MAP_SHARED");
}

static const struct rule cow = {
	.name = "cow",
	.summary = "is the store one to shared memory",
	.order = 60,
	.rests_on = "MAP_PRIVATE, access",
	.consequence =
		"the page is copied: a private store is mapped by a page of its own",
	.reference = "dax_fault_check_fallback()",
	.examine = examine,
	.remedy = remedy,
};

REGISTER(rule, cow);
