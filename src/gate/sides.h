// SPDX-License-Identifier: MIT
// The two sides of a comparison: what each is, and whether they may be set
// against each other at all.
#pragma once

#include "gate/judge.h"

// The name is copied, the kernel and the time are those of the first file.
struct side side_take(const struct result_set *set, const char *name);
// Is each side of one machine and kernel, was the noise measured there, and do
// the sides differ only in what the options allow? If not, the overall verdict
// of `to` and its reason are set. What differs is appended to it in any case.
bool sides_comparable(const struct result_set *base,
		      const struct result_set *new,
		      const struct gate_options *options,
		      struct comparison *to);
