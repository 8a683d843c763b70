// SPDX-License-Identifier: MIT
// One block by pread(2) or pwritev2(2), whole or an error: what the engines
// that use the descriptor share.
#pragma once

#include <errno.h>
#include <sys/uio.h>
#include <unistd.h>

#include "engine/engine.h"

ATTR_INLINE int whole(ssize_t n, uint64_t wanted)
{
	if (n < 0)
		return -errno;
	return (uint64_t)n == wanted ? 0 : -EIO;
}

ATTR_INLINE int syscall_read(struct engine_session *s, unsigned char *at)
{
	return whole(pread(s->fd, s->buffer, (size_t)s->block,
			   (off_t)(uintptr_t)at),
		     s->block);
}

ATTR_INLINE int syscall_write(struct engine_session *s, unsigned char *at)
{
	return whole(pwrite(s->fd, s->buffer, (size_t)s->block,
			    (off_t)(uintptr_t)at),
		     s->block);
}
