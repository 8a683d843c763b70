// SPDX-License-Identifier: MIT
// One axis of a figure: from values to places between 0 and 1, and the round
// numbers to write beside it.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#define AXIS_TICKS_MAX 16

struct axis {
	double low, high; // low < high, both finite; above 0 when log
	bool log;
	bool binary; // of a logarithmic one: round numbers are powers of two
	// Shares below 1, stretched towards it: 90 %, 99 % and 99.9 % are
	// equally far apart. low and high are shares.
	bool tail;
	bool whole; // of counts: a tick stands at a whole number
	bool any;   // fitted to at least one value
	bool fixed; // low and high are given: values and settling change
		    // nothing
};

struct axis_ticks {
	double v[AXIS_TICKS_MAX];
	size_t n;
};

// Widen to hold the value; what is not finite, or not above 0 on a log axis,
// is left out.
void axis_take(struct axis *a, double value);
// After the last value: some room on either side, and a range that is not
// empty whatever was taken.
void axis_settle(struct axis *a);
// 0 at the low end, 1 at the high one; held between them. NAN is at 0.
double axis_place(const struct axis *a, double value);
// Round numbers within the axis, about `wanted` of them (at most
// AXIS_TICKS_MAX, at least 2 for wanted >= 2 where the axis allows, one where
// it holds one whole number only).
void axis_ticks(const struct axis *a, unsigned wanted, struct axis_ticks *t);
