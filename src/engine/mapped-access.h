// SPDX-License-Identifier: MIT
// Accesses through a mapping that promise nothing: what the engines that use
// a mapping share.
#pragma once

#include <string.h>

#include "engine/timed.h"

ATTR_INLINE int mapped_load(struct engine_session *s ATTR_UNUSED,
			    unsigned char *at)
{
	(void)*(volatile unsigned char *)at;
	return 0;
}

// A store to every page of a span, or a load of it.
ATTR_INLINE void touch_span(const struct engine_session *s, unsigned char *at)
{
	for (uint64_t i = 0; i < s->span; i += s->map->geo.page_bytes) {
		volatile unsigned char *byte = at + i;

		if (s->write)
			*byte = 1;
		else
			(void)*byte;
	}
}

// The barrier keeps the copy: nobody looks at the buffer.
ATTR_INLINE int copy_out(struct engine_session *s, unsigned char *at,
			 size_t len)
{
	memcpy(s->buffer, at, len);
	__asm__ volatile("" : : : "memory");
	return 0;
}

ATTR_INLINE int copy_in(struct engine_session *s, unsigned char *at, size_t len)
{
	memcpy(at, s->buffer, len);
	__asm__ volatile("" : : : "memory");
	return 0;
}

// Of a length that is a constant a copy is a few moves, without a call: so it
// is for those that a call would make much slower.
#define COPY_LENGTHS(do_) do_(8) do_(16) do_(32) do_(64) do_(128) do_(256)

#define DEFINE_COPY(n)                                                         \
	ATTR_INLINE int copy_out_##n(struct engine_session *s,                 \
				     unsigned char *at)                        \
	{                                                                      \
		return copy_out(s, at, n);                                     \
	}                                                                      \
	ATTR_INLINE int copy_in_##n(struct engine_session *s,                  \
				    unsigned char *at)                         \
	{                                                                      \
		return copy_in(s, at, n);                                      \
	}
COPY_LENGTHS(DEFINE_COPY)

ATTR_INLINE int copy_out_any(struct engine_session *s, unsigned char *at)
{
	return copy_out(s, at, (size_t)s->block);
}

ATTR_INLINE int copy_in_any(struct engine_session *s, unsigned char *at)
{
	return copy_in(s, at, (size_t)s->block);
}

// submit() of OP_READ.
static inline int mapped_read(struct engine_session *s, struct batch *batch)
{
#define CASE_COPY_OUT(n)                                                       \
	case n:                                                                \
		return timed_moves(s, batch, copy_out_##n);
	switch (s->block) {
		COPY_LENGTHS(CASE_COPY_OUT)
	default:
		return timed_run(s, batch, copy_out_any);
	}
}

// Of OP_WRITE.
static inline int mapped_write(struct engine_session *s, struct batch *batch)
{
#define CASE_COPY_IN(n)                                                        \
	case n:                                                                \
		return timed_moves(s, batch, copy_in_##n);
	switch (s->block) {
		COPY_LENGTHS(CASE_COPY_IN)
	default:
		return timed_run(s, batch, copy_in_any);
	}
}
