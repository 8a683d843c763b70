// SPDX-License-Identifier: MIT
#include "platform/path-facts.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/uapi.h"
#include "platform/blockdev.h"
#include "platform/dax-path.h"
#include "platform/daxdev.h"
#include "platform/daxnode.h"
#include "platform/mounts.h"
#include "platform/nd.h"
#include "platform/sysfact.h"

#ifndef FS_XFLAG_DAX
#define FS_XFLAG_DAX 0x00008000
#endif

static const char statx_call[] = "statx(2)";
static const char statfs_call[] = "statfs(2)";
static const char xattr_call[] = "ioctl(FS_IOC_FSGETXATTR)";

static const char *kind_name(mode_t mode)
{
	static const struct {
		mode_t type;
		const char *name;
	} kinds[] = {
		{ S_IFREG, "file" },         { S_IFDIR, "directory" },
		{ S_IFBLK, "block device" }, { S_IFCHR, "character device" },
		{ S_IFIFO, "fifo" },         { S_IFSOCK, "socket" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++)
		if ((mode & S_IFMT) == kinds[i].type)
			return kinds[i].name;
	return "other";
}

// glibc's own statx() makes up an answer on kernels that have none.
static void statx_facts(struct facts *f, const char *path)
{
	struct statx stx = { 0 };

	if (syscall(SYS_statx, AT_FDCWD, path, 0, STATX_BASIC_STATS, &stx) <
	    0) {
		int rc = -errno;

		facts_unknown(f, "statx.dax", statx_call, fact_status_of(rc),
			      "%s", strerror(-rc));
		return;
	}
	facts_textf(f, "statx.attributes", statx_call, "0x%llx",
		    (unsigned long long)stx.stx_attributes);
	facts_textf(f, "statx.attributes_mask", statx_call, "0x%llx",
		    (unsigned long long)stx.stx_attributes_mask);
	if (stx.stx_attributes_mask & STATX_ATTR_DAX)
		facts_bool(f, "statx.dax", statx_call,
			   stx.stx_attributes & STATX_ATTR_DAX);
	else
		facts_unknown(f, "statx.dax", statx_call, FACT_UNSUPPORTED,
			      "this kernel or file system does not report "
			      "STATX_ATTR_DAX");
}

static void statfs_facts(struct facts *f, const char *path)
{
	struct statfs s;

	if (statfs(path, &s) < 0) {
		int rc = -errno;

		facts_unknown(f, "fs.block", statfs_call, fact_status_of(rc),
			      "%s", strerror(-rc));
		return;
	}
	facts_bytes(f, "fs.block", statfs_call, (uint64_t)s.f_bsize);
	facts_bytes(f, "fs.size", statfs_call,
		    (uint64_t)s.f_blocks * (uint64_t)s.f_bsize);
	facts_bytes(f, "fs.available", statfs_call,
		    (uint64_t)s.f_bavail * (uint64_t)s.f_bsize);
}

static void xflag_facts(struct facts *f, const char *path)
{
	struct fsxattr x = { 0 };
	cleanup_close int fd =
		open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);

	if (fd < 0 || ioctl(fd, FS_IOC_FSGETXATTR, &x) < 0) {
		int rc = -errno;

		facts_unknown(f, "fs.xflag_dax",
			      fd < 0 ? "open(2)" : xattr_call,
			      fact_status_of(rc), "%s", strerror(-rc));
		return;
	}
	facts_bool(f, "fs.xflag_dax", xattr_call, x.fsx_xflags & FS_XFLAG_DAX);
	facts_bytes(f, "fs.extent_size_hint", xattr_call, x.fsx_extsize);
}

static void mount_facts(struct facts *f, const struct mount *mnt)
{
	const char *dax = mount_dax_option(mnt);

	facts_text(f, "mount.point", MOUNTS_PATH, mnt->point);
	facts_text(f, "mount.fs_type", MOUNTS_PATH, mnt->fs_type);
	facts_text(f, "mount.source", MOUNTS_PATH, mnt->source);
	facts_text(f, "mount.options", MOUNTS_PATH, mnt->options);
	facts_text(f, "mount.super_options", MOUNTS_PATH, mnt->super_options);
	facts_text(f, "mount.dax", MOUNTS_PATH, dax ? dax : "not given");
}

static void device_facts(struct facts *f, const struct sysroot *sr,
			 unsigned major, unsigned minor)
{
	cleanup_blockdev struct blockdev b = { 0 };

	blockdev_facts(f, sr, major, minor);
	if (blockdev_read(&b, sr, major, minor) == 0)
		nd_namespace_of_block(f, sr, b.disk);
}

static void mount_and_device(struct facts *f, const struct sysroot *sr,
			     const char *path)
{
	cleanup_mounts struct mounts m = { 0 };
	int rc = mounts_read(&m, sr);
	const struct mount *mnt;

	if (rc < 0) {
		sysfact_errno(f, "mount.point", sr, MOUNTS_PATH, rc);
		return;
	}
	mnt = mounts_find_path(&m, path);
	if (!mnt) {
		facts_unknown(f, "mount.point", MOUNTS_PATH, FACT_ABSENT,
			      "no mount leads to %s", path);
		return;
	}
	mount_facts(f, mnt);
	device_facts(f, sr, mnt->major, mnt->minor);
}

static int captured_path_facts(struct facts *f, const struct sysroot *sr,
			       const char *path, struct error *err)
{
	static const struct {
		const char *key, *call;
	} calls[] = {
		{ "target.kind", "stat(2)" },
		{ "statx.dax", statx_call },
		{ "fs.block", statfs_call },
		{ "fs.xflag_dax", xattr_call },
	};

	if (path[0] != '/')
		return error_usage(err,
				   "'%s' is not absolute, as a path on a "
				   "captured machine must be",
				   path);
	facts_text(f, "target.path", "argument", path);
	for (size_t i = 0; i < ARRAY_SIZE(calls); i++)
		if (!facts_find(f, calls[i].key))
			(void)sysfact_only_live(f, calls[i].key, sr,
						calls[i].call);
	mount_and_device(f, sr, path);
	return 0;
}

int path_facts(struct facts *f, const struct sysroot *sr, const char *path,
	       struct error *err)
{
	cleanup_free char *full = NULL;
	struct stat st;

	if (!sysroot_live(sr))
		return captured_path_facts(f, sr, path, err);
	full = realpath(path, NULL);
	if (!full || stat(full, &st) < 0)
		return error_sys(err, -errno, "cannot look at '%s'", path);
	facts_text(f, "target.path", "realpath(3)", full);
	if (S_ISCHR(st.st_mode) &&
	    daxnode_is(sr, major(st.st_rdev), minor(st.st_rdev))) {
		facts_text(f, "target.kind", "stat(2)", "device-dax");
		daxdev_of_node(f, sr, major(st.st_rdev), minor(st.st_rdev));
		daxnode_facts(f, sr, major(st.st_rdev), minor(st.st_rdev));
		return 0;
	}
	facts_text(f, "target.kind", "stat(2)", kind_name(st.st_mode));
	if (S_ISBLK(st.st_mode)) {
		device_facts(f, sr, major(st.st_rdev), minor(st.st_rdev));
		return 0;
	}
	statx_facts(f, full);
	statfs_facts(f, full);
	if (S_ISREG(st.st_mode) || S_ISDIR(st.st_mode))
		xflag_facts(f, full);
	mount_and_device(f, sr, full);
	return 0;
}

void path_dax_path_fact(struct facts *f, const struct sysroot *sr)
{
	const char *fs = facts_get_text(f, "mount.fs_type");
	cleanup_free char *wanted =
		xasprintf("kernel.dax_path.%s", fs ? fs : "");
	cleanup_facts struct facts looked_up = { 0 };
	const struct fact *fact = facts_find(f, wanted);

	if (!fs || fact)
		return;
	dax_path_facts(&looked_up, sr);
	fact = facts_find(&looked_up, wanted);
	if (fact) {
		struct facts one = { .v = (struct fact *)fact, .n = 1 };

		facts_append(f, "", &one);
	}
}
