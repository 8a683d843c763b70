// SPDX-License-Identifier: MIT
// JUnit: a suite a result, a case a run that says whether the mapping was the
// expected one, a case a number; of a verdict, a case a judgement and one for
// the whole. Readers ignore properties, so numbers stand
// in the text. No time attribute: durations under icount are no times.
#include <math.h>
#include <string.h>

#include "base/alloc.h"
#include "base/escape.h"
#include "result/export.h"
#include "result/variant.h"

struct suite {
	struct strbuf cases;
	size_t tests, failures, errors, skipped;
	char *variant;
};

static void suite_release(struct suite *s)
{
	strbuf_release(&s->cases);
	free(s->variant);
}
DEFINE_CLEANUP(suite, struct suite, suite_release)

static void open_case(struct suite *s, const char *class, const char *name)
{
	s->tests++;
	strbuf_puts(&s->cases, "  <testcase classname=\"daxbench.");
	escape_xml(&s->cases, class);
	if (s->variant[0]) {
		strbuf_putc(&s->cases, '.');
		escape_xml(&s->cases, s->variant);
	}
	strbuf_puts(&s->cases, "\" name=\"");
	escape_xml(&s->cases, name);
	strbuf_puts(&s->cases, "\">\n");
}

static void close_case(struct suite *s)
{
	strbuf_puts(&s->cases, "  </testcase>\n");
}

static void put_trouble(struct suite *s, size_t *count, const char *element,
			const char *type, const char *message)
{
	(*count)++;
	strbuf_printf(&s->cases, "   <%s message=\"", element);
	escape_xml(&s->cases, message);
	strbuf_printf(&s->cases, "\" type=\"%s\"/>\n", type);
}

static void put_text(struct suite *s, const char *text)
{
	strbuf_puts(&s->cases, "   <system-out>");
	escape_xml(&s->cases, text);
	strbuf_puts(&s->cases, "</system-out>\n");
}

static void describe_mapping(const struct run_record *run, struct strbuf *out)
{
	const struct mapping_report *m = &run->mapping;

	strbuf_printf(out, "expected %s, obtained ",
		      page_size_name(run->expected));
	if (m->obtained_known)
		page_bytes_text(&m->obtained, out);
	else
		strbuf_puts(out, "unknown");
	strbuf_printf(out, ", %s, %s", m->agreement,
		      validity_name(run->validity));
	for (size_t i = 0; i < run->n_reasons; i++)
		strbuf_printf(out, "; %s", run->reasons[i]);
}

static void put_mapping(struct suite *s, const struct run_record *run)
{
	cleanup_strbuf struct strbuf text = { 0 };

	describe_mapping(run, &text);
	open_case(s, run->workload, "mapping");
	if (run->skipped) {
		s->skipped++;
		strbuf_puts(&s->cases, "   <skipped message=\"");
		escape_xml(&s->cases, run->skipped);
		strbuf_puts(&s->cases, "\"/>\n");
	} else if (run->validity == VALIDITY_INVALID)
		put_trouble(s, &s->errors, "error", "invalid", text.s);
	else if (run->expected != PAGE_SIZE_ANY && !run->judged)
		put_trouble(s, &s->errors, "error", "not-judged", text.s);
	else if (run->expected != PAGE_SIZE_ANY && !run->expectation_met)
		put_trouble(s, &s->failures, "failure", "mapping", text.s);
	put_text(s, text.s);
	close_case(s);
}

static void put_metric(struct suite *s, const struct run_record *run,
		       const struct metric *m)
{
	cleanup_strbuf struct strbuf text = { 0 };
	double median = values_median(m->values, m->n);

	open_case(s, run->workload, m->name);
	if (run->validity == VALIDITY_INVALID) {
		s->skipped++;
		strbuf_puts(&s->cases,
			    "   <skipped message=\"the run is invalid\"/>\n");
	} else if (!isfinite(median)) {
		s->skipped++;
		strbuf_puts(&s->cases, "   <skipped message=\"no number\"/>\n");
	} else {
		strbuf_printf(&text, "%s = %.12g %s (median of %zu)", m->name,
			      median, m->unit, m->n);
		put_text(s, text.s);
	}
	close_case(s);
}

static void put_status(struct suite *s, const struct result *r)
{
	if (r->status == RESULT_COMPLETE)
		return;
	open_case(s, "result", result_status_name(r->status));
	put_trouble(s, &s->errors, "error", result_status_name(r->status),
		    r->error ? r->error : "no reason given");
	close_case(s);
}

static void fill(struct suite *s, const struct result *r)
{
	put_status(s, r);
	for (size_t i = 0; i < r->n_runs; i++) {
		put_mapping(s, &r->runs[i]);
		for (size_t k = 0; k < r->runs[i].n_metrics; k++)
			put_metric(s, &r->runs[i], &r->runs[i].metrics[k]);
	}
}

static void put_suite(const struct suite *s, struct strbuf *out)
{
	strbuf_printf(
		out,
		" <testsuite name=\"daxbench\" tests=\"%zu\" failures=\"%zu\" errors=\"%zu\" skipped=\"%zu\">\n",
		s->tests, s->failures, s->errors, s->skipped);
	strbuf_puts(out, strbuf_str(&s->cases));
	strbuf_puts(out, " </testsuite>\n");
}

static void put_head(struct strbuf *out)
{
	strbuf_puts(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
			 "<testsuites>\n");
}

static size_t write_suite(const struct result *r, const struct variants *vs,
			  struct strbuf *out)
{
	CLEANUP(suite_cleanup_) struct suite s = { 0 };
	struct strbuf variant = { 0 };

	(void)variants_text(vs, r, NULL, 0, " ", &variant);
	s.variant = strbuf_take(&variant);
	// A dot is where readers cut a class name.
	for (char *dot = s.variant; (dot = strchr(dot, '.'));)
		*dot = '_';
	fill(&s, r);
	put_suite(&s, out);
	return s.tests;
}

static size_t write_junit(const struct export_input *in, struct strbuf *out)
{
	cleanup_variants struct variants vs;
	size_t n = 0;

	variants_init(&vs, in->results, in->n);
	put_head(out);
	for (size_t i = 0; i < in->n; i++)
		n += write_suite(in->results[i], &vs, out);
	strbuf_puts(out, "</testsuites>\n");
	return n;
}

static void put_outcome(struct suite *s, enum outcome outcome, const char *text)
{
	if (outcome == OUTCOME_REGRESSED)
		put_trouble(s, &s->failures, "failure", "regressed", text);
	else if (outcome == OUTCOME_INCONCLUSIVE ||
		 outcome == OUTCOME_INCOMPARABLE)
		put_trouble(s, &s->errors, "error", outcome_name(outcome),
			    text);
}

static void put_judgement(struct suite *s, const struct judgement *j)
{
	cleanup_strbuf struct strbuf text = { 0 };

	strbuf_printf(&text, "%s%s: %s", outcome_name(j->outcome),
		      j->gate ? "" : " (informs)", j->sentence);
	open_case(s, j->label, j->metric);
	if (j->gate)
		put_outcome(s, j->outcome, j->sentence);
	put_text(s, text.s);
	close_case(s);
}

static size_t write_verdict(const struct export_verdict *in, struct strbuf *out)
{
	CLEANUP(suite_cleanup_) struct suite s = { .variant = xstrdup("") };
	const struct comparison *c = in->comparison;
	cleanup_strbuf struct strbuf text = { 0 };

	strbuf_printf(&text, "%s: %s", outcome_name(c->overall), c->reason);
	open_case(&s, "compare", "overall");
	put_outcome(&s, c->overall, c->reason);
	put_text(&s, text.s);
	close_case(&s);
	for (size_t i = 0; i < c->n; i++)
		put_judgement(&s, &c->v[i]);
	put_head(out);
	put_suite(&s, out);
	strbuf_puts(out, "</testsuites>\n");
	return s.tests;
}

const struct export_format export_junit = {
	.name = "junit",
	.summary = "JUnit XML, a case a run and a case a number",
	.write = write_junit,
	.write_verdict = write_verdict,
};
