// SPDX-License-Identifier: MIT
#include "gate/sides.h"

#include "base/alloc.h"
#include "base/digest.h"
#include "gate/cases.h"
#include "gate/fingerprint.h"

static void incomparable(struct comparison *c, char *reason)
{
	c->overall = OUTCOME_INCOMPARABLE;
	c->reason = reason;
}

// The files of one side must be of one machine and kernel.
static bool uniform(const struct result_set *set, struct comparison *to)
{
	const char *key;

	for (size_t i = 1; i < set->n; i++) {
		if (fingerprint_same(&set->v[0].result, &set->v[i].result,
				     &key))
			continue;
		incomparable(to,
			     xasprintf("'%s' and '%s' differ in %s",
				       set->v[0].path, set->v[i].path, key));
		return false;
	}
	return true;
}

struct side side_take(const struct result_set *set, const char *name)
{
	struct side s = { .path = xstrdup(name),
			  .n_files = set->n + set->n_checks,
			  .digest = DIGEST_START };

	for (size_t i = 0; i < set->n; i++) {
		s.n_runs += set->v[i].result.n_runs;
		s.digest = digest_add(s.digest, &set->v[i].result.digest,
				      sizeof(uint64_t));
	}
	for (size_t i = 0; i < set->n_checks; i++)
		s.digest = digest_add(s.digest, &set->checks[i].digest,
				      sizeof(uint64_t));
	if (set->n) {
		s.kernel = xstrdup(set->v[0].result.kernel_release);
		s.started = xstrdup(set->v[0].result.started);
	} else if (set->n_checks) {
		s.kernel = xstrdup(set->checks[0].doc.kernel_release);
	}
	return s;
}

// Was the noise measured where both sides were?
static bool noise_fits(const struct result_set *base,
		       const struct result_set *new,
		       const struct gate_options *options,
		       struct comparison *to)
{
	cleanup_free char *why = NULL;

	if (!options->noise || !base->n || !new->n)
		return true;
	if (fingerprint_fits(options->noise, &base->v[0].result, options->allow,
			     &why) &&
	    fingerprint_fits(options->noise, &new->v[0].result, options->allow,
			     &why))
		return true;
	incomparable(to,
		     xasprintf("the noise was measured elsewhere: %s", why));
	return false;
}

bool sides_comparable(const struct result_set *base,
		      const struct result_set *new,
		      const struct gate_options *options, struct comparison *to)
{
	char *why = NULL;

	if (!(base->n + base->n_checks) || !(new->n + new->n_checks)) {
		to->overall = OUTCOME_INCONCLUSIVE;
		to->reason = xstrdup("a side has no result");
		return false;
	}
	if (!uniform(base, to) || !uniform(new, to))
		return false;
	if (base->n && new->n &&
	    !fingerprint_compare(&base->v[0].result, &new->v[0].result,
				 options->allow, to)) {
		incomparable(to, fingerprint_say(to));
		return false;
	}
	if (!cases_comparable(base, new, options->allow, to, &why)) {
		incomparable(to, why);
		return false;
	}
	return noise_fits(base, new, options, to);
}
