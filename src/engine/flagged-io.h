// SPDX-License-Identifier: MIT
// One block by preadv2(2) or pwritev2(2) with flags, whole or an error: what
// the engines that differ in the flags share.
#pragma once

#include "base/uapi.h"
#include "engine/syscall-io.h"

ATTR_INLINE int flagged_read(struct engine_session *s, unsigned char *at,
			     int flags)
{
	struct iovec iov = { s->buffer, (size_t)s->block };

	return whole(preadv2(s->fd, &iov, 1, (off_t)(uintptr_t)at, flags),
		     s->block, -ENODATA);
}

ATTR_INLINE int flagged_write(struct engine_session *s, unsigned char *at,
			      int flags)
{
	struct iovec iov = { s->buffer, (size_t)s->block };

	return whole(pwritev2(s->fd, &iov, 1, (off_t)(uintptr_t)at, flags),
		     s->block, -EIO);
}

// Whether the kernel takes the flags of a write, asked by one of no bytes. One
// that looks at them only when there are some answers at the first write.
static inline int flagged_open(const struct engine_session *s, int flags,
			       const char *name, const char *hint,
			       struct error *err)
{
	struct iovec none = { s->buffer, 0 };

	if (pwritev2(s->fd, &none, 1, 0, flags) == 0)
		return 0;
	int rc = -errno;
	error_sys(err, rc, "pwritev2 with %s", name);
	error_hint(err, "%s", hint);
	return rc;
}
