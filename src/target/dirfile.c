// SPDX-License-Identifier: MIT
#include "target/dirfile.h"

#include <errno.h>
#include <linux/fs.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "platform/path-facts.h"
#include "target/blocks.h"
#include "target/scratch.h"

static int want_directory(const struct target *t, const char *where,
			  struct error *err)
{
	struct stat st;

	if (stat(where, &st) < 0) {
		int rc = -errno;

		error_sys(err, rc, "target '%s'", where);
		error_hint(err, "give --target an existing directory%s%s",
			   t->cls->prefix ? "" : " on a DAX mount",
			   t->cls->prefix ? "" : " (ext4 or XFS, -o dax)");
		return rc;
	}
	if (S_ISDIR(st.st_mode))
		return 0;
	error_usage(err, "target '%s' is not a directory", where);
	error_hint(
		err,
		"workloads make a file of their own: give --target the directory to make it in");
	return -ENOTDIR;
}

int dirfile_open(struct target *t, const char *directory, enum daxness *ret_dax,
		 struct error *err)
{
	int rc = want_directory(t, directory, err);

	if (rc < 0)
		return rc;
	t->path = xstrdup(directory);
	rc = path_facts(&t->facts, t->sr, directory, err);
	if (rc < 0)
		return rc;
	path_dax_path_fact(&t->facts, t->sr);
	rc = scratch_open(directory, &t->fd, err);
	if (rc < 0)
		return rc;
	*ret_dax = daxness_probe(t->fd, t->sr, &t->facts);
	return 0;
}

int dirfile_prepare(struct target *t ATTR_UNUSED, int fd,
		    const struct layout *layout, struct error *err)
{
	return blocks_lay(fd, layout, err);
}

int dirfile_another(struct target *t, int *ret_fd, struct error *err)
{
	return scratch_open(t->path, ret_fd, err);
}

int dirfile_share(struct target *t, uint64_t size, struct error *err)
{
	int rc = scratch_open(t->path, &t->twin, err);

	if (rc < 0)
		return rc;
	rc = ioctl(t->twin, FICLONE, t->fd) < 0 ? -errno : 0;
	if (rc == -EOPNOTSUPP || rc == -ENOTTY) {
		error_set(err, -EOPNOTSUPP,
			  "two files in '%s' cannot share blocks: %s", t->path,
			  strerror(-rc));
		error_hint(
			err,
			"it needs Linux 6.0 or newer, with DAX, and XFS made with -m reflink=1");
		return -EOPNOTSUPP;
	}
	if (rc < 0)
		return error_sys(err, rc, "FICLONE");
	// Stores will want a copy of every block.
	rc = blocks_fit(t->fd, size, err);
	if (rc == 0 && fsync(t->fd) < 0)
		rc = error_sys(err, -errno, "fsync");
	return rc;
}
