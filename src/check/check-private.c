// SPDX-License-Identifier: MIT
// Group P: MAP_PRIVATE.
//     daxbench check --group P
#include <string.h>
#include <sys/stat.h>

#include "base/plural.h"
#include "check/kit.h"

static unsigned char *map_private(struct check *k)
{
	return kit_map_with(k, &(struct kit_map){ .fd = k->fd,
						  .len = k->pmd,
						  .flags = MAP_PRIVATE });
}

static unsigned char in_file(struct check *k, uint64_t at)
{
	unsigned char got;

	kit_pread(k, k->fd, &got, 1, at);
	return got;
}

// P1: the first page is loaded, the fourth is stored to. The file keeps its
// byte. What is mapped then is only that page if the load had mapped a PMD
// (which the copy takes away), and both pages if it was PTEs.
static void p1(struct check *k)
{
	const uint64_t at = 3 * k->page + 5;
	unsigned char *map, old;

	kit_lay(k, k->fd, LAYOUT_WRITTEN, 1);
	kit_fill(k, k->fd, 0, k->pmd, 1);
	map = map_private(k);
	kit_touch(k, map, false);
	old = kit_load(map + at);
	kit_unmap(k, map, k->pmd);
	map = map_private(k);
	(void)kit_load(map);
	kit_store(map + at, (unsigned char)(old + 1));
	EXPECT(k, in_file(k, at) == old, "the private store is in the file");
	EXPECT(k, kit_load(map + at) == (unsigned char)(old + 1),
	       "the private store is lost");
	uint64_t present = kit_present(k, map, k->pmd);
	uint64_t want = k->variant == CHECK_PMD ? 1 : 2;
	EXPECT(k, present == want || k->set->page_cache,
	       "%llu page%s present after the store, not %llu",
	       (unsigned long long)present, plural(present),
	       (unsigned long long)want);
	EXPECT(k,
	       kit_load(map + at + 1) == kit_byte(at + 1, 1) &&
		       kit_load(map + at + k->page) ==
			       kit_byte(at + k->page, 1),
	       "bytes beside the private store are not those of the file");
}
static const struct check_case case_p1 = {
	.id = "P1",
	.statement =
		"a private store never reaches the file and takes one page",
	.reference = "dax_fault_check_fallback in fs/dax.c; mmap(2)",
	.proof = "test: an mmap that maps shared (check-fakes)",
	.source = __FILE__,
	.variants = CHECK_BOTH,
	.limit = 10,
	.run = p1,
};
REGISTER(check_case, case_p1);

// P2: before the copy the mapping follows the file, after it it does not, and
// the pages beside still do.
static void p2(struct check *k)
{
	const unsigned char one = 0x41, two = 0x42, own = 0x43, three = 0x44;
	unsigned char *map;

	kit_lay(k, k->fd, LAYOUT_WRITTEN, 1);
	map = map_private(k);
	kit_touch(k, map, false);
	kit_pwrite(k, k->fd, &one, 1, 10);
	EXPECT(k, kit_load(map + 10) == one,
	       "a write does not show before the copy");
	kit_pwrite(k, k->fd, &two, 1, 10);
	EXPECT(k, kit_load(map + 10) == two,
	       "a second write does not show before the copy");
	kit_store(map + 20, own);
	kit_pwrite(k, k->fd, &three, 1, 10);
	kit_pwrite(k, k->fd, &three, 1, 20);
	EXPECT(k, kit_load(map + 10) == two && kit_load(map + 20) == own,
	       "a write shows in a page that was copied");
	kit_pwrite(k, k->fd, &three, 1, k->page);
	EXPECT(k, kit_load(map + k->page) == three,
	       "a write does not show in a page that was not copied");
}
static const struct check_case case_p2 = {
	.id = "P2",
	.statement =
		"a private mapping follows the file until its page is stored to",
	.reference =
		"dax_fault_cow_page in fs/dax.c (unspecified by mmap(2), kept by Linux)",
	.proof =
		"test: a pwrite that writes nothing, an mmap that maps shared (check-fakes)",
	.source = __FILE__,
	.variants = CHECK_BOTH,
	.limit = 10,
	.run = p2,
};
REGISTER(check_case, case_p2);

// P3: a private store to a hole and to an unwritten extent: zeros around it,
// and the file stays as it was.
static void p3(struct check *k)
{
	for (int e = LAYOUT_HOLE; e <= LAYOUT_UNWRITTEN; e++) {
		unsigned char *map;
		struct stat before, after;

		kit_lay(k, k->fd, (enum layout_extents)e, 1);
		map = map_private(k);
		NEED(k, fstat(k->fd, &before) == 0, "fstat");
		kit_store(map + 2 * k->page + 7, 1);
		kit_zeros(k, "page before the byte stored", map + 2 * k->page,
			  7, 2 * k->page);
		kit_zeros(k, "page after the byte stored",
			  map + 2 * k->page + 8, k->page - 8, 2 * k->page + 8);
		EXPECT(k, kit_load(map + 2 * k->page + 7) == 1,
		       "the private store is lost");
		kit_zero_range(k, "a private store", k->fd, NULL, 0, k->pmd);
		NEED(k, fstat(k->fd, &after) == 0, "fstat");
		EXPECT(k, after.st_blocks == before.st_blocks,
		       "the private store allocated blocks: %llu to %llu",
		       (unsigned long long)before.st_blocks,
		       (unsigned long long)after.st_blocks);
		kit_unmap(k, map, k->pmd);
	}
}
static const struct check_case case_p3 = {
	.id = "P3",
	.statement =
		"a private store to a hole or unwritten extent gives a page of zeros of its own and allocates nothing",
	.reference = "dax_fault_cow_page in fs/dax.c",
	.proof = "test: an mmap that maps shared (check-fakes)",
	.source = __FILE__,
	.variants = CHECK_BOTH,
	.limit = 10,
	.run = p3,
};
REGISTER(check_case, case_p3);

// P4: the times of the file before and after private stores to untouched,
// loaded and copied pages. The file's times lie in the past, so a change shows
// without waiting.
static void p4(struct check *k)
{
	const struct timespec past[2] = { { 1000000000, 0 },
					  { 1000000000, 0 } };
	struct stat before, after;
	unsigned char *map;

	kit_lay(k, k->fd, LAYOUT_WRITTEN, 1);
	map = map_private(k);
	NEED(k, futimens(k->fd, past) == 0, "futimens");
	NEED(k, fstat(k->fd, &before) == 0, "fstat");
	kit_store(map, 1);
	(void)kit_load(map + k->page);
	kit_store(map + k->page, 1);
	kit_store(map + k->page, 2);
	kit_store(map + k->pmd - 1, 1);
	NEED(k, msync(map, k->pmd, MS_SYNC) == 0, "msync");
	NEED(k, fstat(k->fd, &after) == 0, "fstat");
	EXPECT(k, after.st_mtim.tv_sec == before.st_mtim.tv_sec,
	       "private stores moved mtime");
	EXPECT(k,
	       after.st_ctim.tv_sec == before.st_ctim.tv_sec &&
		       after.st_ctim.tv_nsec == before.st_ctim.tv_nsec,
	       "private stores moved ctime");
}
static const struct check_case case_p4 = {
	.id = "P4",
	.statement = "private stores move neither mtime nor ctime of the file",
	.reference = "ext2 and XFS reports of 2020-09; xfstests generic/452",
	.proof = "test: an mmap that maps shared (check-fakes)",
	.source = __FILE__,
	.variants = CHECK_BOTH,
	.limit = 10,
	.run = p4,
};
REGISTER(check_case, case_p4);
