// SPDX-License-Identifier: MIT
#include "gate/judge.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/parse.h"
#include "gate/cases.h"
#include "gate/rule.h"
#include "gate/sentence.h"
#include "gate/sides.h"
#include "gate/values.h"
#include "result/run-key.h"
#include "stats/ranktest.h"

// What is being judged; rulings[i] belongs to to->v[i].
struct gate {
	const struct gate_options *options;
	struct comparison *to;
	struct ruling *rulings;
	size_t n_base_files, n_new_files;
	bool lost; // a run or a metric of BASE has no counterpart
};

// The two groups that did the same.
struct match {
	const struct run_group *base, *new;
	const char *label;
	char *doubt; // why times of it are not to be trusted; NULL: they are
};

static void keep(struct gate *g, const struct judgement *j,
		 const struct ruling *r)
{
	struct judgement *to = comparison_add(g->to);

	*to = *j;
	to->outcome = r->outcome;
	to->effect = expm1(r->effect);
	to->low = expm1(r->low);
	to->high = expm1(r->high);
	to->confidence = r->confidence;
	to->min_effect = expm1(r->min_effect);
	to->p = r->p;
	to->method = r->method;
	g->rulings = xreallocarray(g->rulings, g->to->n, sizeof(*g->rulings));
	g->rulings[g->to->n - 1] = *r;
}

static struct judgement about(const struct match *m, const char *metric,
			      const char *unit)
{
	return (struct judgement){
		.run = xstrdup(m->base->key),
		.workload = xstrdup(m->base->runs[0]->workload),
		.label = xstrdup(m->label),
		.metric = xstrdup(metric),
		.unit = xstrdup(unit),
	};
}

static bool disputed(const struct run_group *g)
{
	for (size_t i = 0; i < g->n; i++)
		if (strcmp(g->runs[i]->mapping.agreement, "disputed") == 0)
			return true;
	return false;
}

// The loudest metric: by what the ranges were mapped. It gates whatever
// metrics were named. Asked for PTE, more of PMD is not what was measured.
static void judge_mapping(struct gate *g, const struct match *m)
{
	struct judgement j = about(m, "mapping", "ratio");
	bool pte = m->base->runs[0]->mapping.asked == PAGE_SIZE_PTE;
	struct ruling r = rule_nothing("exact", NULL);
	double a[2], b[2];

	j.direction = pte ? DIRECTION_EQUAL : DIRECTION_MORE;
	j.exact = j.gate = true;
	j.n_base = m->base->n;
	j.n_new = m->new->n;
	if (disputed(m->base) || disputed(m->new)) {
		r.why = "witnesses contradict each other";
	} else if (!values_huge_share(m->base, &a[0], &a[1]) ||
		   !values_huge_share(m->new, &b[0], &b[1])) {
		r.why = "no witness counted what mapped the range";
	} else {
		r = rule_exact((struct sample){ a, 2 }, (struct sample){ b, 2 },
			       j.direction);
		j.base = pte ? a[1] : a[0];
		j.new = pte ? b[1] : b[0];
	}
	keep(g, &j, &r);
}

static const struct metric *any_metric(const struct run_group *group,
				       const char *name)
{
	for (size_t i = 0; i < group->n; i++) {
		const struct metric *m = values_metric(group->runs[i], name);

		if (m)
			return m;
	}
	return NULL;
}

static struct ruling rule_for(const struct gate *g, const struct match *m,
			      const struct metric *shape,
			      const struct values *a, const struct values *b)
{
	const struct noise_floor *floor =
		g->options->noise ? noise_find(g->options->noise, m->base->key,
					       shape->name, shape->unit)
				  : NULL;
	bool icount = g->to->clock == CLOCK_KIND_ICOUNT;
	struct sample base = { a->v, a->n }, new = { b->v, b->n };
	struct rule_limits limits = {
		.min_effect = g->options->min_effect,
		.confidence = g->options->confidence,
		.floor = strcmp(shape->unit, "ns") == 0 ? GATE_FLOOR_NS : 0,
		.noise = floor && isfinite(floor->half_width)
				 ? floor->half_width
				 : 0,
		.matched = pair_same_work(m->base, m->new),
		.direction = shape->direction,
	};

	if (!(limits.min_effect > 0))
		limits.min_effect =
			icount ? GATE_MIN_EFFECT_ICOUNT : GATE_MIN_EFFECT_WALL;
	if (shape->exact && floor && floor->method == NOISE_EXACT &&
	    !floor->equal)
		return rule_nothing(
			"exact", "it is not the same in results of one kernel");
	if (shape->exact)
		return rule_exact(base, new, shape->direction);
	if (icount)
		return rule_icount(base, new, &limits);
	if (g->options->paired)
		return rule_paired(base, new, &limits);
	return rule_unpaired(base, new, &limits);
}

// Repetitions of one boot are the units where boots agree (instructions) or
// where there is only one; otherwise a file is one.
static enum unit_of unit_for(const struct gate *g, const struct metric *shape,
			     size_t n_files)
{
	if (shape->exact || g->to->clock == CLOCK_KIND_ICOUNT)
		return UNIT_REPETITION;
	if (g->options->paired || n_files > 1)
		return UNIT_FILE;
	return UNIT_REPETITION;
}

static double centre_of(const struct metric *shape, const struct values *v)
{
	double least = NAN;

	if (!shape->exact)
		return median(v->v, v->n);
	for (size_t i = 0; i < v->n; i++)
		if (!(v->v[i] > least))
			least = v->v[i];
	if (shape->direction == DIRECTION_MORE || !v->n)
		return least;
	for (size_t i = 0; i < v->n; i++)
		if (v->v[i] > least)
			least = v->v[i];
	return least;
}

// Null throughout: not measured (--no-latency, an engine without a mapping).
static bool unmeasured(const struct values *v)
{
	for (size_t i = 0; i < v->n; i++)
		if (isfinite(v->v[i]))
			return false;
	return v->n > 0;
}

static void judge_metric(struct gate *g, const struct match *m,
			 const struct metric *shape)
{
	const struct metric *other = any_metric(m->new, shape->name);
	struct judgement j = about(m, shape->name, shape->unit);
	cleanup_values struct values a = values_take(
		m->base, shape->name, unit_for(g, shape, g->n_base_files));
	cleanup_values struct values b = values_take(
		m->new, shape->name, unit_for(g, shape, g->n_new_files));
	struct ruling r;

	j.direction = shape->direction;
	j.exact = shape->exact;
	j.gate = g->options->metrics
			 ? list_has(g->options->metrics, shape->name)
			 : shape->gate;
	if (!g->options->metrics && unmeasured(&a) && unmeasured(&b))
		j.gate = false;
	if (g->options->worsen > 0)
		values_worsen(&b, shape->direction, g->options->worsen);
	j.n_base = a.n;
	j.n_new = b.n;
	j.base = centre_of(shape, &a);
	j.new = centre_of(shape, &b);
	if (!other)
		r = rule_nothing("none", "NEW does not have it");
	else if (strcmp(other->unit, shape->unit) != 0 ||
		 other->direction != shape->direction ||
		 other->exact != shape->exact)
		r = rule_nothing("none", "unit or direction differ");
	else if (m->doubt && !shape->exact)
		r = rule_nothing("none", m->doubt);
	else
		r = rule_for(g, m, shape, &a, &b);
	if (other && strcmp(other->unit, shape->unit) != 0)
		r.outcome = OUTCOME_INCOMPARABLE;
	keep(g, &j, &r);
}

static void judge_match(struct gate *g, struct match *m, char **doubts)
{
	const struct run_record *shape = m->base->runs[0];
	char *base = pair_doubt(m->base, "BASE");

	m->doubt = base ? base : pair_doubt(m->new, "NEW");
	*doubts = m->doubt;
	if (shape->mapping.asked != PAGE_SIZE_NONE ||
	    m->new->runs[0]->mapping.asked != PAGE_SIZE_NONE)
		judge_mapping(g, m);
	for (size_t i = 0; i < shape->n_metrics; i++)
		judge_metric(g, m, &shape->metrics[i]);
}

// Holm over the gating metrics that were tested.
static void adjust(struct gate *g)
{
	cleanup_free double *p = xcalloc(g->to->n + 1, sizeof(*p));
	size_t n = 0;

	for (size_t i = 0; i < g->to->n; i++)
		if (g->to->v[i].gate && isfinite(g->rulings[i].p))
			p[n++] = g->rulings[i].p;
	holm_adjust(p, n);
	n = 0;
	for (size_t i = 0; i < g->to->n; i++) {
		struct judgement *j = &g->to->v[i];

		if (j->gate && isfinite(g->rulings[i].p)) {
			rule_adjust(&g->rulings[i], p[n++]);
			j->p = g->rulings[i].p;
			j->outcome = g->rulings[i].outcome;
		}
	}
}

static int rank_of(const struct judgement *j)
{
	if (!j->gate)
		return 2;
	return strcmp(j->metric, "mapping") == 0 || cases_is(j) ? 0 : 1;
}

static void order(struct comparison *c)
{
	struct judgement *v = xcalloc(c->n + 1, sizeof(*v));
	size_t n = 0;

	for (int rank = 0; rank <= 2; rank++)
		for (size_t i = 0; i < c->n; i++)
			if (rank_of(&c->v[i]) == rank)
				v[n++] = c->v[i];
	free(c->v);
	c->v = v;
}

// Without a metric that can be slower or faster a pass would mean nothing.
static bool anything_gates(const struct comparison *c)
{
	for (size_t i = 0; i < c->n; i++)
		if (c->v[i].gate && strcmp(c->v[i].metric, "mapping") != 0)
			return true;
	return false;
}

static const struct judgement *first(const struct comparison *c,
				     enum outcome outcome)
{
	for (size_t i = 0; i < c->n; i++)
		if (c->v[i].gate && c->v[i].outcome == outcome)
			return &c->v[i];
	return NULL;
}

static void conclude(struct gate *g)
{
	struct comparison *c = g->to;
	const char *what = "metrics";
	size_t gating = 0;

	for (size_t i = 0; i < c->n; i++) {
		if (!c->v[i].gate)
			continue;
		if (cases_is(&c->v[i]))
			what = "verdicts";
		gating++;
		if (c->v[i].outcome > c->overall)
			c->overall = c->v[i].outcome;
	}
	bool short_of = !anything_gates(c) || g->lost;

	if (short_of && c->overall < OUTCOME_INCONCLUSIVE) {
		c->overall = OUTCOME_INCONCLUSIVE;
		c->reason = xstrdup(
			g->lost ? "something of BASE has no counterpart in NEW"
				: "nothing was compared");
		return;
	}
	const struct judgement *j = first(c, c->overall);
	size_t n = comparison_count(c, c->overall, true);

	if (c->overall == OUTCOME_SAME || !j)
		c->reason = xasprintf("all %zu gating %s", gating, what);
	else
		c->reason = xasprintf("%zu of %zu gating %s; %s: %s", n, gating,
				      what, j->label, j->sentence);
}

static void look_for_named(struct gate *g)
{
	const char *list = g->options->metrics;

	for (const char *s = list; s && *s; s += *s == ',') {
		size_t len = strcspn(s, ",");
		bool found = false;

		for (size_t i = 0; i < g->to->n && !found; i++)
			found = strlen(g->to->v[i].metric) == len &&
				strncmp(g->to->v[i].metric, s, len) == 0;
		if (!found && len) {
			comparison_note(g->to, "no run has the metric '%.*s'",
					(int)len, s);
			g->lost = true;
		}
		s += len;
	}
}

static void judge_all(struct gate *g, const struct run_groups *base,
		      const struct run_groups *new)
{
	char **doubts = xcalloc(base->n + 1, sizeof(*doubts));
	char **labels = xcalloc(base->n + 1, sizeof(*labels));

	pair_labels(base, labels);
	for (size_t i = 0; i < base->n; i++) {
		struct match m = {
			.base = &base->v[i],
			.new = pair_find(new, base->v[i].key),
			.label = labels[i],
		};

		if (m.new && g->options->paired && m.base->n != m.new->n) {
			comparison_note(g->to, "not in every file: %s",
					m.base->key);
			g->lost = true;
		} else if (m.new) {
			judge_match(g, &m, &doubts[i]);
		} else {
			comparison_note(g->to, "only in BASE: %s", m.base->key);
			g->lost = true;
		}
	}
	for (size_t i = 0; i < new->n; i++)
		if (!pair_find(base, new->v[i].key))
			comparison_note(g->to, "only in NEW: %s",
					new->v[i].key);
	look_for_named(g);
	adjust(g);
	for (size_t i = 0; i < g->to->n; i++)
		g->to->v[i].sentence =
			sentence_of(&g->to->v[i], &g->rulings[i]);
	for (size_t i = 0; i < base->n; i++) {
		free(doubts[i]);
		free(labels[i]);
	}
	free(doubts);
	free(labels);
}

static void note_skips(struct comparison *to, const struct result_set *set,
		       const char *side)
{
	for (size_t f = 0; f < set->n; f++) {
		const struct result *r = &set->v[f].result;

		for (size_t i = 0; i < r->n_runs; i++) {
			if (!r->runs[i].skipped)
				continue;
			cleanup_free char *key = run_key(&r->runs[i], NULL);

			comparison_note(to, "skipped in %s: %s: %s", side, key,
					r->runs[i].skipped);
		}
	}
}

void gate_compare(const struct result_set *base, const char *base_name,
		  const struct result_set *new, const char *new_name,
		  const struct gate_options *options,
		  struct comparison *ret_comparison)
{
	cleanup_run_groups struct run_groups a = { 0 }, b = { 0 };
	struct gate g = {
		.options = options,
		.to = ret_comparison,
		.n_base_files = base->n,
		.n_new_files = new->n,
	};

	*ret_comparison = (struct comparison){
		.base = side_take(base, base_name),
		.new = side_take(new, new_name),
		.timed = base->n > 0,
		.clock = base->n ? base->v[0].result.clock : CLOCK_KIND_WALL,
		.paired = options->paired,
		.noise = options->noise ? xstrdup(options->noise->path) : NULL,
	};
	if (!sides_comparable(base, new, options, ret_comparison))
		return;
	if (options->paired && base->n != new->n)
		comparison_note(ret_comparison,
				"paired, but BASE has %zu files and NEW %zu",
				base->n, new->n);
	note_skips(ret_comparison, base, "BASE");
	note_skips(ret_comparison, new, "NEW");
	pair_groups(base, &a);
	pair_groups(new, &b);
	judge_all(&g, &a, &b);
	if (!cases_judge(base, new, options->worsen > 0, ret_comparison))
		g.lost = true;
	order(ret_comparison);
	conclude(&g);
	free(g.rulings);
}
