// SPDX-License-Identifier: MIT
// The page sizes of the running kernel. Nothing else in the tree knows a
// number: page size is sysconf's, PMD size the kernel's hpage_pmd_size (from
// 4.10), else derived: one page of page-table entries maps page/8 pages.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/sysroot.h"

struct geometry {
	uint64_t page_bytes;
	uint64_t pmd_bytes;
	uint64_t pud_bytes;
	const char
		*pmd_source; // the file read, or "derived from the page size"
	// A chunk is a range that one huge entry can map whole, aligned to its
	// size: a PMD (0), or a PUD where the target maps by nothing less.
	// explain takes the units of a device for chunks, pages too.
	uint64_t chunk_bytes;
};

// Never fails: what cannot be read is derived. The page size is always that
// of the running machine.
void geometry_probe(struct geometry *g, const struct sysroot *sr);

static inline uint64_t geometry_chunk_bytes(const struct geometry *g)
{
	return g->chunk_bytes ? g->chunk_bytes : g->pmd_bytes;
}

static inline bool geometry_chunks_are_puds(const struct geometry *g)
{
	return geometry_chunk_bytes(g) > g->pmd_bytes;
}

static inline uint64_t geometry_pages_per_chunk(const struct geometry *g)
{
	return geometry_chunk_bytes(g) / g->page_bytes;
}

// Where of `bytes` the part `index` of `parts` begins: whole chunks, as many
// for each as for the next, or one more. That of index == parts is the end.
static inline uint64_t geometry_part(const struct geometry *g, uint64_t bytes,
				     unsigned index, unsigned parts)
{
	uint64_t chunk = geometry_chunk_bytes(g);

	return index == parts ? bytes : bytes / chunk * index / parts * chunk;
}
