// SPDX-License-Identifier: MIT
// The rate of operations over time, in windows of equal length. Their number
// is fixed whatever the time is: when all are full, two become one. Whether
// the rate is steady is judged over the second half of the time, by windows
// that so are as long as the run allows.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PACE_WINDOWS 64
// Full windows below which nothing is said: half of them judge.
#define PACE_LEAST 32

struct pace {
	uint64_t window; // length of one, in the clock's unit
	uint64_t now;    // sum of all that was added
	double done[PACE_WINDOWS];
};

struct steadiness {
	bool known; // the run was long enough to tell
	bool steady;
	unsigned windows; // judged
	uint64_t window;  // length of one, in the clock's unit
	double each;      // operations in one, mean
	// As parts of the mean: how far the window farthest from it is, and how
	// much the line through all of them rises, or falls, from the first
	// to the last.
	double deviation, slope;
};

void pace_init(struct pace *p, uint64_t window);
// `n` operations in the `took` that follow on what was added before; a window
// gets of them what falls into it.
void pace_add(struct pace *p, uint64_t n, uint64_t took);
// The sum of two that began together, as long as both went on.
void pace_merge(struct pace *to, const struct pace *from);
// Steady: neither deviation nor slope is more than `within`, a part of the
// mean.
struct steadiness pace_judge(const struct pace *p, double within);
