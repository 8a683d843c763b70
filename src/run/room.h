// SPDX-License-Identifier: MIT
// --fit: a size that suits large machines, halved until it suits this one.
#pragma once

#include "run/plan.h"

// Halve the plan's size while it is more than three quarters of what is free
// on the target, so that it does not depend on the last block: two file
// systems of about the same size give the same. Nothing for a plan without
// fit. -EOPNOTSUPP when not even one chunk a thread is left.
int run_plan_shrink(struct run_plan *plan, const struct target *target,
		    struct error *err);
// The arithmetic of it: 0 when nothing fits.
uint64_t room_size(uint64_t asked, uint64_t room, uint64_t chunk_bytes);
