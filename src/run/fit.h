// SPDX-License-Identifier: MIT
// A plan made from options meets the target that was opened: what the target
// decides is put in, what it cannot do is refused. Of use for devices; a file
// can do everything.
#pragma once

#include "run/plan.h"

// destroy: --destroy-data was given.
int run_plan_fit(struct run_plan *plan, struct target *t, bool destroy,
		 struct error *err) ATTR_MUST_CHECK;
