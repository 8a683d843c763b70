// SPDX-License-Identifier: MIT
// Group X: memory that is broken, or said to be.
//     daxbench vm -- check --case X3,X4,X5 --dangerous
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/outfile.h"
#include "base/sigbus.h"
#include "check/kit-alone.h"
#include "target/extents.h"

#ifndef MADV_SOFT_OFFLINE
#define MADV_SOFT_OFFLINE 101
#endif
#define SECTOR 512

// Every page of the chunk but one holds generation 1, by loads.
static void others_intact(struct check *k, const unsigned char *map,
			  uint64_t but)
{
	for (uint64_t at = 0; at < k->pmd; at += k->page) {
		if (at == but)
			continue;
		EXPECT(k, !kit_try_load(k, map + at),
		       "SIGBUS at page %llu of the chunk, though page %llu is bad",
		       (unsigned long long)(at / k->page),
		       (unsigned long long)(but / k->page));
		EXPECT(k, kit_load(map + at) == kit_byte(at, 1),
		       "page %llu of the chunk changed, though page %llu is bad",
		       (unsigned long long)(at / k->page),
		       (unsigned long long)(but / k->page));
	}
}

// X3: page 3 of a dirty chunk is declared broken by madvise. The signal names
// it, with the size that was mapped; all other pages stay readable. Which
// address within the entry is named differs between kernels.
static void x3_body(struct check *k)
{
	struct sigbus_guard g;
	unsigned char *map;
	uint64_t bad = 3 * k->page;
	volatile int rc = 0;

	kit_lay(k, k->fd, LAYOUT_WRITTEN, 1);
	kit_fill(k, k->fd, 0, k->pmd, 1);
	map = kit_map(k, k->fd, 0, k->pmd);
	kit_touch(k, map, true);
	kit_store(map + bad, kit_byte(bad, 1));
	if (SIGBUS_GUARD(&g) == 0) {
		rc = madvise(map + bad, k->page, MADV_HWPOISON) ? errno : 0;
		if (rc == 0)
			(void)kit_load(map + bad);
		sigbus_leave(&g);
		if (rc == EINVAL || rc == EPERM)
			check_skip(k, "needs MADV_HWPOISON: %s", strerror(rc));
		check_fail(k, "no SIGBUS at a poisoned page (madvise: %s)",
			   rc ? strerror(rc) : "done");
	}
	EXPECT(k, g.code == BUS_MCEERR_AR || g.code == BUS_MCEERR_AO,
	       "SIGBUS is %s, not a memory error", sigbus_code_name(g.code));
	kit_bus_entry(k, &g, map + bad);
	others_intact(k, map, bad);
}

static void x3(struct check *k)
{
	kit_alone(k, &(struct kit_alone){ .body = x3_body, .rebind = true });
}
static const struct check_case case_x3 = {
	.id = "X3",
	.statement =
		"a page declared broken is SIGBUS with the size of its mapping, and the rest of the chunk stays readable",
	.reference =
		"madvise(2), MADV_HWPOISON; sigaction(2), si_addr_lsb; ndctl test/dax-poison.c",
	.proof = "test: a madvise that does nothing (vm-injected)",
	.source = __FILE__,
	.variants = CHECK_BOTH,
	.limit = 60,
	.danger =
		"declares a page of the device broken; unmounts the file system, takes the device from its driver and back, and mounts it again",
	.dax_only = true,
	.run = x3,
};
REGISTER(check_case, case_x3);

// X4: a page of the device cannot be moved elsewhere.
static void x4(struct check *k)
{
	unsigned char *map, *model = kit_memory(k, k->pmd);

	if (geteuid() != 0)
		check_skip(k, "needs root");
	kit_lay(k, k->fd, LAYOUT_WRITTEN, 1);
	kit_fill(k, k->fd, 0, k->pmd, 1);
	map = kit_map(k, k->fd, 0, k->pmd);
	kit_touch(k, map, true);
	int rc = madvise(map, k->page, MADV_SOFT_OFFLINE) ? errno : 0;
	if (rc == EINVAL)
		check_skip(k, "needs MADV_SOFT_OFFLINE: %s", strerror(rc));
	EXPECT(k, rc != 0, "MADV_SOFT_OFFLINE of a DAX page succeeded");
	kit_pattern(model, k->pmd, 0, 1);
	kit_model(k, "after MADV_SOFT_OFFLINE", k->fd, map, model, k->pmd);
	check_note(k, "MADV_SOFT_OFFLINE: %s", strerror(rc));
}
static const struct check_case case_x4 = {
	.id = "X4",
	.statement =
		"MADV_SOFT_OFFLINE of a DAX page fails and leaves the data alone",
	.reference = "madvise(2); ndctl test/dax-poison.c",
	.proof = "test: a madvise that does nothing (vm-injected)",
	.source = __FILE__,
	.variants = CHECK_BOTH,
	.limit = 20,
	.danger = "asks the kernel to take a page of the device out of use",
	.dax_only = true,
	.run = x4,
};
REGISTER(check_case, case_x4);

// Byte `at` of the file on the disk.
static uint64_t on_disk(struct check *k, uint64_t at)
{
	cleanup_extents struct extents e = { 0 };
	struct error err = { 0 };

	if (extents_read(&e, k->fd, &err) < 0)
		check_broken(k, "%s", err.text);
	for (size_t i = 0; i < e.n; i++)
		if (at >= e.v[i].logical && at < e.v[i].logical + e.v[i].len)
			return e.v[i].physical + at - e.v[i].logical;
	check_broken(k, "no extent holds byte %llu", (unsigned long long)at);
}

static void add_bad_block(struct check *k, uint64_t disk_byte)
{
	char path[96], text[48];
	int n = snprintf(text, sizeof(text), "%llu %llu\n",
			 (unsigned long long)(disk_byte / SECTOR),
			 (unsigned long long)(k->page / SECTOR));

	(void)snprintf(path, sizeof(path), "%s/badblocks", kit_alone_disk());
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		check_skip(k, "needs %s: %m", path);
	NEED(k, write_all(fd, text, (size_t)n) == 0, path);
	(void)close(fd);
}

static int try_pread(struct check *k, uint64_t at)
{
	unsigned char *buf = kit_memory(k, k->page);
	ssize_t n = pread(k->fd, buf, k->page, (off_t)at);

	return n < 0 ? errno : n == (ssize_t)k->page ? 0 : -1;
}

// X5: page 5 of a written chunk becomes a bad block of the device, before
// anything is mapped. Whether a write heals it depends on the device.
static void x5_body(struct check *k)
{
	uint64_t bad = 5 * k->page;
	unsigned char *map, *buf = kit_memory(k, k->page);

	kit_lay(k, k->fd, LAYOUT_WRITTEN_CLEAN, 1);
	kit_fill(k, k->fd, 0, k->pmd, 1);
	kit_fsync(k, k->fd);
	add_bad_block(k, on_disk(k, bad));
	int rc = try_pread(k, bad);
	EXPECT(k, rc == EIO, "pread of a bad block: %s, not EIO",
	       rc > 0 ? strerror(rc) : "done");
	rc = try_pread(k, bad + k->page);
	EXPECT(k, rc == 0, "pread of the page after a bad block: %s",
	       strerror(rc));
	map = kit_map(k, k->fd, 0, k->pmd);
	rc = kit_try_load(k, map + bad);
	EXPECT(k, rc != 0, "a load of a bad block succeeded");
	EXPECT(k, rc == BUS_ADRERR || rc == BUS_MCEERR_AR,
	       "SIGBUS at a bad block is %s", sigbus_code_name(rc));
	others_intact(k, map, bad);
	kit_pattern(buf, k->page, bad, 2);
	ssize_t n = pwrite(k->fd, buf, k->page, (off_t)bad);
	int wrote = n == (ssize_t)k->page ? 0 : errno;
	int again = try_pread(k, bad);
	EXPECT(k, wrote || !again,
	       "a bad block was written, and reading it back is %s",
	       strerror(again));
	check_note(k, "SIGBUS is %s; a write of the page: %s",
		   sigbus_code_name(rc), wrote ? strerror(wrote) : "heals it");
}

static void x5(struct check *k)
{
	kit_alone(k, &(struct kit_alone){ .body = x5_body, .rebind = true });
}
static const struct check_case case_x5 = {
	.id = "X5",
	.statement =
		"a bad block of the device is EIO by read(2) and SIGBUS by load, and the rest of the chunk stays readable",
	.reference =
		"Documentation/ABI/testing/sysfs-block, badblocks; ndctl test/pmem-errors.sh",
	.proof = "test: a pread that reads zeros instead of EIO (vm-injected)",
	.source = __FILE__,
	.variants = CHECK_ANY,
	.limit = 60,
	.danger =
		"adds a bad block to the device; unmounts the file system, takes the device from its driver and back, and mounts it again",
	.dax_only = true,
	.run = x5,
};
REGISTER(check_case, case_x5);
