// SPDX-License-Identifier: MIT
// Group M: other system calls on a DAX mapping.
//     daxbench check --group M
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

#include "base/sysroot.h"
#include "base/uapi.h"
#include "check/kit.h"
#include "witness/read-counters.h"
#include "witness/read-smaps.h"

#ifndef MLOCK_ONFAULT
#define MLOCK_ONFAULT 1
#endif

// M1: a mapping of two chunks is shrunk, grown and moved, to an address of its
// colour and to one a page off; the bytes stay those of the file.
static void m1_move(struct check *k, unsigned char **map, uint64_t shift,
		    const unsigned char *model)
{
	const uint64_t size = 2 * k->pmd;
	unsigned char *room = kit_map_with(
		k,
		&(struct kit_map){ .fd = k->fd, .len = size, .shift = shift });
	void *got =
		mremap(*map, size, size, MREMAP_MAYMOVE | MREMAP_FIXED, room);

	NEED(k, got == room, "mremap");
	*map = room;
	kit_same(k, shift ? "moved off its colour" : "moved", room, model, size,
		 0);
	kit_store(room + k->pmd + 5, 0x66);
	unsigned char in_file;
	kit_pread(k, k->fd, &in_file, 1, k->pmd + 5);
	EXPECT(k, in_file == 0x66, "a store after mremap is not in the file");
	kit_store(room + k->pmd + 5, model[k->pmd + 5]);
}

static void m1(struct check *k)
{
	const uint64_t size = 2 * k->pmd;
	unsigned char *model = kit_memory(k, size), *map;

	kit_lay(k, k->fd, LAYOUT_WRITTEN, 2);
	map = kit_map(k, k->fd, 0, size);
	kit_touch(k, map, true);
	kit_touch(k, map + k->pmd, true);
	kit_fill(k, k->fd, 0, size, 1);
	kit_pattern(model, size, 0, 1);
	NEED(k, mremap(map, size, k->pmd + k->page, 0) == map,
	     "shrinking mremap");
	kit_same(k, "shrunk", map, model, k->pmd + k->page, 0);
	NEED(k, mremap(map, k->pmd + k->page, size, 0) == map,
	     "growing mremap");
	kit_same(k, "grown", map, model, size, 0);
	m1_move(k, &map, 0, model);
	m1_move(k, &map, k->page, model);
	m1_move(k, &map, 0, model);
}
static const struct check_case case_m1 = {
	.id = "M1",
	.statement =
		"mremap keeps the bytes of a mapping, shrunk, grown and moved to any colour",
	.reference = "5bfea2d9b17f (CVE-2020-10757); xfstests generic/030",
	.proof = "test: an mremap that gives fresh memory (check-fakes)",
	.source = __FILE__,
	.variants = CHECK_BOTH,
	.limit = 20,
	.run = m1,
};
REGISTER(check_case, case_m1);

// M2: pieces of advice that may not change anything, seen in the bytes and in
// the page table; those that must be refused; MADV_DONTNEED and MADV_REMOVE.
static void m2_neutral(struct check *k, unsigned char *map,
		       const unsigned char *model)
{
	static const struct {
		const char *name;
		int advice;
	} rows[] = {
		{ "MADV_NORMAL", MADV_NORMAL },
		{ "MADV_WILLNEED", MADV_WILLNEED },
		{ "MADV_COLD", MADV_COLD },
		{ "MADV_PAGEOUT", MADV_PAGEOUT },
		{ "MADV_MERGEABLE", MADV_MERGEABLE },
		{ "MADV_HUGEPAGE", MADV_HUGEPAGE },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		uint64_t before = kit_present(k, map, k->pmd), after;

		// Refusing is as good: EINVAL where a kernel lacks it.
		(void)madvise(map, k->pmd, rows[i].advice);
		after = kit_present(k, map, k->pmd);
		EXPECT(k, before == after || k->set->page_cache,
		       "%s changed the page table: %llu to %llu pages present",
		       rows[i].name, (unsigned long long)before,
		       (unsigned long long)after);
		kit_same(k, rows[i].name, map, model, k->pmd, 0);
		if (k->variant == CHECK_PTE)
			(void)madvise(map, k->pmd, MADV_NOHUGEPAGE);
	}
}

static void m2(struct check *k)
{
	unsigned char *model = kit_memory(k, k->pmd), *map;

	kit_lay(k, k->fd, LAYOUT_WRITTEN, 1);
	kit_fill(k, k->fd, 0, k->pmd, 1);
	kit_pattern(model, k->pmd, 0, 1);
	map = kit_map(k, k->fd, 0, k->pmd);
	kit_touch(k, map, true);
	m2_neutral(k, map, model);
	EXPECT(k, madvise(map, k->pmd, MADV_FREE) < 0 && errno == EINVAL,
	       "MADV_FREE of a shared file mapping is not EINVAL");
	EXPECT(k, madvise(map, k->pmd, MADV_WIPEONFORK) < 0 && errno == EINVAL,
	       "MADV_WIPEONFORK of a shared file mapping is not EINVAL");
	NEED(k, madvise(map, k->pmd, MADV_DONTNEED) == 0, "MADV_DONTNEED");
	EXPECT(k, kit_present(k, map, k->pmd) == 0,
	       "MADV_DONTNEED left %llu pages present",
	       (unsigned long long)kit_present(k, map, k->pmd));
	kit_model(k, "MADV_DONTNEED", k->fd, map, model, k->pmd);
	NEED(k, madvise(map + k->page, 2 * k->page, MADV_REMOVE) == 0,
	     "MADV_REMOVE");
	memset(model + k->page, 0, 2 * k->page);
	kit_model(k, "MADV_REMOVE", k->fd, map, model, k->pmd);
}
static const struct check_known known_m2[] = {
	{ KERNEL(5, 4), KERNEL(6, 12), NULL, "changed the page table",
	  "MADV_COLD and MADV_PAGEOUT take a DAX PMD for a bad entry and clear it (pmd_clear_bad); seen on 5.10 and 6.1, not on 6.12; the release of the fix is not known" },
	{ 0 },
};
static const struct check_case case_m2 = {
	.id = "M2",
	.statement =
		"advice that only hints changes neither bytes nor page table; DONTNEED unmaps, REMOVE punches, FREE and WIPEONFORK are refused",
	.reference = "madvise(2)",
	.proof =
		"kernel: fails on 6.1; test: a madvise that does nothing (check-fakes)",
	.source = __FILE__,
	.variants = CHECK_BOTH,
	.limit = 20,
	.known = known_m2,
	.run = m2,
};
REGISTER(check_case, case_m2);

// M3: mlock of DAX succeeds, is not counted (nothing could be swapped), does
// not show in VmFlags, and populates; MLOCK_ONFAULT the same.
static uint64_t locked(struct check *k)
{
	cleanup_strbuf struct strbuf text = { 0 };
	uint64_t bytes;

	if (sysroot_read(NULL, "/proc/self/status", &text) < 0 ||
	    counter_find_bytes(text.s, text.len, "VmLck", &bytes) < 0)
		check_broken(k, "VmLck cannot be read");
	return bytes;
}

static void m3_one(struct check *k, const char *name, bool on_fault)
{
	cleanup_strbuf struct strbuf text = { 0 };
	const uint64_t len = 4 * k->page;
	struct smaps_vma vma;
	uint64_t before = locked(k);
	unsigned char *map = kit_map(k, k->fd, 0, len);
	int rc = on_fault ? mlock2(map, len, MLOCK_ONFAULT) : mlock(map, len);

	EXPECT(k, rc == 0, "%s: %m", name);
	EXPECT(k, locked(k) == before, "%s: VmLck went from %llu to %llu", name,
	       (unsigned long long)before, (unsigned long long)locked(k));
	EXPECT(k, kit_present(k, map, len) == 4, "%s: %llu of 4 pages present",
	       name, (unsigned long long)kit_present(k, map, len));
	if (sysroot_read(NULL, "/proc/self/smaps", &text) < 0 ||
	    smaps_find(text.s, text.len, (uintptr_t)map, &vma) < 0)
		check_broken(k, "/proc/self/smaps cannot be read");
	EXPECT(k, !strstr(vma.flags, "lo"), "%s: VmFlags shows lo", name);
	kit_unmap(k, map, len);
}

static void m3(struct check *k)
{
	kit_lay(k, k->fd, LAYOUT_WRITTEN, 1);
	m3_one(k, "mlock", false);
	m3_one(k, "mlock2(MLOCK_ONFAULT)", true);
}
static const struct check_case case_m3 = {
	.id = "M3",
	.statement =
		"mlock of a DAX mapping succeeds, populates it and is not counted",
	.reference = "mlock_fixup in mm/mlock.c",
	.proof = "control: fails on the page cache, which counts",
	.source = __FILE__,
	.variants = CHECK_ANY,
	.limit = 10,
	.dax_only = true,
	.run = m3,
};
REGISTER(check_case, case_m3);

// M6: short pins of a mapped page by the kernel: O_DIRECT of another file,
// vmsplice, process_vm_readv and _writev. The bytes are those of the file.
static void m6_direct(struct check *k, unsigned char *map,
		      const unsigned char *want)
{
	int other = kit_file(k);
	unsigned char *buf = kit_memory(k, k->page);

	if (fcntl(other, F_SETFL, O_DIRECT) < 0)
		return;
	kit_pwrite(k, other, map, k->page, 0);
	kit_pread(k, other, buf, k->page, 0);
	kit_same(k, "O_DIRECT write from the mapping", buf, want, k->page, 0);
	kit_pread(k, other, map + k->page, k->page, 0);
	kit_same(k, "O_DIRECT read into the mapping", map + k->page, want,
		 k->page, k->page);
}

static void m6(struct check *k)
{
	unsigned char *want = kit_memory(k, k->page),
		      *buf = kit_memory(k, k->page), *map;
	int p[2];

	kit_lay(k, k->fd, LAYOUT_WRITTEN, 1);
	kit_fill(k, k->fd, 0, k->pmd, 1);
	kit_pattern(want, k->page, 0, 1);
	map = kit_map(k, k->fd, 0, k->pmd);
	kit_touch(k, map, true);
	m6_direct(k, map, want);
	struct iovec theirs = { map, k->page }, ours = { buf, k->page };
	NEED(k, pipe(p) == 0, "pipe");
	NEED(k, vmsplice(p[1], &theirs, 1, 0) == (ssize_t)k->page, "vmsplice");
	NEED(k, read(p[0], buf, k->page) == (ssize_t)k->page, "read");
	kit_same(k, "vmsplice", buf, want, k->page, 0);
	memset(buf, 0, k->page);
	ssize_t n = process_vm_readv(getpid(), &ours, 1, &theirs, 1, 0);
	if (n < 0 && (errno == ENOSYS || errno == EPERM))
		return;
	EXPECT(k, n == (ssize_t)k->page, "process_vm_readv: %zd, %m", n);
	kit_same(k, "process_vm_readv", buf, want, k->page, 0);
	kit_pattern(buf, k->page, 0, 9);
	n = process_vm_writev(getpid(), &ours, 1, &theirs, 1, 0);
	EXPECT(k, n == (ssize_t)k->page, "process_vm_writev: %zd, %m", n);
	kit_model(k, "process_vm_writev", k->fd, map, buf, k->page);
}
static const struct check_case case_m6 = {
	.id = "M6",
	.statement =
		"direct I/O, vmsplice and process_vm_readv and writev work on a DAX mapping",
	.reference = "get_user_pages on ZONE_DEVICE memory, Linux 4.5",
	.proof = "test: a pread that changes a byte (check-fakes)",
	.source = __FILE__,
	.variants = CHECK_BOTH,
	.limit = 10,
	.run = m6,
};
REGISTER(check_case, case_m6);
