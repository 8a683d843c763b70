// SPDX-License-Identifier: MIT
// The gate: two sets of results, and of verdicts of `daxbench check`, to a
// verdict a metric or case and one overall.
#pragma once

#include "result/comparison.h"
#include "result/noise.h"
#include "result/result-read.h"

struct gate_options {
	bool paired; // file i of BASE and of NEW belong together
	const char
		*metrics; // comma list of those that gate; NULL: as results say
	const char *allow;         // see fingerprint.h
	double min_effect;         // relative; 0: by the clock, 0.5 % or 3 %
	double confidence;         // 0.95
	const struct noise *noise; // the A/A floor; NULL: not measured
	// Values of NEW are made worse by this factor before they are judged,
	// 1.10 for 10 %; 0: as they are. For the self-test.
	double worsen;
};

#define GATE_MIN_EFFECT_ICOUNT 0.005
#define GATE_MIN_EFFECT_WALL 0.03
#define GATE_FLOOR_NS 20

// Names are only for messages. Never fails: what cannot be judged is said in
// the comparison. Release it with comparison_release().
void gate_compare(const struct result_set *base, const char *base_name,
		  const struct result_set *new, const char *new_name,
		  const struct gate_options *options,
		  struct comparison *ret_comparison);
