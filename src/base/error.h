// SPDX-License-Identifier: MIT
// The reason of a failure, in words a user can act on. Caller-owned, fixed
// size, touched only on failure; every function here accepts err == NULL.
//
// Convention: a function that can fail returns 0 or more on success and
// -errno on failure; where the reason matters its last parameter is a
// struct error *, filled once where the failure happens and wrapped with
// context on the way up.
#pragma once

#include "base/attr.h"

enum error_kind {
	ERROR_ENVIRONMENT, // could not be determined: exit status 3
	ERROR_USAGE,       // the request itself is wrong: exit status 2
};

struct error {
	int code; // negative errno, 0 while untouched
	enum error_kind kind;
	char text[768]; // what was attempted and why it failed
	char hint[768]; // what the user can do about it, or ""
};

// Each returns `code`, so that `return error_set(err, -EIO, …)` works.
int error_set(struct error *err, int code, const char *fmt, ...)
	ATTR_PRINTF(3, 4);
int error_usage(struct error *err, const char *fmt, ...) ATTR_PRINTF(2, 3);
// As error_set, with ": strerror(-code)" added.
int error_sys(struct error *err, int code, const char *fmt, ...)
	ATTR_PRINTF(3, 4);
// Put "context: " before the text; returns err's code.
int error_wrap(struct error *err, const char *fmt, ...) ATTR_PRINTF(2, 3);
void error_hint(struct error *err, const char *fmt, ...) ATTR_PRINTF(2, 3);
