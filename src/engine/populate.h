// SPDX-License-Identifier: MIT
// madvise(2) that faults a range in: what the engines that use it share.
#pragma once

#include "engine/engine.h"

#ifndef MADV_POPULATE_READ
#define MADV_POPULATE_READ 22
#endif
#ifndef MADV_POPULATE_WRITE
#define MADV_POPULATE_WRITE 23
#endif

// 0, or why this kernel has not got the advice.
int populate_available(int advice, const char *name, struct error *err);
