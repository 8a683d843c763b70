// SPDX-License-Identifier: MIT
// Every run in one line, and what is wrong with any of them.
#include <math.h>
#include <string.h>

#include "base/strbuf.h"
#include "report/quantity.h"
#include "report/view.h"

// A longer table is folded: those of the sections behind say the same in less.
#define ROWS_SHOWN 40

static void say_status(const struct view *v, size_t i, struct doc *doc)
{
	const struct result *r = v->in->results[i];

	if (r->status == RESULT_COMPLETE)
		return;
	doc_text(doc, TONE_BAD, "%s: %s: %s", v->labels[i],
		 result_status_name(r->status),
		 r->error ? r->error : "no reason given");
}

static void say_reasons(const struct view *v, const struct view_member *m,
			struct doc *doc)
{
	for (size_t i = 0; i < m->run->n_reasons; i++)
		doc_text(doc,
			 m->run->validity == VALIDITY_INVALID ? TONE_BAD
							      : TONE_WARN,
			 "%s, %s: %s: %s", m->run->workload, view_label(v, m),
			 validity_name(m->run->validity), m->run->reasons[i]);
}

static void say_clock(const struct view *v, struct doc *doc)
{
	for (size_t i = 0; i < v->in->n; i++) {
		if (v->in->results[i]->clock != CLOCK_KIND_ICOUNT)
			continue;
		doc_text(
			doc, TONE_QUIET,
			"Times in insn are guest instructions, counted by QEMU (icount): they repeat from boot to boot whatever the host does, and are not nanoseconds.");
		return;
	}
}

static void put_mapping(const struct run_record *run, struct sheet *s)
{
	const struct mapping_report *m = &run->mapping;
	bool disputed = strcmp(m->agreement, "disputed") == 0;
	bool witnessed = strcmp(m->agreement, "witnessed") == 0;

	if (m->asked == PAGE_SIZE_NONE)
		sheet_cell(s, TONE_QUIET, "none asked for");
	else
		sheet_cellf(s,
			    disputed    ? TONE_BAD
			    : witnessed ? TONE_PLAIN
					: TONE_WARN,
			    "%s, %s",
			    m->obtained_known ? page_size_name(m->page_size)
					      : "unknown",
			    m->agreement);
	if (run->expected == PAGE_SIZE_ANY)
		sheet_cell(s, TONE_QUIET, "any");
	else
		sheet_cellf(s,
			    !run->judged           ? TONE_WARN
			    : run->expectation_met ? TONE_GOOD
						   : TONE_BAD,
			    "%s: %s", page_size_name(run->expected),
			    !run->judged           ? "not judged"
			    : run->expectation_met ? "met"
						   : "not met");
}

static void put_latency(const struct view *v, const struct view_member *m,
			struct sheet *s)
{
	double max = m->all.count ? (double)m->all.max : NAN;
	const char *unit = view_unit(v, m);
	char text[QUANTITY_TEXT_MAX];

	sheet_cell(s, TONE_PLAIN,
		   quantity_text(view_median(m->run, "latency_p50"), unit,
				 text));
	sheet_cell(s, TONE_PLAIN,
		   quantity_text(view_median(m->run, "latency_p99"), unit,
				 text));
	sheet_cell(s, TONE_PLAIN, quantity_text(max, unit, text));
}

static void put_run(const struct view *v, const struct view_group *g,
		    const struct view_member *m, struct sheet *s)
{
	enum validity validity = m->run->validity;
	char text[QUANTITY_TEXT_MAX];

	sheet_cell(s, TONE_PLAIN, g->title);
	sheet_cell(s, TONE_PLAIN, view_label(v, m));
	put_mapping(m->run, s);
	sheet_cell(s, TONE_PLAIN,
		   quantity_text(view_median(m->run, "faults_per_chunk"),
				 "faults", text));
	put_latency(v, m, s);
	sheet_cellf(s, TONE_PLAIN, "%zu", m->run->n_repetitions);
	sheet_cell(s,
		   validity == VALIDITY_VALID     ? TONE_GOOD
		   : validity == VALIDITY_SUSPECT ? TONE_WARN
		   : m->run->skipped              ? TONE_WARN
						  : TONE_BAD,
		   m->run->skipped ? "skipped" : validity_name(validity));
}

static void put_table(const struct view *v, struct doc *doc)
{
	static const struct {
		const char *title;
		bool right;
	} columns[] = {
		{ "workload", false },    { "result", false },
		{ "mapping", false },     { "expected", false },
		{ "faults/chunk", true }, { "p50", true },
		{ "p99", true },          { "max", true },
		{ "repeated", true },     { "validity", false },
	};
	struct sheet s = { 0 };

	for (size_t i = 0; i < ARRAY_SIZE(columns); i++)
		sheet_column(&s, columns[i].title, columns[i].right);
	for (size_t g = 0; g < v->n_groups; g++)
		for (size_t m = 0; m < v->groups[g].n; m++)
			put_run(v, &v->groups[g], &v->groups[g].members[m], &s);
	doc_sheet(
		doc,
		"Every run; p50 and p99 of single touches, medians over the repetitions",
		sheet_rows(&s) > ROWS_SHOWN, &s);
}

void section_summary(const struct view *v, struct doc *doc)
{
	// Verdicts alone have their own section.
	if (!v->in->n && v->in->n_checks && !v->in->n_left_out)
		return;
	doc_section(doc, "summary", "Summary");
	for (size_t i = 0; i < v->in->n_left_out; i++)
		doc_text(doc, TONE_BAD, "Left out: %s", v->in->left_out[i]);
	for (size_t i = 0; i < v->in->n; i++)
		say_status(v, i, doc);
	for (size_t g = 0; g < v->n_groups; g++)
		for (size_t m = 0; m < v->groups[g].n; m++)
			say_reasons(v, &v->groups[g].members[m], doc);
	say_clock(v, doc);
	if (v->n_groups)
		put_table(v, doc);
	else if (v->in->n || !v->in->n_checks)
		doc_text(doc, TONE_BAD, "There is no run in it.");
}
