// SPDX-License-Identifier: MIT
// Every step of a share once: in ascending order, or in a seeded one, from a
// random start by a random stride that shares no divisor with the number of
// steps.
#pragma once

#include "workload/workload.h"

struct touch_state {
	uint64_t base, step;  // bytes; of this worker's
	uint64_t count, left; // steps
	uint64_t at, stride;  // steps
};

void touch_begin(void *state, const struct workload_share *share);
size_t touch_fill(void *state, const struct workload_share *share,
		  struct batch *batch);
