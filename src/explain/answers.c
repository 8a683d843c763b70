// SPDX-License-Identifier: MIT
#include "explain/answers.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/uapi.h"

#ifndef FS_XFLAG_DAX
#define FS_XFLAG_DAX 0x00008000
#endif

// glibc's own statx() makes up an answer on kernels that have none.
static void ask_statx(struct answers *a, int fd)
{
	struct statx x = { 0 };

	if (syscall(SYS_statx, fd, "", AT_EMPTY_PATH, STATX_BASIC_STATS, &x) <
	    0)
		a->statx = -errno;
	a->attributes = x.stx_attributes;
	a->attributes_mask = x.stx_attributes_mask;
}

static void ask_statfs(struct answers *a, int fd)
{
	struct statvfs v = { 0 };

	if (fstatvfs(fd, &v) < 0)
		a->statfs = -errno;
	a->block_bytes = v.f_bsize;
	a->size_bytes = (uint64_t)v.f_blocks * v.f_frsize;
	a->available_bytes = (uint64_t)v.f_bavail * v.f_frsize;
}

static void ask_fsxattr(struct answers *a, int fd)
{
	struct fsxattr x = { 0 };

	if (ioctl(fd, FS_IOC_FSGETXATTR, &x) < 0)
		a->fsxattr = -errno;
	a->xflags = x.fsx_xflags;
	a->extent_hint_bytes = x.fsx_extsize;
}

int answers_ask(struct answers *a, int fd, struct error *err)
{
	struct stat st;

	*a = (struct answers){ .page_bytes = (uint64_t)sysconf(_SC_PAGESIZE) };
	if (fstat(fd, &st) < 0)
		return error_sys(err, -errno, "fstat");
	a->size = (uint64_t)st.st_size;
	a->major = major(st.st_dev);
	a->minor = minor(st.st_dev);
	a->thp_disabled = prctl(PR_GET_THP_DISABLE, 0, 0, 0, 0) > 0;
	ask_statx(a, fd);
	ask_statfs(a, fd);
	ask_fsxattr(a, fd);
	return 0;
}

static void failed(struct facts *f, const char *key, const char *source, int rc)
{
	facts_unknown(f, key, source, fact_status_of(rc), "%s", strerror(-rc));
}

void answers_facts(const struct answers *a, const char *how, struct facts *f)
{
	cleanup_free char *statx_call = xasprintf("statx(2)%s", how);
	cleanup_free char *statfs_call = xasprintf("statfs(2)%s", how);
	cleanup_free char *xattr_call =
		xasprintf("ioctl(FS_IOC_FSGETXATTR)%s", how);

	if (a->statx < 0)
		failed(f, "statx.dax", statx_call, a->statx);
	else if (a->attributes_mask & STATX_ATTR_DAX)
		facts_bool(f, "statx.dax", statx_call,
			   a->attributes & STATX_ATTR_DAX);
	else
		failed(f, "statx.dax", statx_call, -EOPNOTSUPP);
	if (a->statfs < 0) {
		failed(f, "fs.block", statfs_call, a->statfs);
	} else {
		facts_bytes(f, "fs.block", statfs_call, a->block_bytes);
		facts_bytes(f, "fs.size", statfs_call, a->size_bytes);
		facts_bytes(f, "fs.available", statfs_call, a->available_bytes);
	}
	if (a->fsxattr < 0) {
		failed(f, "fs.xflag_dax", xattr_call, a->fsxattr);
	} else {
		facts_bool(f, "fs.xflag_dax", xattr_call,
			   a->xflags & FS_XFLAG_DAX);
		facts_bytes(f, "fs.extent_size_hint", xattr_call,
			    a->extent_hint_bytes);
	}
}
