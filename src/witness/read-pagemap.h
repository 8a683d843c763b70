// SPDX-License-Identifier: MIT
// /proc/self/pagemap: one 64-bit entry per page, and the PAGEMAP_SCAN ioctl.
// The decoding is pure and works on captured entries and regions; reading is
// in bounded pieces.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/evidence.h"
#include "base/sysroot.h"

// Documentation/admin-guide/mm/pagemap.rst; without CAP_SYS_ADMIN the PFN
// reads as 0 (from 4.2).
#define PAGEMAP_PRESENT (UINT64_C(1) << 63)
#define PAGEMAP_PFN(entry) ((entry) & ((UINT64_C(1) << 55) - 1))

// include/uapi/linux/fs.h of 6.7 and later, under names of our own: the
// build machine's header may or may not have them.
#define SCAN_FILE (UINT64_C(1) << 2)
#define SCAN_PRESENT (UINT64_C(1) << 3)
#define SCAN_PFNZERO (UINT64_C(1) << 5)
#define SCAN_HUGE (UINT64_C(1) << 6)

struct scan_region {
	uint64_t start, end;
	uint64_t categories;
};

// File descriptor, the caller closes it; or -errno.
int pagemap_open(const struct sysroot *sr) ATTR_MUST_CHECK;
// The entries of n pages from addr. -ENODATA if the file ends before.
int pagemap_read(int fd, uint64_t addr, uint64_t page_bytes, uint64_t *entries,
		 size_t n) ATTR_MUST_CHECK;
// Present pages of a range, however long.
int pagemap_present(int fd, uint64_t addr, uint64_t len, uint64_t page_bytes,
		    uint64_t *ret_pages) ATTR_MUST_CHECK;
// One call: up to n regions of present pages in [addr, end), and how far it
// came. Returns their number. -ENOTTY on kernels before 6.7.
int pagemap_scan(int fd, uint64_t addr, uint64_t end, uint64_t max_pages,
		 struct scan_region *regions, size_t n,
		 uint64_t *ret_walk_end) ATTR_MUST_CHECK;

size_t entries_present(const uint64_t *entries, size_t n);

enum pfn_order {
	PFN_NONE,    // no page present
	PFN_HIDDEN,  // present, but every PFN reads as 0
	PFN_ALIGNED, // contiguous, and aligned to a huge page of n pages
	PFN_BROKEN,  // not: one entry cannot map this
};
// Of the n entries of one chunk.
enum pfn_order entries_pfn_order(const uint64_t *entries, size_t n);

// Add what the regions say of [start, end) to `seen` (pmd, pte, zero) and to
// the bytes with SCAN_FILE. Parts outside the range do not count; -EINVAL if
// a region is reversed or they overlap or are out of order.
int regions_account(const struct scan_region *regions, size_t n, uint64_t start,
		    uint64_t end, struct page_bytes *seen,
		    uint64_t *file_bytes) ATTR_MUST_CHECK;
