// SPDX-License-Identifier: MIT
// From the surveys of all passes to one mapping block: what was obtained, how
// sure that is, and whether it is what was expected.
#pragma once

#include "result/result.h"
#include "run/pass.h"

// surveys[0] is the rehearsal, the rest are timed passes. Evidence is moved
// out of the surveys: for each witness that of the pass which decides (a
// refuting one first), with the facts passes.confirms, passes.refutes,
// passes.silent and passes.unavailable.
void verdict_reach(struct run_record *run, const struct run_plan *plan,
		   struct survey *surveys, size_t n);
