// SPDX-License-Identifier: MIT
#include "target/blocks.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/interrupt.h"
#include "base/parse.h"

static int no_space(int fd, uint64_t size, int code, struct error *err)
{
	char want[BYTES_TEXT_MAX], free_text[BYTES_TEXT_MAX];
	struct statvfs fs;
	uint64_t available = 0;

	if (fstatvfs(fd, &fs) == 0)
		available = (uint64_t)fs.f_bavail * fs.f_frsize;
	error_sys(err, code, "cannot allocate %s (%s free)",
		  format_bytes(size, want),
		  format_bytes_approx(available, free_text));
	error_hint(err, "free some space, or ask for less with --size");
	return code;
}

static int allocate(int fd, uint64_t from, uint64_t size, bool must,
		    struct error *err)
{
	int rc;

	do
		rc = fallocate(fd, 0, (off_t)from, (off_t)(size - from)) < 0
			     ? -errno
			     : 0;
	while (rc == -EINTR && !interrupt_pending());
	if (rc == -ENOSPC || rc == -EDQUOT)
		return no_space(fd, size - from, rc, err);
	if (rc == -EOPNOTSUPP && !must)
		return 0;
	if (rc < 0) {
		error_sys(err, rc, "fallocate");
		if (rc == -EOPNOTSUPP)
			error_hint(
				err,
				"this file system has no unwritten extents (ext2 has none): use --extents written or --extents hole");
	}
	return rc;
}

static int write_through(int fd, uint64_t from, uint64_t size,
			 struct error *err)
{
	char data[64 << 10];

	memset(data, BLOCKS_FILL, sizeof(data));
	for (uint64_t at = from; at < size;) {
		size_t want = size - at < sizeof(data) ? (size_t)(size - at)
						       : sizeof(data);
		ssize_t n = pwrite(fd, data, want, (off_t)at);

		if (interrupt_pending())
			return error_set(err, -EINTR,
					 "interrupted while writing the file");
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && (errno == ENOSPC || errno == EDQUOT))
			return no_space(fd, size - from, -errno, err);
		if (n < 0)
			return error_sys(err, -errno,
					 "cannot write the file at offset %llu",
					 (unsigned long long)at);
		at += (uint64_t)n;
	}
	return 0;
}

int blocks_fit(int fd, uint64_t size, struct error *err)
{
	struct statvfs fs;

	if (fstatvfs(fd, &fs) == 0 && fs.f_blocks > 0 &&
	    (uint64_t)fs.f_bavail * fs.f_frsize < size)
		return no_space(fd, size, -ENOSPC, err);
	return 0;
}

int blocks_lay(int fd, const struct layout *layout, struct error *err)
{
	uint64_t size = layout_end(layout), from = layout->from;
	int rc = 0;

	if (ftruncate(fd, 0) < 0 || fsync(fd) < 0)
		return error_sys(err, -errno, "cannot empty the file");
	if (layout->extents == LAYOUT_HOLE || layout->extents == LAYOUT_EMPTY) {
		rc = blocks_fit(fd, size - from, err);
		if (rc == 0 && layout->extents == LAYOUT_HOLE &&
		    ftruncate(fd, (off_t)size) < 0)
			rc = error_sys(err, -errno, "ftruncate");
	} else {
		// The last chunk whole, too: less than that is aligned to
		// nothing.
		rc = allocate(fd, from, layout->size,
			      layout->extents == LAYOUT_UNWRITTEN, err);
		if (rc == 0 && layout->extents != LAYOUT_UNWRITTEN)
			rc = write_through(fd, from, size, err);
		if (rc == 0 && layout->beyond && ftruncate(fd, (off_t)size) < 0)
			rc = error_sys(err, -errno, "ftruncate");
	}
	if (rc < 0)
		return rc;
	if (fsync(fd) < 0)
		return error_sys(err, -errno, "fsync");
	return 0;
}
