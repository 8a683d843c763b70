// SPDX-License-Identifier: MIT
// What keeps the kernel from trying huge entries keeps a device from being
// mapped at all: it maps nothing less than its alignment.
#include "explain/rule.h"

static enum answer examine(const struct chunk_view *v)
{
	const struct scene *s = v->scene;

	if (scene_chunk_bytes(s) == s->geo.page_bytes)
		return ANSWER_NOT_APPLICABLE;
	return s->nohugepage || s->thp_disabled ? ANSWER_FAULTS
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
			"do not call madvise(MADV_NOHUGEPAGE) on the mapping, or make the namespace anew with ndctl create-namespace -m devdax -a 4K");
}

static const struct rule device_policy = {
	.name = "device-policy",
	.summary = "may the kernel try huge entries for this process",
	.order = 21,
	.scope = RULE_OF_DEVICES,
	.rests_on = "VmFlags nh, PR_GET_THP_DISABLE",
	.consequence =
		"the kernel tries single pages only, which this device does not map: a touch is a SIGBUS",
	.reference = "drivers/dax/device.c __dev_dax_pte_fault()",
	.examine = examine,
	.remedy = remedy,
};

REGISTER(rule, device_policy);
