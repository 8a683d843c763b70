// SPDX-License-Identifier: MIT
// Group S: FS_XFLAG_DAX, by which a file system mounted with dax=inode is told
// what a file is to be.
//     daxbench vm -- check --case S2,S3,S4 --dangerous
#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/uapi.h"
#include "check/kit-alone.h"

#ifndef FS_XFLAG_DAX
#define FS_XFLAG_DAX 0x00008000
#endif
#define DANGER                                                                 \
	"unmounts the file system, mounts it with dax=inode and then as it was"

static bool flag_of(struct check *k, int fd)
{
	struct fsxattr x;

	NEED(k, ioctl(fd, FS_IOC_FSGETXATTR, &x) == 0, "FS_IOC_FSGETXATTR");
	return x.fsx_xflags & FS_XFLAG_DAX;
}

static void set_flag(struct check *k, int fd, bool on)
{
	struct fsxattr x;

	if (ioctl(fd, FS_IOC_FSGETXATTR, &x) < 0)
		check_skip(k, "needs a file system with FS_XFLAG_DAX: %m");
	x.fsx_xflags = on ? x.fsx_xflags | FS_XFLAG_DAX
			  : x.fsx_xflags & ~(unsigned)FS_XFLAG_DAX;
	if (ioctl(fd, FS_IOC_FSSETXATTR, &x) < 0)
		check_skip(k, "needs a file system with FS_XFLAG_DAX: %m");
	EXPECT(k, flag_of(k, fd) == on, "FS_XFLAG_DAX was %s, and is not",
	       on ? "set" : "cleared");
}

// S2: who is made in a directory with the flag has it, who is moved keeps what
// it had, and what the directory loses its files keep.
static int folder_in(struct check *k, int at, const char *name)
{
	NEED(k, mkdirat(at, name, 0700) == 0, "mkdirat");
	int fd = openat(at, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	NEED(k, fd >= 0, name);
	return fd;
}

static int file_in(struct check *k, int at, const char *name)
{
	int fd = openat(at, name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	NEED(k, fd >= 0, name);
	return fd;
}

static void want_flag(struct check *k, const char *what, int fd, bool want)
{
	EXPECT(k, flag_of(k, fd) == want, "%s %s FS_XFLAG_DAX", what,
	       want ? "lacks" : "has");
}

static void s2(struct check *k)
{
	int top = kit_folder(k);
	int plain = folder_in(k, top, "plain"), dax = folder_in(k, top, "dax");

	set_flag(k, dax, true);
	int file = file_in(k, dax, "file"), below = folder_in(k, dax, "below");
	want_flag(k, "a file made in a directory with the flag", file, true);
	want_flag(k, "a directory made in one with the flag", below, true);
	want_flag(k, "a file made in a directory made in one with the flag",
		  file_in(k, below, "file"), true);
	int bare = file_in(k, plain, "bare");
	int bare_folder = folder_in(k, plain, "folder");
	want_flag(k, "a file made in a directory without the flag", bare,
		  false);
	want_flag(k, "a directory made in one without the flag", bare_folder,
		  false);
	NEED(k, renameat(plain, "bare", dax, "moved") == 0, "renameat");
	NEED(k, renameat(plain, "folder", dax, "folder") == 0, "renameat");
	NEED(k, renameat(dax, "file", plain, "moved") == 0, "renameat");
	want_flag(k, "a file moved into a directory with the flag", bare,
		  false);
	want_flag(k, "a directory moved into one with the flag", bare_folder,
		  false);
	want_flag(k, "a file moved out of a directory with the flag", file,
		  true);
	set_flag(k, dax, false);
	want_flag(k, "a directory made before its parent lost the flag", below,
		  true);
	want_flag(k, "a file made after its directory lost the flag",
		  file_in(k, dax, "late"), false);
}
static const struct check_case case_s2 = {
	.id = "S2",
	.statement =
		"what is made in a directory has the FS_XFLAG_DAX of it, and what is moved keeps its own",
	.reference = "Documentation/filesystems/dax.rst; xfstests generic/607",
	.proof =
		"test: requests to set and to get the flag that do nothing (vm-injected)",
	.source = __FILE__,
	.variants = CHECK_ANY,
	.limit = 10,
	.kernel = KERNEL(5, 8),
	.run = s2,
};
REGISTER(check_case, case_s2);

// What the file is: by statx, and by a load of a hole, which only DAX maps
// whole.
static void want_dax(struct check *k, const char *when, int fd, bool want)
{
	unsigned char *map = kit_map(k, fd, k->pmd, k->pmd);
	struct statx st;

	NEED(k, statx(fd, "", AT_EMPTY_PATH, STATX_BASIC_STATS, &st) == 0,
	     "statx");
	bool said = st.stx_attributes & STATX_ATTR_DAX;
	(void)kit_load(map);
	bool is = kit_witness(k, map) == PAGE_SIZE_PMD;
	kit_drop(k, map, k->pmd);
	EXPECT(k, is == want, "%s the file is %sDAX", when, is ? "" : "not ");
	EXPECT(k, said == want, "%s statx says %sDAX", when,
	       said ? "" : "not ");
}

// One chunk of generation 1, then a hole of one.
static int flagged_file(struct check *k, unsigned i)
{
	int fd = kit_alone_file(k, i);

	kit_fill(k, fd, 0, k->pmd, 1);
	kit_size(k, fd, 2 * k->pmd);
	kit_fsync(k, fd);
	return fd;
}

// S3: the flag is set, later cleared, while a descriptor is held; only after
// the last close does the file turn, and its bytes stay.
static void s3_body(struct check *k)
{
	unsigned char *model = kit_memory(k, k->pmd);
	int fd = flagged_file(k, 0);

	kit_pattern(model, k->pmd, 0, 1);
	for (int on = 1; on >= 0; on--) {
		want_dax(k, "before the flag is changed", fd, !on);
		int other = kit_alone_again(k, 0);
		set_flag(k, other, on);
		want_dax(k, "with the flag changed, while open,", fd, !on);
		(void)close(other);
		want_dax(k, "with one of two descriptors closed", fd, !on);
		(void)close(fd);
		fd = kit_alone_again(k, 0);
		want_dax(k, "after the last close", fd, on);
		kit_model(k, on ? "setting the flag" : "clearing the flag", fd,
			  NULL, model, k->pmd);
	}
}

static void s3(struct check *k)
{
	kit_alone(k, &(struct kit_alone){ .body = s3_body,
					  .options = "dax=inode" });
}
static const struct check_case case_s3 = {
	.id = "S3",
	.statement =
		"a file turns to what FS_XFLAG_DAX says when it is closed for the last time, not before, and keeps its data",
	.reference = "Documentation/filesystems/dax.rst; xfstests generic/608",
	.proof =
		"test: a request to set the flag that does nothing (vm-injected)",
	.source = __FILE__,
	.variants = CHECK_ANY,
	.limit = 60,
	.kernel = KERNEL(5, 8),
	.fs = "ext4 xfs",
	.danger = DANGER,
	.dax_only = true,
	.run = s3,
};
REGISTER(check_case, case_s3);

// S4: two mappings, one made before the flag was changed and one after, by an
// open of its own; what is stored through the one is loaded through the other.
static void coherent(struct check *k, const char *when, int fd,
		     unsigned char *a, unsigned char *b)
{
	for (uint64_t at = 5; at < k->pmd; at += k->pmd / 4) {
		unsigned char got;

		kit_store(a + at, 0xa1);
		EXPECT(k, kit_load(b + at) == 0xa1,
		       "%s a store through the older mapping does not show in the younger",
		       when);
		kit_store(b + at, 0xb2);
		EXPECT(k, kit_load(a + at) == 0xb2,
		       "%s a store through the younger mapping does not show in the older",
		       when);
		kit_pread(k, fd, &got, 1, at);
		EXPECT(k, got == 0xb2, "%s pread does not show a store", when);
		got = kit_byte(at, 1);
		kit_pwrite(k, fd, &got, 1, at);
		EXPECT(k, kit_load(a + at) == got && kit_load(b + at) == got,
		       "%s a write does not show in both mappings", when);
	}
}

// Journalling of data rules DAX out, so the request is refused or waits too.
static bool journal_data(int fd, bool on)
{
	int flags = 0;

	if (ioctl(fd, FS_IOC_GETFLAGS, &flags) < 0)
		return false;
	flags = on ? flags | FS_JOURNAL_DATA_FL : flags & ~FS_JOURNAL_DATA_FL;
	return ioctl(fd, FS_IOC_SETFLAGS, &flags) == 0;
}

static void s4_body(struct check *k)
{
	int fd = flagged_file(k, 0);

	for (int on = 1; on >= 0; on--) {
		unsigned char *older = kit_map(k, fd, 0, k->pmd);

		(void)kit_load(older);
		int other = kit_alone_again(k, 0);
		set_flag(k, other, on);
		int late = kit_alone_again(k, 0);
		unsigned char *younger = kit_map(k, late, 0, k->pmd);
		coherent(k, on ? "with the flag set" : "with the flag cleared",
			 late, older, younger);
		if (journal_data(other, true)) {
			int last = kit_alone_again(k, 0);
			unsigned char *third = kit_map(k, last, 0, k->pmd);

			coherent(k, "with data=journal for the file", last,
				 older, third);
			kit_drop(k, third, k->pmd);
			(void)close(last);
			NEED(k, journal_data(other, false), "FS_IOC_SETFLAGS");
		}
		kit_drop(k, older, k->pmd);
		kit_drop(k, younger, k->pmd);
		(void)close(late);
		(void)close(other);
		(void)close(fd);
		fd = kit_alone_again(k, 0);
	}
}

static void s4(struct check *k)
{
	kit_alone(k, &(struct kit_alone){ .body = s4_body,
					  .options = "dax=inode" });
}
static const struct check_case case_s4 = {
	.id = "S4",
	.statement =
		"mappings made before and after FS_XFLAG_DAX or data=journal was changed on an open file are one memory",
	.reference = "xfstests ext4/030, ext4/047, generic/608",
	.proof = "test: an mmap that maps private (vm-injected)",
	.source = __FILE__,
	.variants = CHECK_ANY,
	.limit = 60,
	.kernel = KERNEL(5, 8),
	.fs = "ext4 xfs",
	.danger = DANGER,
	.dax_only = true,
	.run = s4,
};
REGISTER(check_case, case_s4);
