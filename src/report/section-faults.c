// SPDX-License-Identifier: MIT
// Page faults per chunk: one where a PMD was mapped, one a page where PTEs
// were.
#include <math.h>

#include "base/strbuf.h"
#include "report/quantity.h"
#include "report/view.h"

static void add_run(const struct view *v, const struct view_member *m,
		    struct figure *f, struct sheet *s)
{
	double all = view_median(m->run, "faults_per_chunk");
	double minor = view_median(m->run, "minor_faults_per_chunk");
	double major = view_median(m->run, "major_faults_per_chunk");
	char text[QUANTITY_TEXT_MAX];
	struct figure_row *row;

	(void)quantity_text(all, "faults", text);
	row = figure_add_row(f, view_label(v, m),
			     isfinite(all) ? text : "not known");
	row->known = isfinite(all);
	row->value = all;
	axis_take(&f->x, all);
	sheet_cell(s, TONE_PLAIN, view_label(v, m));
	sheet_cell(s, TONE_PLAIN, text);
	sheet_cell(s, TONE_PLAIN, quantity_text(minor, "faults", text));
	sheet_cell(s, TONE_PLAIN, quantity_text(major, "faults", text));
	sheet_cellf(s, TONE_PLAIN, "%llu", (unsigned long long)m->run->chunks);
}

// NAN where the result does not say.
static double pages_per_chunk(const struct result *r)
{
	const struct fact *page = facts_find(&r->platform, "mem.page_bytes");
	const struct fact *pmd = facts_find(&r->platform, "mem.pmd_bytes");

	if (!page || page->status != FACT_KNOWN || !page->number || !pmd ||
	    pmd->status != FACT_KNOWN)
		return NAN;
	return (double)pmd->number / (double)page->number;
}

static size_t add_figure(const struct view *v, const struct view_group *g,
			 size_t first, struct doc *doc)
{
	struct figure *f = view_figure(FIGURE_POINTS, g, first);
	struct sheet s = { 0 };
	size_t i = first;

	figure_axis_x(f, "faults per chunk", "");
	f->x.log = true;
	sheet_column(&s, "result", false);
	sheet_column(&s, "faults/chunk", true);
	sheet_column(&s, "minor", true);
	sheet_column(&s, "major", true);
	sheet_column(&s, "chunks", true);
	// So that a dot says at a glance which of the two it is.
	axis_take(&f->x, 1);
	axis_take(&f->x, pages_per_chunk(view_result(v, &g->members[first])));
	for (; i < g->n && i - first < FIGURE_SERIES_MAX; i++)
		add_run(v, &g->members[i], f, &s);
	doc_figure(doc, f, &s);
	return i;
}

void section_faults(const struct view *v, struct doc *doc)
{
	if (!v->n_groups)
		return;
	doc_section(doc, "faults", "Faults per chunk");
	doc_text(
		doc, TONE_PLAIN,
		"A chunk is what one PMD entry maps. One fault a chunk is a huge mapping, one a page are PTEs.");
	for (size_t g = 0; g < v->n_groups; g++)
		for (size_t i = 0; i < v->groups[g].n;)
			i = add_figure(v, &v->groups[g], i, doc);
}
