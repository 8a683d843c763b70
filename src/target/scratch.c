// SPDX-License-Identifier: MIT
#include "target/scratch.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/cleanup.h"

static const char *hint_for(int code)
{
	switch (-code) {
	case EROFS:
		return "it is mounted read-only: mount it read-write or give --target another directory";
	case EACCES:
	case EPERM:
		return "give --target a directory you may write to, or run as its owner";
	case ENOENT:
	case ENOTDIR:
		return "give --target an existing directory on a DAX mount";
	case ENOSPC:
	case EDQUOT:
		return "free some space there or give --target another directory";
	default:
		return "give --target another directory";
	}
}

int scratch_open(const char *directory, int *ret_fd, struct error *err)
{
	cleanup_free char *folder = xasprintf("%s/.daxbench-XXXXXX", directory);
	int rc;

	if (!mkdtemp(folder)) {
		rc = -errno;
		error_sys(err, rc, "cannot make a file in '%s'", directory);
		error_hint(err, "%s", hint_for(rc));
		return rc;
	}
	cleanup_free char *file = xasprintf("%s/data", folder);
	int fd = open(file, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	rc = fd < 0 ? -errno : 0;
	if (fd >= 0)
		(void)unlink(file);
	(void)rmdir(folder);
	if (rc < 0) {
		error_sys(err, rc, "cannot make a file in '%s'", directory);
		error_hint(err, "%s", hint_for(rc));
		return rc;
	}
	*ret_fd = fd;
	return 0;
}
