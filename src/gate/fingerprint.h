// SPDX-License-Identifier: MIT
// May two results be set against each other? Facts that must be the same, and
// those that the user may say are meant to differ.
#pragma once

#include "base/error.h"
#include "result/comparison.h"

// Checks a list "kernel,fs": a usage error names what may stand in it. NULL is
// an empty list. The kernel is always allowed.
int fingerprint_allow_check(const char *allow, struct error *err);
// Append the facts that differ. Returns true when all of them are allowed.
bool fingerprint_compare(const struct result *base, const struct result *new,
			 const char *allow, struct comparison *to);
// Do all facts agree, the kernel's too? For results of one side. The first
// fact that does not is left in *ret_key.
bool fingerprint_same(const struct result *a, const struct result *b,
		      const char **ret_key);
