// SPDX-License-Identifier: MIT
// One block by pread(2) or pwritev2(2), whole or an error: what the engines
// that use the descriptor share.
#pragma once

#include <errno.h>
#include <sys/uio.h>
#include <unistd.h>

#include "engine/engine.h"

// Less than a block: of a read, the file ends before; of a write, the medium
// took no more.
ATTR_INLINE int whole(ssize_t n, uint64_t wanted, int less)
{
	if (n < 0)
		return -errno;
	return (uint64_t)n == wanted ? 0 : less;
}

ATTR_INLINE int syscall_read(struct engine_session *s, unsigned char *at)
{
	return whole(pread(s->fd, s->buffer, (size_t)s->block,
			   (off_t)(uintptr_t)at),
		     s->block, -ENODATA);
}

ATTR_INLINE int syscall_write(struct engine_session *s, unsigned char *at)
{
	return whole(pwrite(s->fd, s->buffer, (size_t)s->block,
			    (off_t)(uintptr_t)at),
		     s->block, -EIO);
}
