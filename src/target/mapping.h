// SPDX-License-Identifier: MIT
// One mmap of a target: what was asked and what was obtained, never in the
// same variable. A mapping knows nothing of how it is mapped by the page
// table: that is what witnesses are for.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/cleanup.h"
#include "base/error.h"
#include "base/evidence.h"
#include "base/fact.h"
#include "base/geometry.h"

// How PTEs are forced where the blocks would allow a PMD.
enum pte_means {
	PTE_BY_NONE,       // PTEs were not asked for
	PTE_BY_NOHUGEPAGE, // madvise(MADV_NOHUGEPAGE) on the whole mapping
	PTE_BY_COLOUR, // address one page off the file's colour; for kernels
		       // before 4.8, which refuse the madvise on DAX
	PTE_BY_DEVICE, // device-dax aligned to a page
};

struct mapping_request {
	uint64_t offset;     // into the file, multiple of the chunk size
	uint64_t len;        // multiple of the chunk size
	bool write;          // PROT_WRITE as well as PROT_READ
	bool private;        // MAP_PRIVATE, not MAP_SHARED; not with sync
	bool sync;           // MAP_SHARED_VALIDATE | MAP_SYNC
	enum page_size page; // PAGE_SIZE_PUD, PMD or PTE
	enum page_size only; // the one size a device maps by, or NONE (a file)
	// Where the range lies in several files, as struct layout has it: all
	// of them, borrowed. n_files 0: in the one.
	const int *files;
	unsigned n_files;
};

struct mapping {
	struct geometry geo;
	struct mapping_request asked;
	int fd;              // borrowed from the target; the first of several
	unsigned char *addr; // (addr - offset) is a multiple of the chunk size,
			     // except under PTE_BY_COLOUR (one page more)
	enum pte_means pte_means;
	bool sync;          // obtained: the kernel accepted MAP_SYNC
	struct facts facts; // mapping.address, mapping.flags, …
	void *reserved;     // address space kept around the mapping
	uint64_t reserved_len;
};

// MAP_SHARED, page-table entries all absent, address aligned to the file's
// colour by our own reservation (kernels before 4.9 do not align by
// themselves). err names what to do when MAP_SYNC is refused.
int mapping_create(struct mapping *m, int fd, const struct geometry *geo,
		   const struct mapping_request *request, struct error *err);
void mapping_release(struct mapping *m);
// Map a part of it anew, as it was but for MADV_NOHUGEPAGE: whatever was mapped
// there is gone. `flags`: more of mmap's. 0 or -errno.
int mapping_remap(const struct mapping *m, unsigned char *at, uint64_t len,
		  int flags);

// False where a file ends inside what it has of the range.
bool mapping_backed(const struct mapping *m);

// Where an address of the mapping lies in the file.
static inline uint64_t mapping_offset(const struct mapping *m,
				      const unsigned char *at)
{
	return m->asked.offset + (uint64_t)(at - m->addr);
}

static inline uint64_t mapping_chunks(const struct mapping *m)
{
	return m->asked.len / geometry_chunk_bytes(&m->geo);
}

const char *pte_means_name(enum pte_means means);

DEFINE_CLEANUP(mapping, struct mapping, mapping_release)
#define cleanup_mapping CLEANUP(mapping_cleanup_)
