// SPDX-License-Identifier: MIT
// Address and file offset must be equal modulo the PMD size.
#include "base/parse.h"
#include "explain/rule.h"

static enum answer examine(const struct chunk_view *v)
{
	return v->scene->colour ? ANSWER_BLOCKS : ANSWER_SATISFIED;
}

static void remedy(const struct scene *s, struct strbuf *out)
{
	char size[BYTES_TEXT_MAX];

	strbuf_printf(
		out,
		"map at an address with (address - offset) %% %s = 0: mmap(NULL, …) does from Linux 4.9 on when the mapping holds a whole chunk",
		format_bytes(s->geo.pmd_bytes, size));
}

static const struct rule colour = {
	.name = "colour",
	.summary = "has the address the file offset's colour",
	.order = 50,
	.rests_on = "address, file offset",
	.consequence =
		"no chunk of this mapping is huge, and each touch leaves a page-sized DAX entry behind",
	.reference = "dax_fault_check_fallback()",
	.examine = examine,
	.remedy = remedy,
};

REGISTER(rule, colour);
