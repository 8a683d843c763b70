// SPDX-License-Identifier: MIT
#include "gate/floor.h"

#include <errno.h>
#include <math.h>

#include "base/alloc.h"
#include "gate/fingerprint.h"
#include "gate/pair.h"
#include "gate/rule.h"
#include "gate/values.h"
#include "stats/ranktest.h"

struct measuring {
	enum clock_kind clock;
	double confidence;
	struct noise *to;
};

static void measure_exact(const struct values *v, const struct metric *m,
			  struct noise_floor *f)
{
	struct sample s = { v->v, v->n };
	struct sample first = { v->v, 1 };

	f->method = NOISE_EXACT;
	f->n = v->n;
	f->equal = rule_exact(first, s, m->direction).outcome == OUTCOME_SAME;
}

static void measure_range(const double *log_v, size_t n, struct noise_floor *f)
{
	double low = log_v[0], high = log_v[0];

	for (size_t i = 1; i < n; i++) {
		low = fmin(low, log_v[i]);
		high = fmax(high, log_v[i]);
	}
	f->method = NOISE_RANGE;
	f->n = n;
	f->half_width = (high - low) / 2;
}

static void measure_pairs(const double *log_v, size_t n, double confidence,
			  struct noise_floor *f)
{
	cleanup_free double *d = xcalloc(n / 2, sizeof(*d));
	struct shift s;

	f->method = NOISE_PAIRS;
	f->n = n / 2;
	f->half_width = 0;
	for (size_t i = 0; i < f->n; i++) {
		d[i] = log_v[2 * i + 1] - log_v[2 * i];
		f->half_width = fmax(f->half_width, fabs(d[i]));
	}
	if (shift_paired(d, f->n, confidence, &s) == 0 && s.reached)
		f->half_width = fmax(fabs(s.low), fabs(s.high));
}

static bool positive(const struct values *v)
{
	for (size_t i = 0; i < v->n; i++)
		if (!(isfinite(v->v[i]) && v->v[i] > 0))
			return false;
	return true;
}

// A metric that some results do not have, or that was not measured, has no
// floor.
static void measure(struct measuring *m, const struct run_group *group,
		    const struct metric *metric)
{
	cleanup_values struct values v =
		values_take(group, metric->name,
			    metric->exact ? UNIT_REPETITION : UNIT_FILE);

	if (v.n < group->n || (!metric->exact && !positive(&v)))
		return;
	struct noise_floor *f =
		noise_add(m->to, group->key, metric->name, metric->unit);

	if (metric->exact) {
		measure_exact(&v, metric, f);
		return;
	}
	for (size_t i = 0; i < v.n; i++)
		v.v[i] = log(v.v[i]);
	if (m->clock == CLOCK_KIND_ICOUNT)
		measure_range(v.v, v.n, f);
	else
		measure_pairs(v.v, v.n, m->confidence, f);
}

static int check(const struct result_set *set, struct error *err)
{
	const char *key;

	if (set->n < 2)
		return error_set(
			err, -EINVAL,
			"one result does not show how much two differ");
	for (size_t i = 1; i < set->n; i++)
		if (!fingerprint_same(&set->v[0].result, &set->v[i].result,
				      &key))
			return error_set(err, -EINVAL,
					 "'%s' and '%s' differ in %s",
					 set->v[0].path, set->v[i].path, key);
	return 0;
}

int floor_measure(const struct result_set *set, double confidence,
		  struct noise *ret_noise, struct error *err)
{
	cleanup_run_groups struct run_groups groups = { 0 };
	cleanup_noise struct noise noise = { .n_files = set->n,
					     .confidence = confidence };
	struct measuring m = { .confidence = confidence, .to = &noise };
	int ret = check(set, err);

	if (ret < 0)
		return ret;
	m.clock = set->v[0].result.clock;
	fingerprint_take(&set->v[0].result, &noise);
	pair_groups(set, &groups);
	for (size_t i = 0; i < groups.n; i++) {
		const struct run_group *group = &groups.v[i];
		cleanup_free char *why = pair_doubt(group, "a result");

		if (why)
			return error_set(err, -EINVAL, "%s: %s", group->key,
					 why);
		if (group->n < 2)
			continue;
		for (size_t k = 0; k < group->runs[0]->n_metrics; k++)
			measure(&m, group, &group->runs[0]->metrics[k]);
	}
	if (!noise.n)
		return error_set(err, -EINVAL,
				 "no metric of a run is in two results");
	*ret_noise = noise;
	noise = (struct noise){ 0 };
	return 0;
}
