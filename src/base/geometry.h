// SPDX-License-Identifier: MIT
// The page sizes of the running kernel. Nothing else in the tree knows a
// number: page size is sysconf's, PMD size the kernel's hpage_pmd_size (from
// 4.10), else derived: one page of page-table entries maps page/8 pages.
#pragma once

#include <stdint.h>

#include "base/sysroot.h"

struct geometry {
	uint64_t page_bytes;
	uint64_t pmd_bytes; // a chunk is a PMD-sized, PMD-aligned file range
	uint64_t pud_bytes;
	const char
		*pmd_source; // the file read, or "derived from the page size"
};

// Never fails: what cannot be read is derived. The page size is always that
// of the running machine.
void geometry_probe(struct geometry *g, const struct sysroot *sr);

static inline uint64_t geometry_pages_per_chunk(const struct geometry *g)
{
	return g->pmd_bytes / g->page_bytes;
}
