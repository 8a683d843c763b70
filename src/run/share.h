// SPDX-License-Identifier: MIT
// What each of a plan's workers works on.
#pragma once

#include "run/plan.h"

// Of worker `index`, in a repetition with this seed.
struct workload_share share_of(const struct run_plan *plan,
			       const struct geometry *geo, uint64_t seed,
			       unsigned index);
