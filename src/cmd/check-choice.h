// SPDX-License-Identifier: MIT
// The cases that --group and --case name.
#pragma once

#include <stddef.h>

#include "base/error.h"
#include "check/check.h"

// Comma lists, or NULL; all cases if both are. A usage error names the word
// that means no case. What was chosen is in order, in memory of the caller's,
// also on failure.
int check_choose(const char *groups, const char *case_ids,
		 const struct check_case ***ret_v, size_t *ret_n,
		 struct error *err);
