// SPDX-License-Identifier: MIT
// p50 of each repetition in their order: a drift, a step or one outlier would
// hide in a median.
#include <math.h>
#include <string.h>

#include "report/quantity.h"
#include "report/view.h"

static void add_rows(const struct view *v, const struct view_member *m,
		     struct sheet *s)
{
	const struct metric *p50 = view_metric(m->run, "latency_p50");
	char text[QUANTITY_TEXT_MAX];

	for (size_t i = 0; i < m->run->n_repetitions; i++) {
		const struct repetition *rep = &m->run->repetitions[i];
		bool known = p50 && i < p50->n;

		sheet_cell(s, TONE_PLAIN, view_label(v, m));
		sheet_cellf(s, TONE_PLAIN, "%u", rep->index + 1);
		sheet_cell(s, TONE_PLAIN,
			   quantity_text(known ? p50->values[i] : NAN,
					 view_unit(v, m), text));
		sheet_cell(s, TONE_PLAIN,
			   quantity_text((double)rep->duration, view_unit(v, m),
					 text));
		sheet_cellf(s, TONE_PLAIN, "%llu",
			    (unsigned long long)rep->minor);
		sheet_cellf(s, TONE_PLAIN, "%llu",
			    (unsigned long long)rep->major);
		sheet_cell(s, TONE_PLAIN, rep->state);
	}
}

static void add_dots(struct figure *f, const char *label,
		     const struct run_record *run)
{
	struct figure_series *s = figure_add_series(f, label);
	const struct metric *p50 = view_metric(run, "latency_p50");

	for (size_t i = 0; p50 && i < p50->n; i++)
		figure_add_xy(f, s, (double)i + 1, p50->values[i]);
}

static size_t add_figure(const struct view *v, const struct view_group *g,
			 size_t first, struct doc *doc)
{
	struct figure *f = view_figure(FIGURE_DOTS, g, first);
	const char *unit = view_unit(v, &g->members[first]);
	struct sheet s = { 0 };
	size_t i = first;

	figure_axis_x(f, "repetition", "");
	f->x.whole = true;
	figure_axis_y(f,
		      strcmp(unit, "instructions") == 0
			      ? "p50, instructions (not from 0)"
			      : "p50 (not from 0)",
		      unit);
	sheet_column(&s, "result", false);
	sheet_column(&s, "repetition", true);
	sheet_column(&s, "p50", true);
	sheet_column(&s, "duration", true);
	sheet_column(&s, "minor faults", true);
	sheet_column(&s, "major faults", true);
	sheet_column(&s, "state", false);
	for (; i < g->n && i - first < FIGURE_SERIES_MAX; i++) {
		if (strcmp(view_unit(v, &g->members[i]), unit) != 0)
			break;
		add_dots(f, view_label(v, &g->members[i]), g->members[i].run);
		add_rows(v, &g->members[i], &s);
	}
	doc_figure(doc, f, &s);
	return i;
}

void section_drift(const struct view *v, struct doc *doc)
{
	if (!v->n_groups)
		return;
	doc_section(doc, "repetitions", "Repetitions");
	for (size_t g = 0; g < v->n_groups; g++)
		for (size_t i = 0; i < v->groups[g].n;)
			i = add_figure(v, &v->groups[g], i, doc);
}
