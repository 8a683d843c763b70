// SPDX-License-Identifier: MIT
// Accesses through a mapping that promise nothing: what the engines that use
// a mapping share.
#pragma once

#include <string.h>

#include "engine/engine.h"

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
ATTR_INLINE int mapped_read(struct engine_session *s, unsigned char *at)
{
	memcpy(s->buffer, at, (size_t)s->block);
	__asm__ volatile("" : : "r"(s->buffer) : "memory");
	return 0;
}
