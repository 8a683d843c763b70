// SPDX-License-Identifier: MIT
// The distribution of single touches, all repetitions of a run together, as
// the share that was at most that long, on a log axis.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "report/quantity.h"
#include "report/view.h"

static const struct {
	const char *name;
	double share;
} quantiles[] = {
	{ "p50", .5 },
	{ "p90", .9 },
	{ "p99", .99 },
};

static void add_curve(struct figure *f, const char *label, const struct hist *h)
{
	struct figure_series *s = figure_add_series(f, label);
	cleanup_free struct hist_bucket *buckets = NULL;
	size_t n = hist_export(h, &buckets);
	uint64_t seen = 0;

	for (size_t i = 0; i < n; i++) {
		uint64_t at =
			buckets[i].low + (buckets[i].high - buckets[i].low) / 2;

		// The ends are known exactly.
		at = at < h->min || i == 0 ? h->min : at;
		at = at > h->max || i + 1 == n ? h->max : at;
		seen += buckets[i].count;
		figure_add_xy(f, s, (double)at,
			      (double)seen / (double)h->count);
	}
	for (size_t i = 0; h->count && i < ARRAY_SIZE(quantiles); i++)
		figure_add_mark(s, (double)hist_quantile(h, quantiles[i].share),
				quantiles[i].share, quantiles[i].name);
}

static void add_row(const struct view *v, const struct view_member *m,
		    struct sheet *s)
{
	static const double shares[] = { 0, .5, .9, .99, .999, .9999, 1 };
	char text[QUANTITY_TEXT_MAX];

	sheet_cell(s, TONE_PLAIN, view_label(v, m));
	sheet_cellf(s, TONE_PLAIN, "%llu", (unsigned long long)m->all.count);
	for (size_t i = 0; i < ARRAY_SIZE(shares); i++) {
		double value = NAN;

		if (m->all.count)
			value = i ? (double)hist_quantile(&m->all, shares[i])
				  : (double)m->all.min;
		sheet_cell(s, TONE_PLAIN,
			   quantity_text(value, view_unit(v, m), text));
	}
}

static void add_columns(struct sheet *s)
{
	static const char *const titles[] = { "touches", "min", "p50",
					      "p90",     "p99", "p99.9",
					      "p99.99",  "max" };

	sheet_column(s, "result", false);
	for (size_t i = 0; i < ARRAY_SIZE(titles); i++)
		sheet_column(s, titles[i], true);
}

// Up to half a touch from the end, so that the last one has a place.
static struct axis tail_axis(const struct view_group *g, size_t first)
{
	uint64_t most = 100;

	for (size_t i = first; i < g->n && i - first < FIGURE_SERIES_MAX; i++)
		if (g->members[i].all.count > most)
			most = g->members[i].all.count;
	return (struct axis){ .low = 0,
			      .high = 1 - .5 / (double)most,
			      .tail = true,
			      .fixed = true };
}

// Members from `first` on, as many as one figure can show; only those with
// the unit of the first, since ns and instructions share no axis.
static size_t add_figure(const struct view *v, const struct view_group *g,
			 size_t first, struct doc *doc)
{
	struct figure *f = view_figure(FIGURE_STEPS, g, first);
	const char *unit = view_unit(v, &g->members[first]);
	struct sheet s = { 0 };
	size_t i = first;

	f->x.log = true;
	f->y = tail_axis(g, first);
	figure_axis_x(f,
		      strcmp(unit, "instructions") == 0
			      ? "instructions per touch"
			      : "time per touch",
		      unit);
	figure_axis_y(f, "touches at most that long", "ratio");
	add_columns(&s);
	for (; i < g->n && i - first < FIGURE_SERIES_MAX; i++) {
		const struct view_member *m = &g->members[i];

		if (strcmp(view_unit(v, m), unit) != 0)
			break;
		add_curve(f, view_label(v, m), &m->all);
		add_row(v, m, &s);
	}
	doc_figure(doc, f, &s);
	return i;
}

void section_latency(const struct view *v, struct doc *doc)
{
	if (!v->n_groups)
		return;
	doc_section(doc, "latency", "Latency");
	doc_text(
		doc, TONE_PLAIN,
		"Each curve rises to the share of touches that took at most so long; signs on it are p50, p90 and p99. The tail is stretched: 90 %%, 99 %% and 99.9 %% are equally far apart. All repetitions together, from buckets at most 1/128 wide.");
	for (size_t g = 0; g < v->n_groups; g++)
		for (size_t i = 0; i < v->groups[g].n;)
			i = add_figure(v, &v->groups[g], i, doc);
}
