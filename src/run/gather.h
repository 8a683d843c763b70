// SPDX-License-Identifier: MIT
// What all workers of a pass did, as one repetition.
#pragma once

#include "run/worker-state.h"

// None of them failed.
void gather(const struct worker *v, unsigned n, struct repetition *rep);
