// SPDX-License-Identifier: MIT
// Growing text. `s` is always a valid string once anything was added, and
// strbuf_str() is one even before. May hold NUL bytes: `len` counts them.
// Nothing that knows a consumer belongs here.
#pragma once

#include <stdarg.h>
#include <stddef.h>

#include "base/attr.h"
#include "base/cleanup.h"

struct strbuf {
	char *s;
	size_t len; // without the closing NUL
	size_t cap;
};

void strbuf_release(struct strbuf *b);
void strbuf_reset(struct strbuf *b); // empty, keeps the memory
void strbuf_add(struct strbuf *b, const void *data, size_t len);
void strbuf_puts(struct strbuf *b, const char *text);
void strbuf_putc(struct strbuf *b, char c);
void strbuf_printf(struct strbuf *b, const char *fmt, ...) ATTR_PRINTF(2, 3);
// Cut white space at the end.
void strbuf_rtrim(struct strbuf *b);
char *strbuf_take(struct strbuf *b); // never NULL, caller frees

static inline const char *strbuf_str(const struct strbuf *b)
{
	return b->s ? b->s : "";
}

DEFINE_CLEANUP(strbuf, struct strbuf, strbuf_release)
#define cleanup_strbuf CLEANUP(strbuf_cleanup_)
