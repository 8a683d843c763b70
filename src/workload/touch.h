// SPDX-License-Identifier: MIT
// First touches of every step of a share: what pmd-fault and pte-fault have in
// common. The step is what one touch is expected to map. In ascending order,
// or in a seeded one that visits each step once: from a random start by a
// random stride that shares no divisor with the number of steps.
#pragma once

#include "workload/workload.h"

struct touch_state {
	uint64_t base, step;  // bytes
	uint64_t count, left; // steps
	uint64_t at, stride;  // steps
};

void touch_begin(struct touch_state *t, const struct workload_share *share,
		 uint64_t step);
size_t touch_fill(void *state, const struct workload_share *share,
		  struct batch *batch);
