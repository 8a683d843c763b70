// SPDX-License-Identifier: MIT
// May two results be set against each other? Facts that must be the same, and
// those that the user may say are meant to differ.
#pragma once

#include "base/error.h"
#include "result/comparison.h"
#include "result/noise.h"

// Checks a list "kernel,fs": a usage error names what may stand in it. NULL is
// an empty list. The kernel is always allowed.
int fingerprint_allow_check(const char *allow, struct error *err);
// Append the facts that differ. Returns true when all of them are allowed.
bool fingerprint_compare(const struct result *base, const struct result *new,
			 const char *allow, struct comparison *to);
// Those that differ and are not allowed to, in words; caller frees.
char *fingerprint_say(const struct comparison *c);
// Do all facts agree, the kernel's too? For results of one side. The first
// fact that does not is left in *ret_key.
bool fingerprint_same(const struct result *a, const struct result *b,
		      const char **ret_key);
// The facts of a result, all of them.
void fingerprint_take(const struct result *r, struct noise *to);
// Was the noise measured where the result was, but for the kernel and what is
// allowed? If not, *ret_why says what differs; caller frees.
bool fingerprint_fits(const struct noise *noise, const struct result *r,
		      const char *allow, char **ret_why);
