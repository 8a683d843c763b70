// SPDX-License-Identifier: MIT
// Verdicts of `daxbench check` on both sides: a promise that was kept and is
// not any more is as loud as a lost mapping.
#pragma once

#include "result/comparison.h"
#include "result/result-read.h"

// What judgement.workload and .method are of a case; .metric is "E1 pmd".
#define CASES_WORKLOAD "check"
#define CASES_METHOD "case"

bool cases_is(const struct judgement *j);
// Are all verdicts of a side of one kernel and place, and may the sides be set
// against each other? If not, *ret_why says what differs; caller frees. What
// differs is appended to `to` unless results say it already.
bool cases_comparable(const struct result_set *base,
		      const struct result_set *new, const char *allow,
		      struct comparison *to, char **ret_why);
// A judgement a case and variant; of several documents of a side the worst
// verdict stands. `fail`: in NEW nothing holds, for the self-test. Returns
// whether NEW has a verdict, or none and the reason, on all that BASE has.
bool cases_judge(const struct result_set *base, const struct result_set *new,
		 bool fail, struct comparison *to);
