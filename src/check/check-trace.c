// SPDX-License-Identifier: MIT
// Group M, continued: what the kernel tells programs that save the memory of
// others piece by piece. A store that it does not tell of is not saved.
//     daxbench check --case M4,M11
#include <errno.h>
#include <fcntl.h>
#include <linux/userfaultfd.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "check/kit.h"

#define SOFT_DIRTY (UINT64_C(1) << 55)

#ifndef UFFD_USER_MODE_ONLY
#define UFFD_USER_MODE_ONLY 1
#endif
#define WP_UNPOPULATED (UINT64_C(1) << 13)
#define WP_ASYNC (UINT64_C(1) << 15)

// linux/fs.h of Linux 6.7.
struct scan_arg {
	uint64_t size, flags, start, end, walk_end, vec, vec_len, max_pages;
	uint64_t category_inverted, category_mask, category_anyof_mask;
	uint64_t return_mask;
};
struct scan_region {
	uint64_t start, end, categories;
};
#define SCAN _IOWR('f', 16, struct scan_arg)
#define SCAN_WRITTEN 2
#define SCAN_WP_MATCHING 1

// M11: after clear_refs a store sets the soft-dirty bit of its page.
static bool soft_dirty(struct check *k, const unsigned char *at)
{
	uint64_t entry;
	off_t where = (off_t)((uintptr_t)at / k->page * sizeof(entry));

	NEED(k,
	     pread(k->pagemap, &entry, sizeof(entry), where) == sizeof(entry),
	     "/proc/self/pagemap");
	return entry & SOFT_DIRTY;
}

static void clear_refs(struct check *k)
{
	int fd = open("/proc/self/clear_refs", O_WRONLY | O_CLOEXEC);

	if (fd < 0)
		check_skip(k, "needs /proc/self/clear_refs: %m");
	NEED(k, write(fd, "4", 1) == 1, "/proc/self/clear_refs");
	(void)close(fd);
}

static void m11(struct check *k)
{
	unsigned char *own = kit_memory(k, k->page), *map;

	kit_store(own, 1);
	clear_refs(k);
	if (soft_dirty(k, own))
		check_skip(k, "needs a kernel that clears soft-dirty bits");
	kit_store(own, 2);
	if (!soft_dirty(k, own))
		check_skip(k, "needs a kernel with soft-dirty bits");
	kit_lay(k, k->fd, LAYOUT_WRITTEN, 1);
	map = kit_map(k, k->fd, 0, k->pmd);
	kit_touch(k, map, true);
	kit_store(map + 3 * k->page, 1);
	clear_refs(k);
	kit_store(map + 3 * k->page, 2);
	EXPECT(k, soft_dirty(k, map + 3 * k->page),
	       "a store after clear_refs does not set the soft-dirty bit: a checkpoint leaves it out");
	kit_fsync(k, k->fd);
	clear_refs(k);
	kit_store(map + 3 * k->page, 3);
	EXPECT(k, soft_dirty(k, map + 3 * k->page),
	       "a store to a clean page after clear_refs does not set the soft-dirty bit: a checkpoint leaves it out");
}
static const struct check_known known_m11[] = {
	{ KERNEL(6, 15), 0, NULL, "soft-dirty bit",
	  "stores to DAX pages mapped by PTE do not set the soft-dirty bit; seen on 6.16 to 7.3, not on 6.12, no fix is known" },
	{ 0 },
};
static const struct check_case case_m11 = {
	.id = "M11",
	.statement =
		"a store after clear_refs sets the soft-dirty bit of its page",
	.reference = "Documentation/admin-guide/mm/soft-dirty.rst",
	.proof = "kernel: fails on 7.3",
	.source = __FILE__,
	.variants = CHECK_BOTH,
	.limit = 10,
	.known = known_m11,
	.run = m11,
};
REGISTER(check_case, case_m11);

// M4: userfaultfd takes a DAX mapping only for asynchronous write protection;
// with that, PAGEMAP_SCAN tells of every page stored to since it was asked.
static int faultfd(struct check *k, uint64_t features)
{
	int fd = (int)syscall(SYS_userfaultfd, O_CLOEXEC | UFFD_USER_MODE_ONLY);
	struct uffdio_api api = { .api = UFFD_API, .features = features };

	if (fd < 0)
		check_skip(k, "needs userfaultfd: %m");
	if (ioctl(fd, UFFDIO_API, &api) == 0)
		return fd;
	(void)close(fd);
	return -1;
}

static int enlist(int fd, unsigned char *map, uint64_t len, uint64_t mode)
{
	struct uffdio_register r = {
		.range = { (uintptr_t)map, len },
		.mode = mode,
	};

	return ioctl(fd, UFFDIO_REGISTER, &r) < 0 ? -errno : 0;
}

static bool scan(struct check *k, unsigned char *map, uint64_t offset)
{
	struct scan_region regions[64];
	struct scan_arg a = {
		.size = sizeof(a),
		.flags = SCAN_WP_MATCHING,
		.start = (uintptr_t)map,
		.end = (uintptr_t)map + k->pmd,
		.vec = (uintptr_t)regions,
		.vec_len = ARRAY_SIZE(regions),
		.category_mask = SCAN_WRITTEN,
		.return_mask = SCAN_WRITTEN,
	};
	uint64_t at = (uintptr_t)map + offset;
	int n = ioctl(k->pagemap, SCAN, &a);

	NEED(k, n >= 0, "PAGEMAP_SCAN");
	for (int i = 0; i < n; i++)
		if (regions[i].start <= at && at < regions[i].end)
			return true;
	return false;
}

static void m4(struct check *k)
{
	static const struct {
		const char *name;
		uint64_t mode;
	} refused[] = {
		{ "UFFDIO_REGISTER_MODE_MISSING",
		  UFFDIO_REGISTER_MODE_MISSING },
		{ "UFFDIO_REGISTER_MODE_WP", UFFDIO_REGISTER_MODE_WP },
		{ "UFFDIO_REGISTER_MODE_MINOR", UINT64_C(4) },
	};
	unsigned char *map, *model = kit_memory(k, k->pmd);
	int fd = faultfd(k, 0);

	NEED(k, fd >= 0, "UFFDIO_API");
	kit_lay(k, k->fd, LAYOUT_WRITTEN, 1);
	kit_pattern(model, k->pmd, 0, 1);
	kit_pwrite(k, k->fd, model, k->pmd, 0);
	map = kit_map(k, k->fd, 0, k->pmd);
	kit_touch(k, map, true);
	for (size_t i = 0; i < ARRAY_SIZE(refused); i++) {
		int rc = enlist(fd, map, k->pmd, refused[i].mode);

		EXPECT(k, rc == -EINVAL || k->set->page_cache,
		       "%s on a DAX mapping: %s, not EINVAL", refused[i].name,
		       rc ? strerror(-rc) : "accepted");
	}
	(void)close(fd);
	fd = faultfd(k, WP_ASYNC | WP_UNPOPULATED);
	if (fd < 0 || enlist(fd, map, k->pmd, UFFDIO_REGISTER_MODE_WP) < 0) {
		check_note(k, "asynchronous write protection is refused");
		return;
	}
	for (unsigned round = 1; round <= 3; round++) {
		const uint64_t at = (3 + 7 * round) * k->page + 5;

		(void)scan(k, map, 0);
		EXPECT(k, !scan(k, map, at),
		       "round %u: a page is told as written before the store",
		       round);
		kit_store(map + at, model[at] = (unsigned char)round);
		EXPECT(k, scan(k, map, at),
		       "round %u: PAGEMAP_SCAN does not tell of a store after write protection: a checkpoint leaves it out",
		       round);
		kit_model(k, "asynchronous write protection", k->fd, map, model,
			  k->pmd);
		kit_fsync(k, k->fd);
	}
}
static const struct check_known known_m4[] = {
	{ KERNEL(6, 7), 0, NULL, "PAGEMAP_SCAN does not tell",
	  "under asynchronous write protection stores to a DAX PMD are not told of; seen on 6.12 to 7.3, no fix is known" },
	{ KERNEL(6, 7), 0, NULL, "signal 7",
	  "under asynchronous write protection a store to a DAX page without an entry is SIGBUS; seen on 6.16 to 7.3, no fix is known" },
	{ KERNEL(6, 7), 0, NULL, "no end within",
	  "under asynchronous write protection an access to a DAX page without an entry faults for ever; seen on 6.12, no fix is known" },
	{ 0 },
};
static const struct check_case case_m4 = {
	.id = "M4",
	.statement =
		"userfaultfd refuses what DAX cannot do, and tells of every store under asynchronous write protection",
	.reference = "userfaultfd(2); Documentation/admin-guide/mm/pagemap.rst",
	.proof =
		"kernel: fails on 6.12 and 7.3; test: a PAGEMAP_SCAN that finds nothing (check-fakes)",
	.source = __FILE__,
	.variants = CHECK_BOTH,
	.limit = 10,
	.kernel = KERNEL(5, 11),
	.known = known_m4,
	.run = m4,
};
REGISTER(check_case, case_m4);
