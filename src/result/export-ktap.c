// SPDX-License-Identifier: MIT
// KTAP: a test a run, which is whether the mapping was the expected one, with
// its numbers as diagnostics; of a verdict a test a judgement and one for the
// whole, which comes last. What only informs is no failure.
#include <math.h>

#include "base/alloc.h"
#include "base/ktap.h"
#include "result/export.h"
#include "result/variant.h"

static void put_numbers(struct strbuf *out, const struct run_record *run)
{
	for (size_t i = 0; i < run->n_metrics; i++) {
		const struct metric *m = &run->metrics[i];
		double median = values_median(m->values, m->n);
		cleanup_free char *text =
			xasprintf("%s = %.12g %s (median of %zu)", m->name,
				  median, m->unit, m->n);

		if (isfinite(median))
			ktap_note(out, KTAP_TEST, text);
	}
}

static void put_run(struct strbuf *out, unsigned number, const struct result *r,
		    const struct run_record *run, const struct variants *vs)
{
	cleanup_strbuf struct strbuf name = { 0 }, variant = { 0 };
	bool unknown = run->expected != PAGE_SIZE_ANY && !run->judged;
	bool broken = run->validity == VALIDITY_INVALID || unknown;
	bool missed = run->judged && run->expected != PAGE_SIZE_ANY &&
		      !run->expectation_met;

	(void)variants_text(vs, r, run, 0, " ", &variant);
	strbuf_printf(&name, "%s mapping%s%s", run->workload,
		      variant.len ? " " : "", strbuf_str(&variant));
	if (run->validity != VALIDITY_INVALID)
		put_numbers(out, run);
	ktap_result(out, KTAP_TEST, !broken && !missed, number, name.s,
		    broken ? "ERROR" : NULL,
		    run->n_reasons ? run->reasons[0]
		    : unknown      ? "the mapping is not known"
				   : NULL);
}

static size_t write_ktap(const struct export_input *in, struct strbuf *out)
{
	cleanup_variants struct variants vs;
	unsigned planned = 0, number = 0;

	variants_init(&vs, in->results, in->n);
	for (size_t i = 0; i < in->n; i++)
		planned += (unsigned)in->results[i]->n_runs;
	ktap_begin(out, KTAP_TEST, planned);
	for (size_t i = 0; i < in->n; i++)
		for (size_t k = 0; k < in->results[i]->n_runs; k++)
			put_run(out, ++number, in->results[i],
				&in->results[i]->runs[k], &vs);
	return planned;
}

static void put_outcome(struct strbuf *out, unsigned number, const char *name,
			enum outcome outcome, bool gate, const char *why)
{
	bool unknown = outcome == OUTCOME_INCONCLUSIVE ||
		       outcome == OUTCOME_INCOMPARABLE;
	bool bad = gate && (unknown || outcome == OUTCOME_REGRESSED);
	cleanup_free char *text = xasprintf("%s%s: %s", outcome_name(outcome),
					    gate ? "" : " (informs)", why);

	ktap_note(out, KTAP_TEST, text);
	ktap_result(out, KTAP_TEST, !bad, number, name,
		    bad && unknown ? "ERROR" : NULL,
		    bad && unknown ? outcome_name(outcome) : NULL);
}

static size_t write_verdict(const struct export_verdict *in, struct strbuf *out)
{
	const struct comparison *c = in->comparison;
	unsigned number = 0;

	ktap_begin(out, KTAP_TEST, (unsigned)c->n + 1);
	for (size_t i = 0; i < c->n; i++) {
		const struct judgement *j = &c->v[i];
		cleanup_free char *name =
			xasprintf("%s %s", j->label, j->metric);

		put_outcome(out, ++number, name, j->outcome, j->gate,
			    j->sentence);
	}
	put_outcome(out, ++number, "overall", c->overall, true, c->reason);
	return number;
}

const struct export_format export_ktap = {
	.name = "ktap",
	.summary = "KTAP, as the kernel's tests print it",
	.write = write_ktap,
	.write_verdict = write_verdict,
};
