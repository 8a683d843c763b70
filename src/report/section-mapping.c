// SPDX-License-Identifier: MIT
// What each run was mapped by, and who says so.
#include <string.h>

#include "base/alloc.h"
#include "base/strbuf.h"
#include "report/view.h"

static void set_parts(struct figure_row *row, const struct page_bytes *b)
{
	double all = (double)b->pud + (double)b->pmd + (double)b->pte +
		     (double)b->absent;

	row->known = all > 0;
	if (!row->known)
		return;
	row->parts[PART_PUD] = (double)b->pud / all;
	row->parts[PART_PMD] = (double)b->pmd / all;
	row->parts[PART_PTE] = (double)b->pte / all;
	row->parts[PART_ABSENT] = (double)b->absent / all;
	if (b->zero_known)
		row->parts[PART_ZERO] = (double)b->zero / all;
}

static void add_run(const struct view *v, const struct view_member *m,
		    struct figure *f, struct sheet *s)
{
	const struct mapping_report *map = &m->run->mapping;
	cleanup_strbuf struct strbuf text = { 0 };
	struct figure_row *row;

	if (map->obtained_known)
		page_bytes_text(&map->obtained, &text);
	else
		strbuf_puts(&text, "unknown");
	sheet_cell(s, TONE_PLAIN, view_label(v, m));
	sheet_cell(s, TONE_PLAIN, page_size_name(map->asked));
	sheet_cell(s, TONE_PLAIN, text.s);
	sheet_cell(s, TONE_PLAIN,
		   !map->obtained_known || !map->obtained.zero_known
			   ? "not known"
		   : map->obtained.zero ? "yes"
					: "none");
	sheet_cell(s,
		   strcmp(map->agreement, "disputed") == 0 ? TONE_BAD
							   : TONE_PLAIN,
		   map->agreement);
	row = figure_add_row(f, view_label(v, m), map->agreement);
	if (map->obtained_known)
		set_parts(row, &map->obtained);
}

static size_t add_figure(const struct view *v, const struct view_group *g,
			 size_t first, struct doc *doc)
{
	struct figure *f = view_figure(FIGURE_BARS, g, first);
	struct sheet s = { 0 };
	size_t i = first;

	f->x = (struct axis){ .low = 0, .high = 1, .fixed = true };
	figure_axis_x(f, NULL, "ratio");
	sheet_column(&s, "result", false);
	sheet_column(&s, "asked", false);
	sheet_column(&s, "obtained", false);
	sheet_column(&s, "zero page", false);
	sheet_column(&s, "agreement", false);
	for (; i < g->n && i - first < FIGURE_SERIES_MAX; i++)
		add_run(v, &g->members[i], f, &s);
	doc_figure(doc, f, &s);
	return i;
}

static enum tone tone_of(enum verdict verdict)
{
	static const enum tone tones[] = {
		[VERDICT_SILENT] = TONE_QUIET,
		[VERDICT_CONFIRMS] = TONE_GOOD,
		[VERDICT_REFUTES] = TONE_BAD,
		[VERDICT_UNAVAILABLE] = TONE_QUIET,
	};
	return tones[verdict];
}

static void add_witnesses(const struct view *v, const struct view_member *m,
			  struct sheet *s)
{
	for (size_t i = 0; i < m->run->mapping.n_witnesses; i++) {
		const struct evidence *ev = &m->run->mapping.witnesses[i];

		sheet_cell(s, TONE_PLAIN, view_label(v, m));
		sheet_cell(s, TONE_PLAIN, ev->witness);
		sheet_cell(s, tone_of(ev->verdict), verdict_name(ev->verdict));
		sheet_cell(s, TONE_PLAIN,
			   ev->strength == EVIDENCE_DECIDES ? "decides"
							    : "corroborates");
		sheet_cell(s, TONE_PLAIN, ev->reason);
	}
}

static void put_witnesses(const struct view *v, const struct view_group *g,
			  struct doc *doc)
{
	cleanup_free char *caption = xasprintf("Witnesses of %s", g->title);
	struct sheet s = { 0 };

	sheet_column(&s, "result", false);
	sheet_column(&s, "witness", false);
	sheet_column(&s, "says", false);
	sheet_column(&s, "weight", false);
	sheet_column(&s, "because", false);
	for (size_t i = 0; i < g->n; i++)
		add_witnesses(v, &g->members[i], &s);
	if (sheet_rows(&s))
		doc_sheet(doc, caption, v->in->n > 1, &s);
	else
		sheet_release(&s);
}

void section_mapping(const struct view *v, struct doc *doc)
{
	if (!v->n_groups)
		return;
	doc_section(doc, "mapping", "Mapping");
	doc_text(
		doc, TONE_PLAIN,
		"Shares of the range by the size of the page-table entry, as counted in the last timed pass.");
	for (size_t g = 0; g < v->n_groups; g++)
		for (size_t i = 0; i < v->groups[g].n;)
			i = add_figure(v, &v->groups[g], i, doc);
	for (size_t g = 0; g < v->n_groups; g++)
		put_witnesses(v, &v->groups[g], doc);
}
