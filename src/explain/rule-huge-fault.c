// SPDX-License-Identifier: MIT
// ext2's own driver has no huge_fault; ext4's, which may serve ext2 file
// systems too, has.
#include "explain/rule.h"

static enum answer examine(const struct chunk_view *v)
{
	return answer_of(v->scene->huge_fault);
}

static void remedy(const struct scene *s, struct strbuf *out)
{
	(void)s;
	strbuf_puts(
		out,
		"put the data on ext4 or XFS: ext2's driver maps single pages only");
}

static const struct rule huge_fault = {
	.name = "huge-fault",
	.summary = "does the file system's driver serve huge faults",
	.order = 30,
	.rests_on = "mount.fs_type, /proc/kallsyms",
	.consequence = "no chunk of any file there can be huge",
	.reference = "vm_operations_struct.huge_fault",
	.examine = examine,
	.remedy = remedy,
};

REGISTER(rule, huge_fault);
