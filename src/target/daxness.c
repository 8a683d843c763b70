// SPDX-License-Identifier: MIT
#include "target/daxness.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "platform/mounts.h"

#ifndef STATX_ATTR_DAX
#define STATX_ATTR_DAX 0x00200000
#endif

#define KEY "file.dax"

static enum daxness by_mount_option(int fd, const struct sysroot *sr,
				    struct facts *facts)
{
	cleanup_mounts struct mounts mounts = { 0 };
	struct stat st;

	if (fstat(fd, &st) < 0 || mounts_read(&mounts, sr) < 0) {
		facts_unknown(facts, KEY, "/proc/self/mountinfo", FACT_ERROR,
			      "cannot read the mount table");
		return DAXNESS_UNKNOWN;
	}
	const struct mount *m =
		mounts_find_dev(&mounts, major(st.st_dev), minor(st.st_dev));
	if (!m) {
		facts_unknown(facts, KEY, "/proc/self/mountinfo", FACT_ABSENT,
			      "the file's device is not in the mount table");
		return DAXNESS_UNKNOWN;
	}
	const char *option = mount_dax_option(m);
	bool dax = option && strcmp(option, "always") == 0;

	facts_bool(
		facts, KEY,
		"mount option in /proc/self/mountinfo (this kernel's statx has no STATX_ATTR_DAX)",
		dax);
	return dax ? DAXNESS_YES : DAXNESS_NO;
}

enum daxness daxness_probe(int fd, const struct sysroot *sr,
			   struct facts *facts)
{
	struct statx stx;

	memset(&stx, 0, sizeof(stx));
	if (statx(fd, "", AT_EMPTY_PATH, STATX_BASIC_STATS, &stx) < 0 ||
	    !(stx.stx_attributes_mask & STATX_ATTR_DAX))
		return by_mount_option(fd, sr, facts);

	bool dax = stx.stx_attributes & STATX_ATTR_DAX;
	facts_bool(facts, KEY, "statx(2) STATX_ATTR_DAX", dax);
	return dax ? DAXNESS_YES : DAXNESS_NO;
}
