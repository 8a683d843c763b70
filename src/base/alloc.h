// SPDX-License-Identifier: MIT
// Allocation that does not fail: when memory is gone there is no result left
// to save that would not need memory itself, so these abort(). Nothing of ours
// is left behind by that: scratch files have no name (see target/scratch.h).
// Sizes that come from outside (a file, an option) are checked by the caller
// before they get here.
#pragma once

#include <stdarg.h>
#include <stddef.h>

#include "base/attr.h"

void *xcalloc(size_t n, size_t size);
void *xreallocarray(void *p, size_t n, size_t size);
// Zeroed, and seen by processes that are forked from then on too.
void *xshared(size_t len);
void xshared_free(void *p, size_t len);
char *xstrdup(const char *s); // NULL stays NULL
char *xstrndup(const char *s, size_t n);
char *xasprintf(const char *fmt, ...) ATTR_PRINTF(1, 2);
char *xvasprintf(const char *fmt, va_list ap) ATTR_PRINTF(1, 0);
