// SPDX-License-Identifier: MIT
// Device-dax knows shared mappings only.
#include "explain/rule.h"

static enum answer examine(const struct chunk_view *v)
{
	return v->scene->is_private ? ANSWER_REFUSED : ANSWER_SATISFIED;
}

static void remedy(const struct scene *s, struct strbuf *out)
{
	(void)s;
	strbuf_puts(out, "map with MAP_SHARED");
}

static const struct rule device_sharing = {
	.name = "device-sharing",
	.summary = "is the mapping of the device shared",
	.order = 2,
	.scope = RULE_OF_DEVICES,
	.rests_on = "MAP_PRIVATE",
	.consequence = "mmap(2) of a device with MAP_PRIVATE is EINVAL",
	.reference = "drivers/dax/device.c check_vma()",
	.examine = examine,
	.remedy = remedy,
};

REGISTER(rule, device_sharing);
