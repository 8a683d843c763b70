// SPDX-License-Identifier: MIT
// The values one option takes one after the other, as people write them:
//   4k          one value
//   4k,64k,2m   a list
//   64:*2:2m    64, 128, … while at most 2m
//   1:+1:8      1, 2, … 8
// Items of a list may be ranges. Ranges are of numbers, with the suffixes of
// sizes; their values come out in plain digits, everything else as it is.
#pragma once

#include <stddef.h>

#include "base/cleanup.h"
#include "base/error.h"

// More values are a mistake, not a sweep.
#define SWEEP_MAX 1000

struct sweep {
	char **v;
	size_t n;
};

// Appends the values of `text`, in the order in which they are written.
int sweep_add(struct sweep *s, const char *text, struct error *err);
void sweep_release(struct sweep *s);

DEFINE_CLEANUP(sweep, struct sweep, sweep_release)
#define cleanup_sweep CLEANUP(sweep_cleanup_)
