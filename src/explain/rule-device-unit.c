// SPDX-License-Identifier: MIT
// A device is mapped by whole units of its alignment.
#include "base/parse.h"
#include "explain/rule.h"

static enum answer examine(const struct chunk_view *v)
{
	return scene_splits_units(v->scene) ? ANSWER_REFUSED : ANSWER_SATISFIED;
}

static void remedy(const struct scene *s, struct strbuf *out)
{
	char size[BYTES_TEXT_MAX];

	strbuf_printf(
		out,
		"make address, offset and length multiples of %s: mmap(NULL, …) chooses such an address",
		format_bytes(scene_chunk_bytes(s), size));
}

static const struct rule device_unit = {
	.name = "device-unit",
	.summary = "is the mapping one of whole units of the device",
	.order = 4,
	.scope = RULE_OF_DEVICES,
	.rests_on = "address, offset and length of the mapping, sysfs align",
	.consequence =
		"mmap(2) of a device at an address, or of a length, that is no multiple of its alignment is EINVAL",
	.reference = "drivers/dax/device.c check_vma()",
	.examine = examine,
	.remedy = remedy,
};

REGISTER(rule, device_unit);
