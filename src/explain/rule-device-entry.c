// SPDX-License-Identifier: MIT
// A device maps by entries as large as its alignment and by no others.
#include "base/parse.h"
#include "explain/rule.h"

static enum answer examine(const struct chunk_view *v)
{
	const struct scene *s = v->scene;

	return scene_chunk_bytes(s) < s->geo.pmd_bytes ? ANSWER_BLOCKS
						       : ANSWER_SATISFIED;
}

static void remedy(const struct scene *s, struct strbuf *out)
{
	strbuf_printf(
		out,
		"make the namespace anew, which loses what it holds: ndctl create-namespace -f -e NAMESPACE -m devdax -a %llu",
		(unsigned long long)s->geo.pmd_bytes);
}

static const struct rule device_entry = {
	.name = "device-entry",
	.summary = "is the alignment of the device that of a huge page",
	.order = 95,
	.scope = RULE_OF_DEVICES,
	.rests_on = "sysfs align",
	.consequence =
		"the device is aligned to a page, so that no entry is larger than one",
	.reference = "drivers/dax/device.c __dev_dax_pmd_fault()",
	.examine = examine,
	.remedy = remedy,
};

REGISTER(rule, device_entry);
