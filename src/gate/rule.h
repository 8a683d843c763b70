// SPDX-License-Identifier: MIT
// The rules of the gate over plain numbers; GATE in daxbench-compare(1) says
// them to users. Effects are ln(new / base) here.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "result/comparison.h"

// Pairs that the first stage looks at, and those a suspicion needs.
#define RULE_PAIRS 10
#define RULE_PAIRS_CONFIRMED 20
// Repetitions a side below which two unpaired sides are inconclusive.
#define RULE_UNPAIRED_MIN 9

struct sample {
	const double *v;
	size_t n;
};

struct rule_limits {
	double min_effect; // relative, 0.03
	double confidence; // 0.95
	double floor;      // absolute, in the metric's unit
	double noise;      // half-width of the A/A floor, ln; 0: not measured
	bool matched;      // value i of both sides is the same work
	enum direction direction;
};

struct ruling {
	enum outcome outcome;
	double effect, low, high; // ln; NAN: none
	double confidence;
	double min_effect;  // ln: what counts, with the noise in it
	double p;           // NAN: no test
	const char *method; // static
	const char *why;    // static: why inconclusive or same; NULL: obvious
};

// Inconclusive: there are no numbers, and `why` there are none.
struct ruling rule_nothing(const char *method, const char *why);
struct ruling rule_exact(struct sample base, struct sample new,
			 enum direction direction);
// Counted instructions: nearly constant, one boot a side is enough. Where the
// values of a side differ among themselves by more than what counts, and are
// matched, their differences are judged: what all boots do is no noise.
struct ruling rule_icount(struct sample base, struct sample new,
			  const struct rule_limits *limits);
struct ruling rule_unpaired(struct sample base, struct sample new,
			    const struct rule_limits *limits);
// base.v[i] and new.v[i] are pair i; two stages.
struct ruling rule_paired(struct sample base, struct sample new,
			  const struct rule_limits *limits);
// Whether better or worse is claimed although the adjusted p does not carry
// it; then it is inconclusive.
void rule_adjust(struct ruling *r, double adjusted_p);
