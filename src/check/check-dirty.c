// SPDX-License-Identifier: MIT
// Group T: which stores the kernel knows to be dirty, and what msync, fsync
// and MAP_SYNC do about it. Counts of faults, no timing.
//     daxbench check --group T
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "base/plural.h"
#include "base/strbuf.h"
#include "base/sysroot.h"
#include "base/uapi.h"
#include "check/kit.h"
#include "witness/read-smaps.h"

// In no kernel a flag of mmap, and outside of those that MAP_SHARED_VALIDATE
// passes over as old.
#define MAP_UNKNOWN 0x400000

static void want_faults(struct check *k, const char *what, uint64_t got,
			uint64_t want)
{
	EXPECT(k, got == want, "%s: %llu fault%s, not %llu", what,
	       (unsigned long long)got, plural(got), (unsigned long long)want);
}

// T1: a dirty page takes stores without a fault; what msync or fsync cleaned
// takes one fault at the next store, and only one.
static void t1(struct check *k)
{
	unsigned char *map;

	kit_lay(k, k->fd, LAYOUT_WRITTEN, 1);
	map = kit_map(k, k->fd, 0, k->pmd);
	kit_touch(k, map, true);
	want_faults(k, "store to a dirty page", kit_store_faults(k, map, 1), 0);
	NEED(k, msync(map, k->pmd, MS_SYNC) == 0, "msync");
	want_faults(k, "store after msync", kit_store_faults(k, map, 2), 1);
	want_faults(k, "second store after msync", kit_store_faults(k, map, 3),
		    0);
	kit_fsync(k, k->fd);
	want_faults(k, "store after fsync", kit_store_faults(k, map, 4), 1);
	want_faults(k, "second store after fsync", kit_store_faults(k, map, 5),
		    0);
}
static const struct check_case case_t1 = {
	.id = "T1",
	.statement =
		"msync and fsync write-protect what they cleaned: the next store takes one fault",
	.reference = "dax_writeback_one in fs/dax.c",
	.proof =
		"control: fails on tmpfs, which tracks no dirty pages; test: an msync that does nothing (check-fakes)",
	.source = __FILE__,
	.variants = CHECK_BOTH,
	.limit = 10,
	.run = t1,
};
REGISTER(check_case, case_t1);

// T2: mapping A maps the chunk by PMD, mapping B one page of it by PTE. Both
// are stored through, fsync cleans. B must take a fault at its next store:
// without one that store is dirty and nobody knows, and the next fsync leaves
// it out.
static void t2(struct check *k)
{
	struct kit_map page = { .fd = k->fd, .at = k->page, .len = k->page };
	unsigned char *a, *b;

	kit_lay(k, k->fd, LAYOUT_WRITTEN, 1);
	a = kit_map(k, k->fd, 0, k->pmd);
	kit_touch(k, a, true);
	b = kit_map_with(k, &page);
	kit_store(b, 1);
	kit_store(a, 2);
	kit_fsync(k, k->fd);
	uint64_t n = kit_store_faults(k, b, 3);
	EXPECT(k, n >= 1,
	       "the store after fsync took no fault: fsync left the PTE writable, the store is lost to the next fsync");
	want_faults(k, "store through the PMD after fsync",
		    kit_store_faults(k, a, 4), 1);
}
static const struct check_known known_t2[] = {
	{ KERNEL(4, 10), KERNEL(5, 19), NULL, "took no fault",
	  "fsync leaves PTEs writable inside a PMD entry: silent loss of durability; fixed in Linux 5.19 by 06083a0921fd" },
	{ 0 },
};
static const struct check_case case_t2 = {
	.id = "T2",
	.statement =
		"fsync write-protects a PTE of a page that another mapping maps by PMD",
	.reference = "06083a0921fd (fixes 4b4bb46d00b3)",
	.proof = "kernel: fails on 5.10; control: fails on tmpfs",
	.source = __FILE__,
	.variants = CHECK_PMD,
	.limit = 10,
	.known = known_t2,
	.run = t2,
};
REGISTER(check_case, case_t2);

// Waits until the clock that inode times are taken from has moved on from
// `from`; its steps are those of the kernel's tick.
static void tick(struct check *k, const struct timespec *from)
{
	struct timespec now;

	for (int i = 0; i < 1000; i++) {
		(void)clock_gettime(CLOCK_REALTIME_COARSE, &now);
		if (now.tv_sec > from->tv_sec ||
		    (now.tv_sec == from->tv_sec && now.tv_nsec > from->tv_nsec))
			return;
		(void)poll(NULL, 0, 1);
	}
	check_broken(k, "the clock stands still");
}

static bool later(const struct timespec *a, const struct timespec *b)
{
	return a->tv_sec > b->tv_sec ||
	       (a->tv_sec == b->tv_sec && a->tv_nsec > b->tv_nsec);
}

static void moved(struct check *k, const char *what, struct stat *before)
{
	struct stat now;

	NEED(k, fstat(k->fd, &now) == 0, "fstat");
	EXPECT(k, later(&now.st_mtim, &before->st_mtim),
	       "mtime did not move at %s", what);
	EXPECT(k, later(&now.st_ctim, &before->st_ctim),
	       "ctime did not move at %s", what);
	*before = now;
}

// T3: mtime and ctime move at the first store to a clean page, and again at
// the first one after msync.
static void t3(struct check *k)
{
	struct stat before;
	unsigned char *map;

	kit_lay(k, k->fd, LAYOUT_WRITTEN, 1);
	map = kit_map(k, k->fd, 0, k->pmd);
	NEED(k, fstat(k->fd, &before) == 0, "fstat");
	tick(k, &before.st_ctim);
	kit_store(map, 1);
	NEED(k, msync(map, k->pmd, MS_SYNC) == 0, "msync");
	moved(k, "the first store", &before);
	tick(k, &before.st_ctim);
	kit_store(map, 2);
	NEED(k, msync(map, k->pmd, MS_SYNC) == 0, "msync");
	moved(k, "the first store after msync", &before);
}
static const struct check_case case_t3 = {
	.id = "T3",
	.statement =
		"mtime and ctime move at the first shared store and at the first one after msync",
	.reference = "xfstests generic/080, generic/215; POSIX mmap",
	.proof =
		"control: fails on tmpfs; test: an mmap that maps privately (check-fakes)",
	.source = __FILE__,
	.variants = CHECK_BOTH,
	.limit = 10,
	.run = t3,
};
REGISTER(check_case, case_t3);

// T4: a store to a hole through a mapping; the file has blocks at once.
static void t4(struct check *k)
{
	struct stat st;
	unsigned char *map;

	kit_size(k, k->fd, k->pmd);
	map = kit_map(k, k->fd, 0, k->pmd);
	kit_store(map + k->page, 1);
	NEED(k, fstat(k->fd, &st) == 0, "fstat");
	EXPECT(k, st.st_blocks > 0, "st_blocks is 0 after a mapped store");
}
static const struct check_case case_t4 = {
	.id = "T4",
	.statement = "a mapped store to a hole shows in st_blocks at once",
	.reference = "xfstests generic/614",
	.proof = "test: an mmap that maps privately (check-fakes)",
	.source = __FILE__,
	.variants = CHECK_BOTH,
	.limit = 10,
	.run = t4,
};
REGISTER(check_case, case_t4);

// T6: MAP_SYNC. MAP_SHARED_VALIDATE gives it or says EOPNOTSUPP, and says so
// for a flag that nobody knows. VmFlags shows sf for what was given; plain
// MAP_SHARED may give it too or pass over it, but must not claim it where it
// cannot be given.
static bool has_sf(struct check *k, const void *map)
{
	cleanup_strbuf struct strbuf text = { 0 };
	struct smaps_vma vma;

	if (sysroot_read(NULL, "/proc/self/smaps", &text) < 0 ||
	    smaps_find(text.s, text.len, (uintptr_t)map, &vma) < 0)
		check_broken(k, "/proc/self/smaps cannot be read");
	return strstr(vma.flags, "sf") != NULL;
}

static void *t6_map(struct check *k, int flags)
{
	return mmap(NULL, k->pmd, PROT_READ | PROT_WRITE, flags, k->fd, 0);
}

static void t6(struct check *k)
{
	void *map;
	bool given, claimed = false;

	kit_lay(k, k->fd, LAYOUT_WRITTEN, 1);
	map = t6_map(k, MAP_SHARED_VALIDATE | MAP_UNKNOWN);
	EXPECT(k, map == MAP_FAILED && errno == EOPNOTSUPP,
	       "MAP_SHARED_VALIDATE with an unknown flag: %s",
	       map == MAP_FAILED ? strerror(errno) : "accepted");
	map = t6_map(k, MAP_SHARED_VALIDATE | MAP_SYNC);
	given = map != MAP_FAILED;
	EXPECT(k, given || errno == EOPNOTSUPP, "MAP_SYNC is refused by: %m");
	EXPECT(k, !given || !k->set->page_cache,
	       "MAP_SYNC is accepted on the page cache");
	EXPECT(k, !given || has_sf(k, map),
	       "an accepted MAP_SYNC does not show as sf in VmFlags");
	if (given)
		kit_store(map, 1);
	map = t6_map(k, MAP_SHARED | MAP_SYNC);
	EXPECT(k, map != MAP_FAILED || errno == EOPNOTSUPP,
	       "MAP_SHARED with MAP_SYNC is refused by: %m");
	if (map != MAP_FAILED)
		claimed = has_sf(k, map);
	EXPECT(k, given || !claimed,
	       "MAP_SHARED with MAP_SYNC shows sf in VmFlags where MAP_SYNC is refused");
	check_note(k, "MAP_SYNC is %s", given ? "given" : "refused");
}
static const struct check_case case_t6 = {
	.id = "T6",
	.statement =
		"MAP_SYNC is given or refused with EOPNOTSUPP, and VmFlags shows sf only where it can be given",
	.reference = "mmap(2)",
	.proof = "control: fails on tmpfs, which shows sf and refuses MAP_SYNC",
	.source = __FILE__,
	.variants = CHECK_ANY,
	.limit = 10,
	.kernel = KERNEL(4, 15),
	.run = t6,
};
REGISTER(check_case, case_t6);

// T8: what does not clean. The store after each of these takes no fault: the
// page is still known to be dirty. With all three flags sync_file_range does
// clean.
static void t8(struct check *k)
{
	static const struct {
		const char *name;
		unsigned flags;
		uint64_t faults;
	} rows[] = {
		{ "SYNC_FILE_RANGE_WRITE", SYNC_FILE_RANGE_WRITE, 0 },
		{ "SYNC_FILE_RANGE_WAIT_BEFORE|WRITE",
		  SYNC_FILE_RANGE_WAIT_BEFORE | SYNC_FILE_RANGE_WRITE, 0 },
		{ "all flags of sync_file_range",
		  SYNC_FILE_RANGE_WAIT_BEFORE | SYNC_FILE_RANGE_WRITE |
			  SYNC_FILE_RANGE_WAIT_AFTER,
		  1 },
	};
	unsigned char *map;

	kit_lay(k, k->fd, LAYOUT_WRITTEN, 1);
	map = kit_map(k, k->fd, 0, k->pmd);
	kit_touch(k, map, true);
	NEED(k, msync(map, k->pmd, MS_ASYNC) == 0, "msync");
	want_faults(k, "store after MS_ASYNC", kit_store_faults(k, map, 1), 0);
	NEED(k, posix_fadvise(k->fd, 0, 0, POSIX_FADV_DONTNEED) == 0,
	     "posix_fadvise");
	want_faults(k, "store after POSIX_FADV_DONTNEED",
		    kit_store_faults(k, map, 1), 0);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		NEED(k, sync_file_range(k->fd, 0, 0, rows[i].flags) == 0,
		     "sync_file_range");
		want_faults(k, rows[i].name, kit_store_faults(k, map, 1),
			    rows[i].faults);
	}
}
static const struct check_case case_t8 = {
	.id = "T8",
	.statement =
		"only writeback that waits cleans a DAX mapping: MS_ASYNC, POSIX_FADV_DONTNEED and parts of sync_file_range do not",
	.reference = "dax_writeback_mapping_range in fs/dax.c",
	.proof = "control: fails on the page cache of ext4",
	.source = __FILE__,
	.variants = CHECK_BOTH,
	.limit = 10,
	.dax_only = true,
	.run = t8,
};
REGISTER(check_case, case_t8);
