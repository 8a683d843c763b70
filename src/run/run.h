// SPDX-License-Identifier: MIT
// One run from plan to record: a rehearsal, the warm-up passes, the timed
// repetitions, the verdict on the mapping, the metrics.
#pragma once

#include "base/error.h"
#include "result/result.h"
#include "run/pass.h"

struct run_observer {
	// Before every pass; what: "rehearsal", "warm-up", "repetition".
	void (*step)(void *context, const struct run_plan *plan,
		     const char *what, unsigned done, unsigned total);
	void *context;
};

// Passes that the plan takes, the rehearsal among them.
unsigned run_passes(const struct run_plan *plan);

// Fills `run`, also on failure: what was finished is kept and judged. Returns
// 0, -EINTR when a signal came, -EOPNOTSUPP when this machine cannot do it, or
// the error.
int run_execute(const struct pass_setting *setting, struct run_record *run,
		const struct run_observer *observer, struct error *err);
