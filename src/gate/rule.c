// SPDX-License-Identifier: MIT
#include "gate/rule.h"

#include <math.h>
#include <stdbool.h>

#include "base/alloc.h"
#include "stats/bootstrap.h"
#include "stats/ranktest.h"
#include "stats/student.h"

// Shares and counts that are equal in the document are equal to 12 digits.
#define EXACT_TOLERANCE 1e-9
// Of the bootstrap; any fixed number serves.
#define SEED 1

struct ruling rule_nothing(const char *method, const char *why)
{
	return (struct ruling){
		.outcome = OUTCOME_INCONCLUSIVE,
		.effect = NAN,
		.low = NAN,
		.high = NAN,
		.confidence = NAN,
		.min_effect = NAN,
		.p = NAN,
		.method = method,
		.why = why,
	};
}

static bool all_known(struct sample s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!isfinite(s.v[i]))
			return false;
	return s.n > 0;
}

static bool positive(struct sample s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!(s.v[i] > 0))
			return false;
	return true;
}

// Why no logarithms can be compared, or NULL.
static const char *unfit(struct sample base, struct sample new)
{
	if (!base.n || !new.n)
		return "a side has no value";
	if (!all_known(base) || !all_known(new))
		return "a value is not known";
	if (!positive(base) || !positive(new))
		return "a value is zero, which no measurement gives";
	if (base.n > RANKTEST_MAX || new.n > RANKTEST_MAX)
		return "a side has more than 2000 values";
	return NULL;
}

static void range(struct sample s, double *ret_min, double *ret_max)
{
	*ret_min = *ret_max = s.v[0];
	for (size_t i = 1; i < s.n; i++) {
		*ret_min = fmin(*ret_min, s.v[i]);
		*ret_max = fmax(*ret_max, s.v[i]);
	}
}

// Is b worse (> 0), better (< 0) or equal for a metric of this direction?
static int worse(double a, double b, enum direction direction)
{
	double tolerance = EXACT_TOLERANCE * fmax(fabs(a), fabs(b));

	if (fabs(a - b) <= tolerance)
		return 0;
	if (direction == DIRECTION_EQUAL)
		return 1;
	return (b > a) == (direction == DIRECTION_LESS) ? 1 : -1;
}

struct ruling rule_exact(struct sample base, struct sample new,
			 enum direction direction)
{
	struct ruling r = rule_nothing("exact", "a value is not known");
	double a[2], b[2];

	if (!all_known(base) || !all_known(new))
		return r;
	range(base, &a[0], &a[1]);
	range(new, &b[0], &b[1]);
	int low = worse(a[0], b[0], direction);
	int high = worse(a[1], b[1], direction);

	r.why = NULL;
	if (low > 0 || high > 0)
		r.outcome = OUTCOME_REGRESSED;
	else if (low < 0 || high < 0)
		r.outcome = OUTCOME_IMPROVED;
	else
		r.outcome = OUTCOME_SAME;
	return r;
}

static double *logs(struct sample s)
{
	double *v = xcalloc(s.n, sizeof(*v));

	for (size_t i = 0; i < s.n; i++)
		v[i] = log(s.v[i]);
	return v;
}

static enum outcome named(double effect, enum direction direction)
{
	if (direction == DIRECTION_EQUAL)
		return OUTCOME_REGRESSED;
	return (effect > 0) == (direction == DIRECTION_LESS) ? OUTCOME_REGRESSED
							     : OUTCOME_IMPROVED;
}

// The effect is as large as what counts, and its interval is on its side.
static bool shown(const struct ruling *r)
{
	return fabs(r->effect) >= r->min_effect &&
	       (r->effect > 0 ? r->low > 0 : r->high < 0);
}

static void decide(struct ruling *r, double difference,
		   const struct rule_limits *limits)
{
	r->why = NULL;
	if (shown(r) && fabs(difference) < limits->floor) {
		r->outcome = OUTCOME_SAME;
		r->why = "the difference is below the absolute floor";
	} else if (shown(r)) {
		r->outcome = named(r->effect, limits->direction);
	} else if ((r->high - r->low) / 2 > r->min_effect) {
		r->outcome = OUTCOME_INCONCLUSIVE;
		r->why = "the interval is wider than the effect that counts";
	} else {
		r->outcome = OUTCOME_SAME;
	}
}

static void take(struct ruling *r, const struct shift *s, double confidence)
{
	r->effect = s->estimate;
	r->low = s->low;
	r->high = s->high;
	r->confidence = confidence;
}

// Half-width of what the repetitions of one boot differ by: of the interval
// of their centre; where there are too few for ranks, of Student's.
static double noise(const double *log_v, size_t n, double confidence)
{
	struct shift centre;

	if (shift_paired(log_v, n, confidence, &centre) == 0 && centre.reached)
		return (centre.high - centre.low) / 2;
	return student_half_width(log_v, n, confidence);
}

// Differences of values that are the same work on both sides. They may be few,
// so their interval is Student's, at a level at which identical kernels are
// called slower once in a thousand (for 95 %).
static struct ruling matched(const double *a, const double *b, size_t n,
			     double difference,
			     const struct rule_limits *limits)
{
	struct ruling r = rule_nothing("matched", NULL);
	double level = 1 - (1 - limits->confidence) / 25;
	cleanup_free double *d = xcalloc(n, sizeof(*d));
	double mean = 0;

	for (size_t i = 0; i < n; i++) {
		d[i] = b[i] - a[i];
		mean += d[i] / (double)n;
	}
	double half = student_half_width(d, n, level);

	r.effect = mean;
	r.low = mean - half;
	r.high = mean + half;
	r.confidence = level;
	r.min_effect = fmax(log1p(limits->min_effect), 2 * limits->noise);
	decide(&r, difference, limits);
	return r;
}

static void doubt(struct ruling *r, const char *why)
{
	r->outcome = OUTCOME_INCONCLUSIVE;
	r->why = why;
}

struct ruling rule_icount(struct sample base, struct sample new,
			  const struct rule_limits *limits)
{
	struct ruling r = rule_nothing("instructions", unfit(base, new));
	struct shift s;

	if (r.why)
		return r;
	if (base.n < 2 || new.n < 2) {
		r.why = "one repetition does not show how much they differ";
		return r;
	}
	cleanup_free double *a = logs(base), *b = logs(new);
	double difference = median(new.v, new.n) - median(base.v, base.n);
	double wanted = log1p(limits->min_effect);
	double spread = fmax(noise(a, base.n, limits->confidence),
			     noise(b, new.n, limits->confidence));

	bootstrap_medians(a, base.n, b, new.n, limits->confidence, SEED, &s);
	take(&r, &s, limits->confidence);
	r.min_effect = fmax(wanted, 2 * fmax(limits->noise, spread));
	decide(&r, difference, limits);
	if (shown(&r))
		return r;
	if (spread > wanted && limits->matched && base.n == new.n)
		r = matched(a, b, base.n, difference, limits);
	else if (spread > wanted)
		doubt(&r,
		      "repetitions differ by more than the effect that counts");
	if (limits->noise > wanted && !shown(&r))
		doubt(&r,
		      "boots of one kernel differ by more than the effect that counts");
	return r;
}

struct ruling rule_unpaired(struct sample base, struct sample new,
			    const struct rule_limits *limits)
{
	struct ruling r = rule_nothing("unpaired", unfit(base, new));
	struct shift s;

	if (r.why)
		return r;
	if (base.n < RULE_UNPAIRED_MIN || new.n < RULE_UNPAIRED_MIN) {
		r.why = "fewer than 9 values a side";
		return r;
	}
	cleanup_free double *a = logs(base), *b = logs(new);

	if (shift_unpaired(a, base.n, b, new.n, limits->confidence, &s) < 0 ||
	    !s.reached) {
		r.why = "too few values for this confidence";
		return r;
	}
	take(&r, &s, limits->confidence);
	r.p = rank_sum_p(a, base.n, b, new.n);
	r.min_effect = fmax(log1p(limits->min_effect), 2 * limits->noise);
	decide(&r, median(new.v, new.n) - median(base.v, base.n), limits);
	return r;
}

// One stage: the first n pairs at this confidence.
static bool stage(struct ruling *r, const double *d, size_t n,
		  double confidence)
{
	struct shift s;

	if (shift_paired(d, n, confidence, &s) < 0 || !s.reached) {
		r->why = "too few pairs for this confidence";
		return false;
	}
	take(r, &s, confidence);
	r->p = signed_rank_p(d, n);
	return true;
}

struct ruling rule_paired(struct sample base, struct sample new,
			  const struct rule_limits *limits)
{
	struct ruling r = rule_nothing("paired", unfit(base, new));
	// On suspicion a fifth of the error is allowed: 95 % becomes 99 %.
	double confirmed = 1 - (1 - limits->confidence) / 5;

	if (r.why)
		return r;
	if (base.n < RULE_PAIRS || base.n != new.n) {
		r.why = "fewer than 10 pairs";
		return r;
	}
	cleanup_free double *d = xcalloc(base.n, sizeof(*d));
	double difference = median(new.v, new.n) - median(base.v, base.n);

	for (size_t i = 0; i < base.n; i++)
		d[i] = log(new.v[i] / base.v[i]);
	r.min_effect = fmax(log1p(limits->min_effect), 2 * limits->noise);
	if (!stage(&r, d, RULE_PAIRS, limits->confidence))
		return r;
	decide(&r, difference, limits);
	if (!shown(&r))
		return r;
	if (base.n < RULE_PAIRS_CONFIRMED) {
		r.outcome = OUTCOME_INCONCLUSIVE;
		r.why = "10 pairs show a change; 20 are needed to confirm it";
		return r;
	}
	if (stage(&r, d, base.n, confirmed))
		decide(&r, difference, limits);
	return r;
}

void rule_adjust(struct ruling *r, double adjusted_p)
{
	bool claimed = r->outcome == OUTCOME_REGRESSED ||
		       r->outcome == OUTCOME_IMPROVED;

	r->p = adjusted_p;
	if (claimed && adjusted_p > 1 - r->confidence) {
		r->outcome = OUTCOME_INCONCLUSIVE;
		r->why =
			"among so many metrics one such change is expected by chance";
	}
}
