// SPDX-License-Identifier: MIT
// Without CONFIG_FS_DAX_PMD the kernel never tries. What THP's sysfs setting
// says does not matter from 4.13 on.
#include "explain/rule.h"

static enum answer examine(const struct chunk_view *v)
{
	return answer_of(v->scene->pmd_kernel);
}

static void remedy(const struct scene *s, struct strbuf *out)
{
	(void)s;
	strbuf_puts(
		out,
		"use a kernel built with CONFIG_FS_DAX_PMD (it needs CONFIG_ZONE_DEVICE and CONFIG_TRANSPARENT_HUGEPAGE), on a processor with huge pages");
}

static const struct rule kernel_pmd = {
	.name = "kernel-pmd",
	.summary = "does this kernel map DAX by PMD",
	.order = 10,
	.rests_on =
		"kernel.config.FS_DAX_PMD, /sys/kernel/mm/transparent_hugepage",
	.consequence = "no chunk of any file can be huge",
	.reference = "CONFIG_FS_DAX_PMD, hugepage_init()",
	.examine = examine,
	.remedy = remedy,
};

REGISTER(rule, kernel_pmd);
