// SPDX-License-Identifier: MIT
// Page sizes and the transparent huge page settings. On kernels up to 4.9
// `never` turns PMD mappings of DAX files off; later it has no effect on them.
#include "platform/platform.h"
#include "platform/sysfact.h"

#include <string.h>

#include "base/alloc.h"
#include "base/geometry.h"
#include "base/parse.h"

#define THP_DIR "/sys/kernel/mm/transparent_hugepage"
#define HUGETLB_DIR "/sys/kernel/mm/hugepages"

static void sizes(struct facts *f, const struct sysroot *sr)
{
	struct geometry g;

	geometry_probe(&g, sr);
	if (!sysfact_only_live(f, "mem.page_bytes", sr, "sysconf(3)"))
		facts_bytes(f, "mem.page_bytes", "sysconf(3)", g.page_bytes);
	// What is derived is derived from the page size of this machine.
	if (g.pmd_source[0] == '/' || sysroot_live(sr))
		facts_bytes(f, "mem.pmd_bytes", g.pmd_source, g.pmd_bytes);
	else
		(void)sysfact_only_live(f, "mem.pmd_bytes", sr, "sysconf(3)");
	if (!sysfact_only_live(f, "mem.pud_bytes", sr, "sysconf(3)"))
		facts_bytes(f, "mem.pud_bytes",
			    "derived from page and PMD size", g.pud_bytes);
}

// Directories are called hugepages-2048kB.
static void hugetlb(struct facts *f, const struct sysroot *sr)
{
	static const char prefix[] = "hugepages-";
	cleanup_names char **names = NULL;
	int n = sysroot_list(sr, HUGETLB_DIR, &names);

	if (n <= 0) {
		sysfact_errno(f, "hugetlb", sr, HUGETLB_DIR, n);
		return;
	}
	for (char **p = names; *p; p++) {
		if (strncmp(*p, prefix, sizeof(prefix) - 1) != 0)
			continue;
		cleanup_free char *key =
			xasprintf("hugetlb.%s", *p + sizeof(prefix) - 1);
		cleanup_free char *path =
			xasprintf(HUGETLB_DIR "/%s/nr_hugepages", *p);
		for (char *c = key; *c; c++)
			if (*c == 'B')
				*c = 'b';
		sysfact_count(f, key, sr, path, "pages");
	}
}

static void collect(struct facts *f, const struct sysroot *sr)
{
	sizes(f, sr);
	sysfact_choice(f, "thp.enabled", sr, THP_DIR "/enabled");
	sysfact_choice(f, "thp.defrag", sr, THP_DIR "/defrag");
	sysfact_choice(f, "thp.shmem_enabled", sr, THP_DIR "/shmem_enabled");
	sysfact_bool(f, "thp.use_zero_page", sr, THP_DIR "/use_zero_page");
	hugetlb(f, sr);
}

static const struct probe thp = {
	.name = "thp",
	.summary = "page sizes, transparent huge pages, hugetlb pools",
	.order = 40,
	.collect = collect,
};
REGISTER(probe, thp);
