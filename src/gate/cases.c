// SPDX-License-Identifier: MIT
#include "gate/cases.h"

#include <math.h>
#include <string.h>

#include "base/alloc.h"
#include "gate/fingerprint.h"
#include "gate/rule.h"

bool cases_is(const struct judgement *j)
{
	return strcmp(j->method, CASES_METHOD) == 0;
}

// What a document of verdicts says about where it was made, as that of a
// result; release its facts.
static struct result place_of(const struct check_document *d)
{
	struct result r = { .target_class = d->target_class,
			    .kernel_release = (char *)d->kernel_release };

	if (d->fs)
		facts_text(&r.target, "mount.fs_type", "check", d->fs);
	return r;
}

static bool same_kernel(const struct result *r, const struct check_document *d)
{
	const char *a = r->kernel_release, *b = d->kernel_release;

	return a && b ? strcmp(a, b) == 0 : a == b;
}

static bool uniform(const struct result_set *set, char **ret_why)
{
	bool same = true;

	if (set->n && set->n_checks &&
	    !same_kernel(&set->v[0].result, &set->checks[0].doc)) {
		*ret_why = xasprintf("'%s' and '%s' differ in kernel.release",
				     set->v[0].path, set->checks[0].path);
		return false;
	}
	for (size_t i = 1; i < set->n_checks && same; i++) {
		struct result a = place_of(&set->checks[0].doc);
		struct result b = place_of(&set->checks[i].doc);
		const char *key;

		same = fingerprint_same(&a, &b, &key);
		if (!same)
			*ret_why = xasprintf("'%s' and '%s' differ in %s",
					     set->checks[0].path,
					     set->checks[i].path, key);
		facts_release(&a.target);
		facts_release(&b.target);
	}
	return same;
}

bool cases_comparable(const struct result_set *base,
		      const struct result_set *new, const char *allow,
		      struct comparison *to, char **ret_why)
{
	cleanup_comparison struct comparison own = { 0 };
	struct comparison *said = to->n_differences ? &own : to;

	if (!uniform(base, ret_why) || !uniform(new, ret_why))
		return false;
	if (!base->n_checks || !new->n_checks)
		return true;
	struct result a = place_of(&base->checks[0].doc);
	struct result b = place_of(&new->checks[0].doc);
	bool comparable = fingerprint_compare(&a, &b, allow, said);

	facts_release(&a.target);
	facts_release(&b.target);
	if (!comparable)
		*ret_why = fingerprint_say(said);
	return comparable;
}

static bool same_case(const struct check_line *a, const struct check_line *b)
{
	return strcmp(a->id, b->id) == 0 && strcmp(a->variant, b->variant) == 0;
}

// The worst verdict of a side on the case of that line, NULL: none.
static const struct check_line *worst_of(const struct result_set *set,
					 const struct check_line *like)
{
	const struct check_line *worst = NULL;

	for (size_t f = 0; f < set->n_checks; f++) {
		const struct check_document *d = &set->checks[f].doc;

		for (size_t i = 0; i < d->n; i++)
			if (same_case(&d->lines[i], like) &&
			    (!worst || check_line_outcome(&d->lines[i]) >
					       check_line_outcome(worst)))
				worst = &d->lines[i];
	}
	return worst;
}

// 1: it holds, 0: it does not, NAN: nobody looked.
static double holds(const struct check_line *l)
{
	enum case_outcome o = check_line_outcome(l);

	return o == CASE_PASS ? 1 : case_outcome_fails(o) ? 0 : NAN;
}

static char *because(const struct check_line *l)
{
	return xasprintf("%s%s%s", l->outcome, l->reason ? ": " : "",
			 l->reason ? l->reason : "");
}

// Known on both sides.
static char *sentence_of_known(const struct judgement *j,
			       const struct check_line *base,
			       const struct check_line *new)
{
	cleanup_free char *why = because(new);

	if (j->outcome == OUTCOME_REGRESSED)
		return xasprintf("%s NO LONGER HOLDS (%s): %s -> %s", j->metric,
				 new->statement, base->outcome, why);
	if (j->outcome == OUTCOME_IMPROVED)
		return xasprintf("%s holds now (%s): %s -> %s", j->metric,
				 new->statement, base->outcome, new->outcome);
	if (j->base > 0)
		return xasprintf("%s holds on both sides", j->metric);
	return xasprintf("%s holds on neither side: %s -> %s", j->metric,
			 base->outcome, why);
}

static char *sentence_of_unknown(const struct judgement *j,
				 const struct check_line *base,
				 const struct check_line *new)
{
	cleanup_free char *there = because(base), *here = because(new);

	if (isfinite(j->base))
		return xasprintf("%s cannot be judged: NEW says %s", j->metric,
				 here);
	if (!isfinite(j->new))
		return xasprintf("%s was looked at on neither side: %s",
				 j->metric, here);
	return xasprintf("%s %s in NEW; BASE says %s", j->metric,
			 j->new > 0 ? "holds" : "DOES NOT HOLD", there);
}

// What may have become worse unseen decides; a promise that NEW keeps, or that
// neither side or only a failing BASE says anything of, informs.
static bool decides(double base, double new)
{
	if (isfinite(base) && isfinite(new))
		return true;
	return isfinite(new) ? new < 1 : base > 0;
}

static void judge(const struct check_line *base, const struct check_line *new,
		  bool fail, struct comparison *to)
{
	struct judgement *j = comparison_add(to);
	double a = holds(base), b = holds(new);

	if (fail && b > 0)
		b = 0;
	j->run = xstrdup(CASES_WORKLOAD);
	j->label = xstrdup(CASES_WORKLOAD);
	j->workload = xstrdup(CASES_WORKLOAD);
	j->metric = xasprintf("%s %s", base->id, base->variant);
	j->unit = xstrdup("ratio");
	j->direction = DIRECTION_MORE;
	j->exact = true;
	j->gate = decides(a, b);
	j->base = a;
	j->new = b;
	j->n_base = j->n_new = 1;
	j->method = CASES_METHOD;
	if (isfinite(a) && isfinite(b)) {
		j->outcome =
			rule_exact((struct sample){ &a, 1 },
				   (struct sample){ &b, 1 }, DIRECTION_MORE)
				.outcome;
		j->sentence = sentence_of_known(j, base, new);
	} else {
		j->outcome = j->gate ? OUTCOME_INCONCLUSIVE : OUTCOME_SAME;
		j->sentence = sentence_of_unknown(j, base, new);
	}
}

// Is it the first of the side's lines on its case?
static bool leads(const struct result_set *set, size_t file, size_t line)
{
	const struct check_line *l = &set->checks[file].doc.lines[line];

	for (size_t f = 0; f <= file; f++) {
		const struct check_document *d = &set->checks[f].doc;

		for (size_t i = 0; i < (f < file ? d->n : line); i++)
			if (same_case(&d->lines[i], l))
				return false;
	}
	return true;
}

// A session that ended early says nothing of the cases it did not reach.
static bool complete(const struct result_set *set, const char *side,
		     struct comparison *to)
{
	bool all = true;

	for (size_t i = 0; i < set->n_checks; i++) {
		const struct check_file *f = &set->checks[i];

		if (strcmp(f->doc.status, "complete") == 0)
			continue;
		comparison_note(to, "%s: %s is %s: %s", side, f->path,
				f->doc.status,
				f->doc.error ? f->doc.error : "no reason");
		all = false;
	}
	return all;
}

bool cases_judge(const struct result_set *base, const struct result_set *new,
		 bool fail, struct comparison *to)
{
	bool all;

	(void)complete(base, "BASE", to);
	all = complete(new, "NEW", to);
	for (size_t f = 0; f < base->n_checks; f++) {
		const struct check_document *d = &base->checks[f].doc;

		for (size_t i = 0; i < d->n; i++) {
			const struct check_line *l = &d->lines[i];
			const struct check_line *other = worst_of(new, l);

			if (!leads(base, f, i))
				continue;
			if (other) {
				judge(worst_of(base, l), other, fail, to);
				continue;
			}
			comparison_note(to, "only in BASE: case %s %s", l->id,
					l->variant);
			all = false;
		}
	}
	for (size_t f = 0; f < new->n_checks; f++) {
		const struct check_document *d = &new->checks[f].doc;

		for (size_t i = 0; i < d->n; i++)
			if (leads(new, f, i) && !worst_of(base, &d->lines[i]))
				comparison_note(to,
						"only in NEW: case %s %s: %s",
						d->lines[i].id,
						d->lines[i].variant,
						d->lines[i].outcome);
	}
	return all;
}
