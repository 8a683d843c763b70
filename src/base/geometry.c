// SPDX-License-Identifier: MIT
#include "base/geometry.h"

#include <unistd.h>

#define HPAGE_PMD_SIZE "/sys/kernel/mm/transparent_hugepage/hpage_pmd_size"

void geometry_probe(struct geometry *g, const struct sysroot *sr)
{
	uint64_t page = (uint64_t)sysconf(_SC_PAGESIZE);
	uint64_t entries = page / sizeof(uint64_t);
	uint64_t pmd;

	*g = (struct geometry){ .page_bytes = page };
	if (sysroot_read_u64(sr, HPAGE_PMD_SIZE, &pmd) == 0 && pmd > page &&
	    pmd % page == 0) {
		g->pmd_bytes = pmd;
		g->pmd_source = HPAGE_PMD_SIZE;
	} else {
		g->pmd_bytes = page * entries;
		g->pmd_source = "derived from the page size";
	}
	g->pud_bytes = g->pmd_bytes * entries;
}
