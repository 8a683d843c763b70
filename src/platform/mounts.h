// SPDX-License-Identifier: MIT
// The mounts of this process, from /proc/self/mountinfo, and which of them a
// path or a device lies on.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/attr.h"
#include "base/cleanup.h"
#include "base/sysroot.h"

#define MOUNTS_PATH "/proc/self/mountinfo"

struct mount {
	unsigned id, parent_id;
	unsigned major, minor;
	char *root; // of the mount within its file system
	char *point;
	char *options; // of the mount: "rw,relatime"
	char *fs_type;
	char *source;
	char *super_options; // of the file system: "rw,dax=always"
};

struct mounts {
	struct mount *v;
	size_t n;
};

// Lines that cannot be understood are left out.
int mounts_read(struct mounts *m, const struct sysroot *sr) ATTR_MUST_CHECK;
void mounts_release(struct mounts *m);

// Where a lookup of the absolute path (no symbolic links in it) ends: mounts
// hidden below a later one are passed over. NULL if none.
const struct mount *mounts_find_path(const struct mounts *m, const char *path);
// A mount of the file system on that device, one of its root if there is one.
const struct mount *mounts_find_dev(const struct mounts *m, unsigned major,
				    unsigned minor);

// "always", "inode" or "never" as the options say it, NULL if they are silent.
const char *mount_dax_option(const struct mount *mnt);
// A file system that can do DAX (ext4, xfs, ext2, virtiofs, erofs) and is
// mounted so that a file may have it.
bool mount_proposes_dax(const struct mount *mnt);
// Those, in order: their number, and an array of that many that the caller
// frees. It only proposes: whether a file has DAX, statx decides.
size_t mounts_propose_dax(const struct mounts *m, const struct mount ***ret);

DEFINE_CLEANUP(mounts, struct mounts, mounts_release)
#define cleanup_mounts CLEANUP(mounts_cleanup_)
