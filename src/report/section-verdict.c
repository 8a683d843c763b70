// SPDX-License-Identifier: MIT
// What the gate says: overall, what differs, a forest plot of the effects with
// their intervals, and every judgement in words.
#include <math.h>
#include <string.h>

#include "base/alloc.h"
#include "base/strbuf.h"
#include "report/quantity.h"
#include "report/view.h"

static enum tone tone_of(enum outcome outcome)
{
	static const enum tone tones[] = {
		[OUTCOME_SAME] = TONE_GOOD,
		[OUTCOME_IMPROVED] = TONE_GOOD,
		[OUTCOME_INCONCLUSIVE] = TONE_WARN,
		[OUTCOME_INCOMPARABLE] = TONE_WARN,
		[OUTCOME_REGRESSED] = TONE_BAD,
	};
	_Static_assert(ARRAY_SIZE(tones) == OUTCOME_REGRESSED + 1,
		       "a tone each");
	return tones[outcome];
}

static char *interval_text(const struct judgement *j)
{
	char low[QUANTITY_TEXT_MAX], high[QUANTITY_TEXT_MAX];

	if (!isfinite(j->low) || !isfinite(j->high))
		return xstrdup("-");
	return xasprintf("%s to %s", quantity_change(1 + j->low, low),
			 quantity_change(1 + j->high, high));
}

static void put_differences(const struct comparison *c, struct doc *doc)
{
	struct sheet s = { 0 };

	if (!c->n_differences)
		return;
	sheet_column(&s, "fact", false);
	sheet_column(&s, "base", false);
	sheet_column(&s, "new", false);
	sheet_column(&s, "may differ", false);
	for (size_t i = 0; i < c->n_differences; i++) {
		const struct difference *d = &c->differences[i];

		sheet_cell(&s, TONE_PLAIN, d->key);
		sheet_cell(&s, TONE_PLAIN, d->base ? d->base : "not known");
		sheet_cell(&s, TONE_PLAIN, d->new ? d->new : "not known");
		sheet_cell(&s, d->allowed ? TONE_PLAIN : TONE_BAD,
			   d->allowed ? "yes" : "no");
	}
	doc_sheet(doc, "Facts that differ between the two sides", false, &s);
}

static void put_judgement(const struct judgement *j, struct sheet *s)
{
	char text[QUANTITY_TEXT_MAX];
	cleanup_free char *interval = interval_text(j);

	sheet_cell(s, tone_of(j->outcome), outcome_name(j->outcome));
	sheet_cell(s, TONE_PLAIN, j->label);
	sheet_cell(s, TONE_PLAIN, j->metric);
	sheet_cell(s, TONE_PLAIN, quantity_text(j->base, j->unit, text));
	sheet_cell(s, TONE_PLAIN, quantity_text(j->new, j->unit, text));
	sheet_cell(s, TONE_PLAIN, quantity_change(1 + j->effect, text));
	sheet_cell(s, TONE_PLAIN, interval);
	sheet_cell(s, TONE_PLAIN, j->sentence);
}

static void put_judgements(const struct comparison *c, bool gate,
			   struct doc *doc)
{
	struct sheet s = { 0 };

	sheet_column(&s, "verdict", false);
	sheet_column(&s, "run", false);
	sheet_column(&s, "metric", false);
	sheet_column(&s, "base", true);
	sheet_column(&s, "new", true);
	sheet_column(&s, "effect", true);
	sheet_column(&s, "interval", true);
	sheet_column(&s, "because", false);
	for (size_t i = 0; i < c->n; i++)
		if (c->v[i].gate == gate)
			put_judgement(&c->v[i], &s);
	if (sheet_rows(&s))
		doc_sheet(doc,
			  gate ? "What decides"
			       : "What informs, and decides nothing",
			  !gate, &s);
	else
		sheet_release(&s);
}

static void add_effect(const struct judgement *j, struct figure *f,
		       struct sheet *s)
{
	cleanup_free char *label = xasprintf("%s %s", j->label, j->metric);
	cleanup_free char *interval = interval_text(j);
	char effect[QUANTITY_TEXT_MAX], least[QUANTITY_TEXT_MAX];
	cleanup_free char *note =
		xasprintf("%s, %s", quantity_change(1 + j->effect, effect),
			  outcome_name(j->outcome));
	struct figure_row *row = figure_add_row(f, label, note);

	row->title = xstrdup(j->run);
	row->known = true;
	row->value = j->effect;
	row->interval = isfinite(j->low) && isfinite(j->high);
	row->low = j->low;
	row->high = j->high;
	row->tone = tone_of(j->outcome);
	axis_take(&f->x, j->effect);
	axis_take(&f->x, j->low);
	axis_take(&f->x, j->high);
	sheet_cell(s, TONE_PLAIN, j->label);
	sheet_cell(s, TONE_PLAIN, j->metric);
	sheet_cell(s, TONE_PLAIN, effect);
	sheet_cell(s, TONE_PLAIN, interval);
	sheet_cell(s, TONE_PLAIN, quantity_change(1 + j->min_effect, least));
	sheet_cellf(s, TONE_PLAIN, "%zu, %zu", j->n_base, j->n_new);
	sheet_cell(s, TONE_PLAIN, j->method);
	sheet_cell(s, TONE_QUIET, j->run);
}

static void put_forest(const struct comparison *c, struct doc *doc)
{
	struct figure *f =
		figure_new(FIGURE_POINTS, "Effect, new against base");
	struct sheet s = { 0 };

	figure_axis_x(f, "change with its interval; 0 is no change", "ratio");
	f->reference = true;
	axis_take(&f->x, 0);
	sheet_column(&s, "run", false);
	sheet_column(&s, "metric", false);
	sheet_column(&s, "effect", true);
	sheet_column(&s, "interval", true);
	sheet_column(&s, "counts from", true);
	sheet_column(&s, "units", true);
	sheet_column(&s, "method", false);
	sheet_column(&s, "the run in full", false);
	for (size_t i = 0; i < c->n; i++)
		if (c->v[i].gate && !c->v[i].exact && isfinite(c->v[i].effect))
			add_effect(&c->v[i], f, &s);
	if (f->n_rows) {
		doc_figure(doc, f, &s);
		return;
	}
	figure_free(f);
	sheet_release(&s);
}

void section_verdict(const struct view *v, struct doc *doc)
{
	const struct comparison *c = v->in->comparison;

	if (!c)
		return;
	doc_section(doc, "verdict", "Verdict");
	doc_text(doc, tone_of(c->overall), "%s: %s", outcome_name(c->overall),
		 c->reason);
	doc_text(doc, TONE_PLAIN, "Base: %s, Linux %s. New: %s, Linux %s.",
		 c->base.path, c->base.kernel ? c->base.kernel : "not known",
		 c->new.path, c->new.kernel ? c->new.kernel : "not known");
	for (size_t i = 0; i < c->n_notes; i++)
		doc_text(doc, TONE_WARN, "%s", c->notes[i]);
	put_forest(c, doc);
	put_judgements(c, true, doc);
	put_judgements(c, false, doc);
	put_differences(c, doc);
}
