// SPDX-License-Identifier: MIT
// Group V: system calls on a device-dax instance and on its mappings.
//     daxbench check --group V --target /dev/dax0.0 --destroy-data
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/sigbus.h"
#include "base/uapi.h"
#include "check/kit-device.h"

#define CODE(call) ((call) < 0 ? errno : 0)

static void refused(struct check *k, const char *what, int code)
{
	EXPECT(k, code != 0, "%s succeeds on a device", what);
}

// V4: it is no file. msync and fsync make nothing durable, so they must not
// say so.
static void v4(struct check *k)
{
	unsigned char byte = 0, *map = kit_unit_first(k);
	struct stat st;

	refused(k, "read", CODE(read(k->fd, &byte, 1)));
	refused(k, "write", CODE(write(k->fd, &byte, 1)));
	refused(k, "pread", CODE(pread(k->fd, &byte, 1, 0)));
	refused(k, "ftruncate", CODE(ftruncate(k->fd, 0)));
	refused(k, "fallocate",
		CODE(fallocate(k->fd, 0, 0, (off_t)kit_unit(k))));
	refused(k, "fsync", CODE(fsync(k->fd)));
	refused(k, "fdatasync", CODE(fdatasync(k->fd)));
	kit_store(map, 1);
	refused(k, "msync(MS_SYNC)", CODE(msync(map, kit_unit(k), MS_SYNC)));
	refused(k, "madvise(MADV_REMOVE)",
		CODE(madvise(map, kit_unit(k), MADV_REMOVE)));
	refused(k, "madvise(MADV_FREE)",
		CODE(madvise(map, kit_unit(k), MADV_FREE)));
	NEED(k, fstat(k->fd, &st) == 0, "fstat");
	EXPECT(k, st.st_size == 0, "fstat says size %lld",
	       (long long)st.st_size);
}
static const struct check_case case_v4 = {
	.id = "V4",
	.statement =
		"read, write, ftruncate, fallocate, fsync and msync(MS_SYNC) of a device are errors",
	.reference = "drivers/dax/device.c: dax_fops; msync(2)",
	.proof =
		"test: an mmap of other memory, of which msync succeeds (vm-devdax)",
	.limit = 10,
	DEVICE_CASE,
	.run = v4,
};
REGISTER(check_case, case_v4);

// V6: two mappings, a child, and pages that others hold are one memory.
static void one_memory(struct check *k, unsigned char *a, unsigned char *b)
{
	int status;

	kit_store(a, 3);
	EXPECT(k, kit_load(b) == 3, "another mapping does not see the store");
	pid_t pid = fork();

	NEED(k, pid >= 0, "fork");
	if (pid == 0) {
		bool saw = kit_load(a) == 3;

		kit_store(b, 4);
		_exit(saw ? 0 : 1);
	}
	NEED(k, waitpid(pid, &status, 0) == pid, "waitpid");
	EXPECT(k, status == 0, "the child does not see the parent's store");
	EXPECT(k, kit_load(a) == 4, "the parent does not see the child's");
}

static void v6(struct check *k)
{
	const struct kit_unit_map sync = { .flags = MAP_SHARED_VALIDATE |
						    MAP_SYNC };
	unsigned char *a = kit_unit_first(k), *b = NULL, got = 0;
	int code = kit_unit_try(k, &sync, &b), p[2];
	struct iovec mine = { &got, 1 }, theirs = { a, 1 };
	struct iovec page = { a, k->page };

	EXPECT(k, code == 0, "mmap with MAP_SYNC: %s", kit_errno(code));
	one_memory(k, a, b);
	NEED(k, pipe(p) == 0, "pipe");
	EXPECT(k, vmsplice(p[1], &page, 1, 0) == (ssize_t)k->page,
	       "vmsplice of a page: %m");
	EXPECT(k, read(p[0], &got, 1) == 1 && got == 4,
	       "the pipe that holds the page says %u, not 4", got);
	EXPECT(k,
	       process_vm_readv(getpid(), &mine, 1, &theirs, 1, 0) == 1 &&
		       got == 4,
	       "process_vm_readv says %u, not 4", got);
	got = 5;
	EXPECT(k,
	       process_vm_writev(getpid(), &mine, 1, &theirs, 1, 0) == 1 &&
		       kit_load(b) == 5,
	       "process_vm_writev did not reach the memory");
}
static const struct check_case case_v6 = {
	.id = "V6",
	.statement =
		"mappings, with MAP_SYNC too, a child and pinned pages are one memory",
	.reference = "ndctl test/device-dax.c, test/dax-pmd.c",
	.proof = "test: an mmap of other memory (vm-devdax)",
	.limit = 20,
	DEVICE_CASE,
	.run = v6,
};
REGISTER(check_case, case_v6);

static void values(struct check *k, const char *what, const unsigned char *map)
{
	EXPECT(k,
	       kit_load(map) == 6 && kit_load(map + kit_unit(k) - k->page) ==
					     (kit_unit(k) > k->page ? 7 : 6),
	       "%s changed what is there", what);
}

static unsigned char *with_values(struct check *k)
{
	unsigned char *map = kit_unit_first(k);

	kit_store(map + kit_unit(k) - k->page, 7);
	kit_store(map, 6);
	return map;
}

// A PUD is unmapped by looking; then only the kernel log tells.
static uint64_t present(struct check *k, const unsigned char *map)
{
	return kit_unit(k) > k->pmd ? 0 : kit_present(k, map, kit_unit(k));
}

// V10: advice, beside MADV_DONTNEED, leaves data and page table alone.
static void v10(struct check *k)
{
	static const struct {
		int advice;
		const char *name;
	} rows[] = {
		{ MADV_WILLNEED, "MADV_WILLNEED" },
		{ MADV_HUGEPAGE, "MADV_HUGEPAGE" },
		{ MADV_MERGEABLE, "MADV_MERGEABLE" },
		{ MADV_COLD, "MADV_COLD" },
		{ MADV_PAGEOUT, "MADV_PAGEOUT" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		unsigned char *map = with_values(k);
		uint64_t before = present(k, map);
		int code = CODE(madvise(map, kit_unit(k), rows[i].advice));

		if (code == EINVAL)
			continue; // of a younger kernel
		EXPECT(k, code == 0, "%s: %s", rows[i].name, kit_errno(code));
		EXPECT(k, present(k, map) == before,
		       "%s unmapped pages: %llu present, %llu before",
		       rows[i].name, (unsigned long long)present(k, map),
		       (unsigned long long)before);
		values(k, rows[i].name, map);
		kit_unmap(k, map, kit_unit(k));
	}
	unsigned char *map = with_values(k);
	NEED(k, madvise(map, kit_unit(k), MADV_DONTNEED) == 0,
	     "madvise(MADV_DONTNEED)");
	EXPECT(k, kit_load_faults(k, map) == 1,
	       "the first load after MADV_DONTNEED took no fault");
	values(k, "MADV_DONTNEED", map);
}
static const struct check_known known_v10[] = {
	{ KERNEL(5, 10), KERNEL(6, 12), NULL, "unmapped pages",
	  "MADV_COLD and MADV_PAGEOUT take the PMD of a device for a bad one ('bad pmd' in the kernel log) and clear it; seen on Debian's 5.10 and 6.1, not on 6.12" },
	{ 0 },
};
static const struct check_case case_v10 = {
	.id = "V10",
	.statement =
		"madvise leaves the data of a device alone, and all but MADV_DONTNEED its page table",
	.reference =
		"madvise(2); mm/madvise.c: madvise_cold_or_pageout_pte_range()",
	.proof = "kernel: fails on 5.10 and 6.1 with 2 MiB",
	.limit = 20,
	.known = known_v10,
	DEVICE_CASE,
	.run = v10,
};
REGISTER(check_case, case_v10);

// V11, V12, V13: calls that walk to the entry. The kernel must know one that
// maps a PUD; if not it says 'bad pud' and forgets it.
static void v11(struct check *k)
{
	const uint64_t unit = kit_unit(k);
	unsigned char *map = with_values(k);

	NEED(k, mprotect(map, unit, PROT_READ) == 0, "mprotect");
	values(k, "mprotect to PROT_READ", map);
	NEED(k, mprotect(map, unit, PROT_READ | PROT_WRITE) == 0, "mprotect");
	EXPECT(k, !kit_try_store(k, map, 6), "SIGBUS after mprotect");
	values(k, "mprotect back", map);
}
static const struct check_known known_v11[] = {
	{ KERNEL(5, 10), KERNEL(6, 12), NULL, "bad pud",
	  "mprotect takes the PUD of a device for a bad one and forgets it; seen on Debian's 6.1, not on 6.12 and 7.2" },
	{ 0 },
};
static const struct check_case case_v11 = {
	.id = "V11",
	.statement = "mprotect of whole units keeps the data and the mapping",
	.reference = "mprotect(2); 'mm/mprotect: Fix dax puds', 2024",
	.proof = "kernel: fails on 5.10 and 6.1 with 1 GiB",
	.limit = 10,
	.known = known_v11,
	DEVICE_CASE,
	.run = v11,
};
REGISTER(check_case, case_v11);

static void v12(struct check *k)
{
	const uint64_t unit = kit_unit(k);
	unsigned char *map = with_values(k);
	unsigned char *to = kit_unit_room(k, unit);
	void *got = mremap(map, unit, unit, MREMAP_MAYMOVE | MREMAP_FIXED, to);

	NEED(k, got != MAP_FAILED, "mremap");
	values(k, "mremap", got);
	EXPECT(k, !kit_try_store(k, got, 6), "SIGBUS after mremap");
}
static const struct check_known known_v12[] = {
	{ KERNEL(5, 10), 0, NULL, "bad pud",
	  "mremap takes the PUD of a device for a bad one and forgets it, and its pages stay counted (Bad rss-counter state); found by this case on Debian's 6.1, 6.12 and 7.2" },
	{ 0 },
};
static const struct check_case case_v12 = {
	.id = "V12",
	.statement =
		"mremap of a whole unit to an aligned address keeps the data and the mapping",
	.reference = "mremap(2); mm/mremap.c: move_page_tables()",
	.proof = "test: an mremap that gives other memory (vm-devdax)",
	.limit = 10,
	.known = known_v12,
	DEVICE_CASE,
	.run = v12,
};
REGISTER(check_case, case_v12);

static void v13(struct check *k)
{
	unsigned char *map = with_values(k);

	EXPECT(k, mlock(map, kit_unit(k)) == 0, "mlock: %m");
	values(k, "mlock", map);
	NEED(k, munlock(map, kit_unit(k)) == 0, "munlock");
	values(k, "munlock", map);
}
static const struct check_case case_v13 = {
	.id = "V13",
	.statement = "mlock and munlock of a device succeed and keep its data",
	.reference = "mlock(2); mm/mlock.c: mlock_fixup()",
	.proof =
		"none: a fake would have to take the data away while it is locked",
	.limit = 10,
	DEVICE_CASE,
	.run = v13,
};
REGISTER(check_case, case_v13);

// V14: a poisoned page is SIGBUS for who has it mapped; the device lives on.
static void v14(struct check *k)
{
	unsigned char *map = with_values(k);
	struct sigbus_guard g;
	int code = 0;

	if (SIGBUS_GUARD(&g) == 0) {
		int rc = CODE(madvise(map, k->page, MADV_HWPOISON));

		sigbus_leave(&g);
		if (rc == EPERM || rc == EINVAL)
			check_skip(k, "needs root and CONFIG_MEMORY_FAILURE");
		EXPECT(k, rc == 0, "MADV_HWPOISON: %s", kit_errno(rc));
		code = kit_try_load(k, map);
	} else {
		code = g.code;
	}
	EXPECT(k, code == BUS_MCEERR_AR,
	       "SIGBUS code %d (%s), not BUS_MCEERR_AR", code,
	       sigbus_code_name(code));
	if (k->set->capacity < 2 * kit_unit(k))
		return;
	unsigned char *next =
		kit_unit_map(k, &(struct kit_unit_map){ .at = kit_unit(k) });
	EXPECT(k, !kit_try_load(k, next), "SIGBUS in another unit");
}
static const struct check_case case_v14 = {
	.id = "V14",
	.statement =
		"a memory failure is SIGBUS with BUS_MCEERR_AR for its user, and other units work on",
	.reference =
		"mm/memory-failure.c: memory_failure_dev_pagemap(); ndctl test/device-dax.c",
	.proof = "test: a madvise that poisons nothing (vm-devdax)",
	.limit = 20,
	.danger =
		"marks a page of the device as poisoned in the running kernel",
	DEVICE_CASE,
	.run = v14,
};
REGISTER(check_case, case_v14);
