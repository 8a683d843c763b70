// SPDX-License-Identifier: MIT
// madvise(2) that faults a range in: what the engines that use it share.
#pragma once

#include "base/uapi.h"
#include "engine/engine.h"

// 0, or why this kernel has not got the advice.
int populate_available(int advice, const char *name, struct error *err);
