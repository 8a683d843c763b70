// SPDX-License-Identifier: MIT
// How long one worker goes on: through its share once or, of a plan that says
// so, over and over for a number of operations, for a time, or until its rate
// is steady.
#pragma once

#include <stdatomic.h>

#include "base/clock.h"
#include "result/result.h"
#include "run/plan.h"
#include "stats/pace.h"

struct limit {
	const struct run_plan *plan;
	enum clock_kind clock;
	uint64_t left;     // operations of this worker
	uint64_t deadline; // 0: none
	size_t batch;      // operations in the next one
	struct pace pace;  // of the time in the engine's loop
	uint64_t judged;   // windows that were full when it was asked last
	bool settled;
	// Of all workers, those whose rate was not found steady so far.
	atomic_uint *unsettled;
};

// Of the worker `index`, when its first operation is due.
void limit_begin(struct limit *l, const struct run_plan *plan,
		 enum clock_kind clock, unsigned index, atomic_uint *unsettled);
// Operations that may be done before it is asked again; 0: it has ended, and
// *ret_how says by what.
size_t limit_next(const struct limit *l, enum ending *ret_how);
void limit_account(struct limit *l, size_t done, uint64_t took);
