// SPDX-License-Identifier: MIT
#include "witness/read-pagemap.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/alloc.h"

// struct pm_scan_arg of include/uapi/linux/fs.h.
struct scan_arg {
	uint64_t size, flags;
	uint64_t start, end, walk_end;
	uint64_t vec, vec_len, max_pages;
	uint64_t category_inverted, category_mask, category_anyof_mask;
	uint64_t return_mask;
};
_Static_assert(sizeof(struct scan_arg) == 96, "the kernel's size");
#define SCAN_IOCTL _IOWR('f', 16, struct scan_arg)

int pagemap_open(const struct sysroot *sr)
{
	cleanup_free char *path = xasprintf("%s/proc/self/pagemap",
					    sysroot_live(sr) ? "" : sr->root);
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	return fd < 0 ? -errno : fd;
}

int pagemap_read(int fd, uint64_t addr, uint64_t page_bytes, uint64_t *entries,
		 size_t n)
{
	off_t at = (off_t)(addr / page_bytes * sizeof(*entries));
	char *to = (char *)entries;
	size_t left = n * sizeof(*entries);

	while (left) {
		ssize_t got = pread(fd, to, left, at);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return -errno;
		if (got == 0)
			return -ENODATA;
		to += got;
		at += got;
		left -= (size_t)got;
	}
	return 0;
}

int pagemap_present(int fd, uint64_t addr, uint64_t len, uint64_t page_bytes,
		    uint64_t *ret_pages)
{
	uint64_t left = len / page_bytes, present = 0;
	uint64_t piece[512];

	while (left) {
		size_t n = left < ARRAY_SIZE(piece) ? (size_t)left
						    : ARRAY_SIZE(piece);
		int rc = pagemap_read(fd, addr, page_bytes, piece, n);

		if (rc < 0)
			return rc;
		present += entries_present(piece, n);
		addr += n * page_bytes;
		left -= n;
	}
	*ret_pages = present;
	return 0;
}

int pagemap_scan(int fd, uint64_t addr, uint64_t end, uint64_t max_pages,
		 struct scan_region *regions, size_t n, uint64_t *ret_walk_end)
{
	// Only bits whose meaning held from 6.7 to 7.3: an unknown one is
	// EINVAL, and WRITTEN changed its meaning twice.
	struct scan_arg arg = {
		.size = sizeof(arg),
		.start = addr,
		.end = end,
		.vec = (uint64_t)(uintptr_t)regions,
		.vec_len = n,
		.max_pages = max_pages,
		.category_mask = SCAN_PRESENT,
		.return_mask =
			SCAN_PRESENT | SCAN_HUGE | SCAN_PFNZERO | SCAN_FILE,
	};
	int found = ioctl(fd, SCAN_IOCTL, &arg);

	if (found < 0)
		return -errno;
	if ((size_t)found > n)
		return -EPROTO;
	*ret_walk_end = arg.walk_end;
	return found;
}

size_t entries_present(const uint64_t *entries, size_t n)
{
	size_t present = 0;

	for (size_t i = 0; i < n; i++)
		present += (entries[i] & PAGEMAP_PRESENT) != 0;
	return present;
}

enum pfn_order entries_pfn_order(const uint64_t *entries, size_t n)
{
	uint64_t base = 0;
	bool any = false, hidden = true, broken = false;

	for (size_t i = 0; i < n; i++) {
		uint64_t pfn = PAGEMAP_PFN(entries[i]);

		if (!(entries[i] & PAGEMAP_PRESENT))
			continue;
		if (pfn)
			hidden = false;
		if (!any)
			base = pfn - i;
		else if (pfn - i != base)
			broken = true;
		any = true;
	}
	if (!any)
		return PFN_NONE;
	if (hidden)
		return PFN_HIDDEN;
	return broken || base % n ? PFN_BROKEN : PFN_ALIGNED;
}

int regions_account(const struct scan_region *regions, size_t n, uint64_t start,
		    uint64_t end, struct page_bytes *seen, uint64_t *file_bytes)
{
	uint64_t last = 0;

	for (size_t i = 0; i < n; i++) {
		const struct scan_region *r = &regions[i];

		if (r->end < r->start || r->start < last)
			return -EINVAL;
		last = r->end;
		uint64_t from = r->start > start ? r->start : start;
		uint64_t to = r->end < end ? r->end : end;
		uint64_t bytes = to > from ? to - from : 0;

		if (!(r->categories & SCAN_PRESENT))
			continue;
		if (r->categories & SCAN_HUGE)
			seen->pmd += bytes;
		else
			seen->pte += bytes;
		if (r->categories & SCAN_PFNZERO)
			seen->zero += bytes;
		if (r->categories & SCAN_FILE)
			*file_bytes += bytes;
	}
	return 0;
}
