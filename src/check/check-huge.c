// SPDX-License-Identifier: MIT
// Group G: when a chunk is mapped by one huge entry, and when it must not be.
//     daxbench check --group G
#include <errno.h>
#include <fcntl.h>
#include <linux/fiemap.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>

#include "base/error.h"
#include "base/plural.h"
#include "base/uapi.h"
#include "check/kit.h"
#include "target/extents.h"

#define PMD_ONLY                                                               \
	.source = __FILE__, .variants = CHECK_PMD, .limit = 20, .dax_only = true
#define FAILS_ON_PAGE_CACHE                                                    \
	"control: fails on the page cache, which maps no PMD"

// A fresh mapping of `chunks` chunks; its first byte is stored to and must be
// in a chunk mapped so.
static void fresh(struct check *k, const char *what, enum page_size want)
{
	unsigned char *map = kit_map(k, k->fd, 0, k->pmd);

	kit_store(map, 1);
	kit_mapped(k, what, map, want);
	kit_unmap(k, map, k->pmd);
}

// G1: chunks of every kind in one file; each is loaded once through a fresh
// mapping. A PMD exactly where one extent, or one hole, covers the chunk, and
// its blocks, where they hold data, lie on a PMD boundary.
static enum page_size g1_predict(struct check *k, const struct extents *e,
				 uint64_t chunk)
{
	bool hole = true;

	for (size_t i = 0; i < e->n; i++) {
		const struct extent *x = &e->v[i];

		if (x->logical >= chunk + k->pmd ||
		    x->logical + x->len <= chunk)
			continue;
		hole = false;
		if (x->logical > chunk || x->logical + x->len < chunk + k->pmd)
			continue;
		// A chunk without data is the huge zero page's.
		if (x->flags & FIEMAP_EXTENT_UNWRITTEN ||
		    (x->physical - x->logical) % k->pmd == 0)
			return PAGE_SIZE_PMD;
	}
	return hole ? PAGE_SIZE_PMD : PAGE_SIZE_PTE;
}

static void g1(struct check *k)
{
	const int punch = FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE;
	const uint64_t chunks = 8;
	cleanup_extents struct extents e = { 0 };
	struct error err = { 0 };
	unsigned predicted = 0;
	unsigned char *map;

	// Written, unwritten, hole; a page punched out of each kind of data;
	// a page written into unwritten blocks and into a hole; written by
	// single pages.
	kit_lay(k, k->fd, LAYOUT_WRITTEN, 1);
	kit_size(k, k->fd, chunks * k->pmd);
	kit_fallocate(k, k->fd, 0, k->pmd, k->pmd);
	kit_fill(k, k->fd, 3 * k->pmd, k->pmd, 1);
	kit_fallocate(k, k->fd, punch, 3 * k->pmd + 9 * k->page, k->page);
	kit_fallocate(k, k->fd, 0, 4 * k->pmd, 2 * k->pmd);
	kit_fallocate(k, k->fd, punch, 4 * k->pmd + 9 * k->page, k->page);
	kit_fill(k, k->fd, 5 * k->pmd + 9 * k->page, k->page, 1);
	kit_fill(k, k->fd, 6 * k->pmd + 9 * k->page, k->page, 1);
	for (uint64_t at = 0; at < k->pmd; at += 2 * k->page)
		kit_fill(k, k->fd, 7 * k->pmd + at, k->page, 1);
	kit_fsync(k, k->fd);
	if (extents_read(&e, k->fd, &err) < 0)
		check_skip(k, "needs FIEMAP: %s", err.text);
	map = kit_map(k, k->fd, 0, chunks * k->pmd);
	for (uint64_t i = 0; i < chunks; i++) {
		enum page_size want = g1_predict(k, &e, i * k->pmd);
		char what[60];

		predicted += want == PAGE_SIZE_PMD;
		(void)snprintf(what, sizeof(what),
			       "chunk %llu, predicted by its extents",
			       (unsigned long long)i);
		(void)kit_load(map + i * k->pmd + 9 * k->page);
		kit_mapped(k, what, map + i * k->pmd, want);
	}
	check_note(k, "%u of %llu chunks predicted as PMD", predicted,
		   (unsigned long long)chunks);
}
static const struct check_case case_g1 = {
	.id = "G1",
	.statement =
		"every chunk is mapped as its extents allow: a PMD wherever one extent or one hole covers it",
	.reference =
		"dax_iomap_pmd_fault in fs/dax.c; 6370740e5f8e (no PMD in Linux 5.3)",
	.proof = FAILS_ON_PAGE_CACHE,
	PMD_ONLY,
	.run = g1,
};
REGISTER(check_case, case_g1);

// G2: without a hint the kernel chooses addresses of the colour of the file
// offset wherever a whole chunk fits; a fixed address of another colour gives
// PTEs.
static void g2(struct check *k)
{
	const struct {
		uint64_t at, len;
	} rows[] = {
		{ 0, k->pmd },
		{ 0, 3 * k->pmd + k->page },
		{ k->pmd, 2 * k->pmd },
		{ k->page, 3 * k->pmd },
	};
	struct kit_map off = { .fd = k->fd, .len = k->pmd, .shift = k->page };
	unsigned char *map;

	kit_lay(k, k->fd, LAYOUT_WRITTEN, 4);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		map = mmap(NULL, rows[i].len, PROT_READ | PROT_WRITE,
			   MAP_SHARED, k->fd, (off_t)rows[i].at);
		NEED(k, map != MAP_FAILED, "mmap");
		EXPECT(k, ((uintptr_t)map - rows[i].at) % k->pmd == 0,
		       "mmap of %llu bytes at %llu gave %p, another colour",
		       (unsigned long long)rows[i].len,
		       (unsigned long long)rows[i].at, (void *)map);
		kit_unmap(k, map, rows[i].len);
	}
	fresh(k, "address of the file's colour", PAGE_SIZE_PMD);
	map = kit_map_with(k, &off);
	kit_store(map + k->page, 1);
	kit_mapped(k, "address a page off", map + k->page, PAGE_SIZE_PTE);
}
static const struct check_case case_g2 = {
	.id = "G2",
	.statement =
		"mmap without a hint chooses an address that lets chunks be mapped by PMD",
	.reference = "thp_get_unmapped_area",
	.proof =
		"control: fails on file systems without it (tmpfs); " FAILS_ON_PAGE_CACHE,
	PMD_ONLY,
	.kernel = KERNEL(4, 9),
	.fs = "ext4 xfs",
	.run = g2,
};
REGISTER(check_case, case_g2);

// G3: a mapping that begins and ends in the middle of chunks: PTEs there, a
// PMD for the whole chunk between.
static void g3(struct check *k)
{
	const uint64_t half = k->pmd / 2;
	unsigned char *map;

	kit_lay(k, k->fd, LAYOUT_WRITTEN, 3);
	map = kit_map(k, k->fd, half, 2 * k->pmd);
	for (uint64_t at = 0; at <= half + k->pmd; at += at ? k->pmd : half) {
		enum page_size want =
			at == half ? PAGE_SIZE_PMD : PAGE_SIZE_PTE;

		kit_store(map + at, 1);
		kit_mapped(k,
			   at == 0      ? "partial chunk at the start"
			   : at == half ? "whole chunk between"
					: "partial chunk at the end",
			   map + at, want);
	}
}
static const struct check_case case_g3 = {
	.id = "G3",
	.statement =
		"chunks that a mapping holds only in part are mapped by PTE, whole ones between by PMD",
	.reference = "dax_fault_check_fallback in fs/dax.c",
	.proof = FAILS_ON_PAGE_CACHE,
	PMD_ONLY,
	.run = g3,
};
REGISTER(check_case, case_g3);

// G4: MADV_NOHUGEPAGE and PR_SET_THP_DISABLE give PTEs; without them the same
// blocks give a PMD. The PMD comes first: a PTE would leave its entry.
static void g4(struct check *k)
{
	struct kit_map ptes = { .fd = k->fd, .len = k->pmd, .ptes = true };
	unsigned char *map;

	kit_lay(k, k->fd, LAYOUT_WRITTEN, 1);
	fresh(k, "without a policy", PAGE_SIZE_PMD);
	map = kit_map_with(k, &ptes);
	kit_store(map, 1);
	kit_mapped(k, "under MADV_NOHUGEPAGE", map, PAGE_SIZE_PTE);
	NEED(k, prctl(PR_SET_THP_DISABLE, 1, 0, 0, 0) == 0, "prctl");
	fresh(k, "under PR_SET_THP_DISABLE", PAGE_SIZE_PTE);
	NEED(k, prctl(PR_SET_THP_DISABLE, 0, 0, 0, 0) == 0, "prctl");
	fresh(k, "without a policy again", PAGE_SIZE_PMD);
}
static const struct check_case case_g4 = {
	.id = "G4",
	.statement =
		"MADV_NOHUGEPAGE and PR_SET_THP_DISABLE give PTEs, and only while they hold",
	.reference = "baabda261424; madvise(2), prctl(2)",
	.proof = FAILS_ON_PAGE_CACHE,
	PMD_ONLY,
	.kernel = KERNEL(4, 8),
	.run = g4,
};
REGISTER(check_case, case_g4);

// G5: a private copy of one page leaves a table of PTEs in this process; it is
// dropped by MADV_DONTNEED. What a load then gets is said (PTE while the table
// is kept, PMD where it is freed); a new mapping must get the PMD.
static void g5(struct check *k)
{
	struct kit_map own = { .fd = k->fd,
			       .len = k->pmd,
			       .flags = MAP_PRIVATE };
	unsigned char *map;

	kit_lay(k, k->fd, LAYOUT_WRITTEN, 1);
	fresh(k, "before", PAGE_SIZE_PMD);
	map = kit_map_with(k, &own);
	kit_store(map, 1);
	NEED(k, madvise(map, k->pmd, MADV_DONTNEED) == 0, "madvise");
	(void)kit_load(map);
	enum page_size seen = kit_witness(k, map);
	EXPECT(k, seen == PAGE_SIZE_PTE || seen == PAGE_SIZE_PMD,
	       "nothing is mapped after a load");
	kit_unmap(k, map, k->pmd);
	map = kit_map_with(k, &own);
	(void)kit_load(map);
	kit_mapped(k, "new private mapping", map, PAGE_SIZE_PMD);
	check_note(k, "after MADV_DONTNEED the chunk was mapped by %s",
		   page_size_name(seen));
}
static const struct check_case case_g5 = {
	.id = "G5",
	.statement =
		"a table of PTEs left by a private copy does not outlive its mapping",
	.reference = "__handle_mm_fault in mm/memory.c",
	.proof = FAILS_ON_PAGE_CACHE,
	PMD_ONLY,
	.run = g5,
};
REGISTER(check_case, case_g5);

// G6: a load maps the clean chunk, a store makes the entry writable: two
// faults, and a PMD after each.
static void g6(struct check *k)
{
	unsigned char *map;
	uint64_t n;

	kit_lay(k, k->fd, LAYOUT_WRITTEN, 1);
	map = kit_map(k, k->fd, 0, k->pmd);
	n = kit_load_faults(k, map);
	EXPECT(k, n == 1, "%llu faults for the load", (unsigned long long)n);
	kit_mapped(k, "after the load", map, PAGE_SIZE_PMD);
	n = kit_store_faults(k, map + k->page, 1);
	EXPECT(k, n == 1, "%llu faults for the store", (unsigned long long)n);
	kit_mapped(k, "after the store", map, PAGE_SIZE_PMD);
	n = kit_store_faults(k, map + k->pmd - 1, 1);
	EXPECT(k, n == 0, "%llu fault%s for a second store",
	       (unsigned long long)n, plural(n));
}
static const struct check_case case_g6 = {
	.id = "G6",
	.statement = "a store to a chunk that a load mapped keeps the PMD",
	.reference = "wp_huge_pmd in mm/memory.c",
	.proof = FAILS_ON_PAGE_CACHE,
	PMD_ONLY,
	.run = g6,
};
REGISTER(check_case, case_g6);

// G7: one page of a PMD-mapped chunk is made read-only: the chunk is now in
// three mappings, so touches map single pages. A new mapping gets the PMD,
// since the file still holds the entry of a whole chunk.
static void g7(struct check *k)
{
	unsigned char *map;
	uint64_t n;

	kit_lay(k, k->fd, LAYOUT_WRITTEN, 1);
	map = kit_map(k, k->fd, 0, k->pmd);
	kit_touch(k, map, true);
	NEED(k, mprotect(map + 5 * k->page, k->page, PROT_READ) == 0,
	     "mprotect");
	(void)kit_load(map);
	(void)kit_load(map + 5 * k->page);
	n = kit_present(k, map, k->pmd);
	EXPECT(k, n == 2, "%llu page%s present, not the 2 touched",
	       (unsigned long long)n, plural(n));
	NEED(k,
	     mprotect(map + 5 * k->page, k->page, PROT_READ | PROT_WRITE) == 0,
	     "mprotect");
	kit_unmap(k, map, k->pmd);
	fresh(k, "new mapping", PAGE_SIZE_PMD);
}
static const struct check_case case_g7 = {
	.id = "G7",
	.statement =
		"changing the protection of one page splits the mapping of its chunk, not the entry in the file",
	.reference = "__split_huge_pmd_locked in mm/huge_memory.c",
	.proof = FAILS_ON_PAGE_CACHE,
	PMD_ONLY,
	.run = g7,
};
REGISTER(check_case, case_g7);

// G8: one page is punched out of an eligible chunk and written again. What
// FIEMAP then says of the chunk decides: a PMD exactly if one extent covers it
// and is aligned. A second chunk is looked at while the hole is there.
static void g8(struct check *k)
{
	const int punch = FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE;
	unsigned char *map;

	kit_lay(k, k->fd, LAYOUT_WRITTEN, 2);
	kit_fallocate(k, k->fd, punch, k->pmd + 7 * k->page, k->page);
	map = kit_map(k, k->fd, k->pmd, k->pmd);
	(void)kit_load(map);
	kit_mapped(k, "chunk with a hole", map, PAGE_SIZE_PTE);
	kit_fallocate(k, k->fd, punch, 7 * k->page, k->page);
	kit_fill(k, k->fd, 7 * k->page, k->page, 1);
	kit_fsync(k, k->fd);
	cleanup_forecast struct forecast f = { 0 };
	kit_forecast(k, k->fd, k->pmd, &f);
	if (f.pmd + f.pte == 0)
		check_skip(k, "needs to know where the blocks lie: %s",
			   f.reason);
	bool huge = f.pmd == 1;
	fresh(k, "refilled chunk", huge ? PAGE_SIZE_PMD : PAGE_SIZE_PTE);
	check_note(k, "the refilled chunk is %s",
		   huge ? "one extent again" : "in pieces");
}
static const struct check_case case_g8 = {
	.id = "G8",
	.statement =
		"a chunk with a page punched out is mapped by PTE, and after refilling as its extents allow",
	.reference = "dax_iomap_pmd_fault in fs/dax.c",
	.proof = FAILS_ON_PAGE_CACHE,
	PMD_ONLY,
	.run = g8,
};
REGISTER(check_case, case_g8);

// G9: how much of a hole each way of populating leaves to be faulted by the
// stores: after MAP_POPULATE and MADV_POPULATE_READ each chunk (or page) once,
// after MADV_POPULATE_WRITE none.
static uint64_t faults_of_stores(struct check *k, unsigned char *map)
{
	uint64_t n = 0;

	for (uint64_t at = 0; at < k->pmd; at += k->page)
		n += kit_store_faults(k, map + at, 1);
	return n;
}

static void g9(struct check *k)
{
	static const struct {
		const char *name;
		int advice;
		bool left;
	} rows[] = {
		{ "MADV_POPULATE_READ", MADV_POPULATE_READ, true },
		{ "MADV_POPULATE_WRITE", MADV_POPULATE_WRITE, false },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		unsigned char *map;

		kit_size(k, k->fd, 0);
		kit_size(k, k->fd, k->pmd);
		map = kit_map(k, k->fd, 0, k->pmd);
		if (madvise(map, k->pmd, rows[i].advice) < 0)
			check_broken(k, "%s: %m", rows[i].name);
		uint64_t here = kit_present(k, map, k->pmd);
		EXPECT(k, here == k->pages, "%s: %llu of %llu pages present",
		       rows[i].name, (unsigned long long)here,
		       (unsigned long long)k->pages);
		uint64_t n = faults_of_stores(k, map);
		EXPECT(k, rows[i].left ? n == 1 || n == k->pages : n == 0,
		       "%s left %llu fault%s to the stores", rows[i].name,
		       (unsigned long long)n, plural(n));
		kit_unmap(k, map, k->pmd);
	}
}
static const struct check_case case_g9 = {
	.id = "G9",
	.statement =
		"MADV_POPULATE_WRITE leaves no fault to later stores, MADV_POPULATE_READ of a hole leaves them all",
	.reference = "madvise(2)",
	.proof = "test: a madvise that does nothing (check-fakes)",
	.source = __FILE__,
	.variants = CHECK_BOTH,
	.limit = 20,
	.kernel = KERNEL(5, 14),
	.run = g9,
};
REGISTER(check_case, case_g9);
