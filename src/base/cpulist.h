// SPDX-License-Identifier: MIT
// Lists of CPUs as the kernel and taskset(1) write them: 0-3,8 and 0-7:2
// (every second one).
#pragma once

#include <stddef.h>

#include "base/attr.h"

// The n-th CPU of the list, starting over past its end. -EINVAL: no such list.
int cpulist_nth(const char *text, size_t n, unsigned *ret_cpu) ATTR_MUST_CHECK;
