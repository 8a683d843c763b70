// SPDX-License-Identifier: MIT
// The noise that the gate's rules were chosen under, and the five designs
// that were compared: log-normal values, boots that differ by 2 % and runs of
// a boot by 1 % (standard deviations), and a drift that is linear over the
// session and changes it by a normal 2.7 % from one end to the other. Shared
// by the unit test and by `make bench-gate`, which prints the whole table.
#pragma once

#include <math.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/attr.h"
#include "base/rng.h"
#include "gate/rule.h"
#include "stats/ranktest.h"

#define MODEL_BOOT 0.02
#define MODEL_RUN 0.01
#define MODEL_DRIFT 0.027
#define MODEL_MOST 40

enum design {
	DESIGN_ONE_BOOT,  // 1 boot each, 10 runs, Mann-Whitney p < .05
	DESIGN_ONE_RUN,   // 1 run each, more than 5 %
	DESIGN_BLOCKS,    // 10 boots each in blocks, Mann-Whitney
	DESIGN_PAIRS,     // 10 ABBA pairs, 95 % interval > 0 and HL >= 3 %
	DESIGN_TWO_STAGE, // the gate's own rule on 20 pairs
	DESIGN_LAST = DESIGN_TWO_STAGE,
};

static inline double model_normal(struct rng *rng)
{
	double u = ((double)(rng_next(rng) >> 11) + 1) / 9007199254740993.0;
	double v = (double)(rng_next(rng) >> 11) / 9007199254740992.0;

	return sqrt(-2 * log(u)) * cos(2 * M_PI * v);
}

// Values of the two sides in session order: `sides` says whose turn it is.
struct model {
	struct rng rng;
	double effect; // ln of how much slower B truly is
	double a[MODEL_MOST], b[MODEL_MOST];
	size_t n;
};

static inline void model_session(struct model *m, const bool *is_b, size_t n,
				 size_t runs_a_boot)
{
	double drift = MODEL_DRIFT * model_normal(&m->rng), boot = 0;
	size_t n_a = 0, n_b = 0;

	for (size_t i = 0; i < n; i++) {
		double at = ((double)i + 0.5) / (double)n - 0.5;

		if (i % runs_a_boot == 0)
			boot = MODEL_BOOT * model_normal(&m->rng);
		double v = exp(7 + boot + drift * at +
			       MODEL_RUN * model_normal(&m->rng) +
			       (is_b[i] ? m->effect : 0));

		if (is_b[i])
			m->b[n_b++] = v;
		else
			m->a[n_a++] = v;
	}
	m->n = n_a;
}

// n/2 of A, then n/2 of B.
static inline void model_blocks(struct model *m, size_t n, size_t runs_a_boot)
{
	bool is_b[MODEL_MOST];

	for (size_t i = 0; i < n; i++)
		is_b[i] = i >= n / 2;
	model_session(m, is_b, n, runs_a_boot);
}

// n pairs as ABBA or BAAB, by chance.
static inline void model_pairs(struct model *m, size_t n)
{
	bool is_b[MODEL_MOST];

	for (size_t i = 0; i < 2 * n; i += 4) {
		bool first = rng_below(&m->rng, 2);

		is_b[i] = is_b[i + 3] = first;
		is_b[i + 1] = is_b[i + 2] = !first;
	}
	model_session(m, is_b, 2 * n, 1);
}

static inline bool model_ranks_slower(const struct model *m)
{
	return median(m->b, m->n) > median(m->a, m->n) &&
	       rank_sum_p(m->a, m->n, m->b, m->n) < 0.05;
}

static inline bool model_pairs_slower(const struct model *m)
{
	double d[MODEL_MOST];
	struct shift s;

	for (size_t i = 0; i < m->n; i++)
		d[i] = log(m->b[i] / m->a[i]);
	return shift_paired(d, m->n, 0.95, &s) == 0 && s.low > 0 &&
	       s.estimate >= log(1.03);
}

static inline enum outcome model_two_stage(const struct model *m)
{
	struct rule_limits limits = {
		.min_effect = 0.03,
		.confidence = 0.95,
		.direction = DIRECTION_LESS,
	};

	return rule_paired((struct sample){ m->a, m->n },
			   (struct sample){ m->b, m->n }, &limits)
		.outcome;
}

// One experiment: was B judged slower?
static inline bool model_slower(struct model *m, enum design design)
{
	switch (design) {
	case DESIGN_ONE_BOOT:
		model_blocks(m, 20, 10);
		return model_ranks_slower(m);
	case DESIGN_ONE_RUN:
		model_blocks(m, 2, 1);
		return m->b[0] > 1.05 * m->a[0];
	case DESIGN_BLOCKS:
		model_blocks(m, 20, 1);
		return model_ranks_slower(m);
	case DESIGN_PAIRS:
		model_pairs(m, 10);
		return model_pairs_slower(m);
	case DESIGN_TWO_STAGE:
		break;
	}
	model_pairs(m, 20);
	return model_two_stage(m) == OUTCOME_REGRESSED;
}

static inline unsigned model_count(enum design design, double change,
				   unsigned rounds, uint64_t seed)
{
	struct model m = { .rng = { seed }, .effect = log1p(change) };
	unsigned slower = 0;

	for (unsigned i = 0; i < rounds; i++)
		slower += model_slower(&m, design);
	return slower;
}
