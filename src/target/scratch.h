// SPDX-License-Identifier: MIT
// A file of our own in somebody's directory: created in a uniquely named
// folder and both removed at once, before anything is written. It lives as
// long as its descriptor, so nothing of ours stays behind on any path,
// kill -9 and a power cut included.
#pragma once

#include "base/attr.h"
#include "base/error.h"

// Returns 0 and an O_RDWR descriptor, or -errno with a reason that names the
// directory and a hint.
int scratch_open(const char *directory, int *ret_fd,
		 struct error *err) ATTR_MUST_CHECK;
