// SPDX-License-Identifier: MIT
// Throughput over what a sweep varied: block size, threads, operations in
// flight. A curve is one run of one result in all but that; a run that no
// other differs from in it alone is on none.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/strbuf.h"
#include "report/quantity.h"
#include "report/view.h"
#include "result/run-key.h"
#include "result/series.h"

static const struct sweep_axis {
	const char *parameter, *title, *label, *unit;
} axes[] = {
	{ "block_size", "block size", "block size", "bytes" },
	{ "threads", "threads", "threads", "" },
	{ "iodepth", "operations in flight", "operations in flight", "" },
};

struct point {
	double x, y;
	const struct view_member *member;
};

struct curve {
	char *key, *label; // label: see name_curves()
	const char *workload, *unit;
	size_t result;
	struct point *points; // ascending
	size_t n;
};

struct curves {
	struct curve *v;
	size_t n;
};

static void curves_release(struct curves *c)
{
	for (size_t i = 0; i < c->n; i++) {
		free(c->v[i].key);
		free(c->v[i].label);
		free(c->v[i].points);
	}
	free(c->v);
}
DEFINE_CLEANUP(curves, struct curves, curves_release)

// Bytes a unit of the clock; NAN when not known.
static double throughput(const struct repetition *rep)
{
	return rep->duration ? (double)rep->bytes / (double)rep->duration : NAN;
}

static double median_throughput(const struct run_record *run)
{
	cleanup_free double *v = xcalloc(run->n_repetitions + 1, sizeof(*v));

	for (size_t i = 0; i < run->n_repetitions; i++)
		v[i] = throughput(&run->repetitions[i]);
	return values_median(v, run->n_repetitions);
}

static struct curve *curve_of(struct curves *c, const struct view *v,
			      const struct view_member *m, char *key)
{
	for (size_t i = 0; i < c->n; i++) {
		if (c->v[i].result == m->result &&
		    strcmp(c->v[i].key, key) == 0) {
			free(key);
			return &c->v[i];
		}
	}
	c->v = xreallocarray(c->v, c->n + 1, sizeof(*c->v));
	c->v[c->n] = (struct curve){
		.key = key,
		.workload = m->run->workload,
		.unit = view_result(v, m)->clock == CLOCK_KIND_ICOUNT
				? "bytes/instruction"
				: "bytes/ns",
		.result = m->result,
	};
	return &c->v[c->n++];
}

static void take(struct curves *c, const struct view *v,
		 const struct view_member *m, const struct sweep_axis *axis)
{
	const struct fact *x = facts_find(&m->run->parameters, axis->parameter);
	double y = median_throughput(m->run);

	if (m->run->validity == VALIDITY_INVALID || !x ||
	    x->status != FACT_KNOWN || x->type == FACT_TEXT || !x->number ||
	    !isfinite(y) || y <= 0)
		return;
	struct curve *to = curve_of(c, v, m, run_key(m->run, axis->parameter));
	size_t at = to->n;

	to->points = xreallocarray(to->points, to->n + 1, sizeof(*to->points));
	for (; at && to->points[at - 1].x > (double)x->number; at--)
		to->points[at] = to->points[at - 1];
	to->points[at] = (struct point){ (double)x->number, y, m };
	to->n++;
}

// Points that differ in x; the same run again adds none.
static bool is_sweep(const struct curve *c)
{
	return c->n > 1 && c->points[c->n - 1].x > c->points[0].x;
}

static void collect(const struct view *v, const struct sweep_axis *axis,
		    struct curves *ret)
{
	size_t kept = 0;

	for (size_t g = 0; g < v->n_groups; g++)
		for (size_t i = 0; i < v->groups[g].n; i++)
			take(ret, v, &v->groups[g].members[i], axis);
	for (size_t i = 0; i < ret->n; i++) {
		if (is_sweep(&ret->v[i])) {
			ret->v[kept++] = ret->v[i];
			continue;
		}
		free(ret->v[i].key);
		free(ret->v[i].points);
	}
	ret->n = kept;
}

static bool alike(const struct curve *a, const struct curve *b)
{
	return strcmp(a->workload, b->workload) == 0 &&
	       strcmp(a->unit, b->unit) == 0;
}

// Among the curves of all figures of this axis: what tells the runs of a
// workload apart, without the workload, and the result where there are more.
static void name_curves(const struct view *v, const struct sweep_axis *axis,
			struct curves *c)
{
	const struct run_record **runs = xcalloc(c->n + 1, sizeof(*runs));
	char **labels = xcalloc(c->n + 1, sizeof(*labels));

	for (size_t i = 0; i < c->n; i++)
		runs[i] = c->v[i].points[0].member->run;
	run_labels(runs, c->n, axis->parameter, labels);
	for (size_t i = 0; i < c->n; i++) {
		const char *rest = labels[i] + strlen(c->v[i].workload);
		const char *result = v->labels[c->v[i].result];

		rest += *rest == ' ';
		c->v[i].label = v->in->n > 1 && *rest
					? xasprintf("%s, %s", rest, result)
				: *rest ? xstrdup(rest)
					: xstrdup(result);
		free(labels[i]);
	}
	free(labels);
	free(runs);
}

static void add_rows(const struct curve *c, const struct sweep_axis *axis,
		     struct sheet *s)
{
	char text[QUANTITY_TEXT_MAX];

	for (size_t i = 0; i < c->n; i++) {
		const struct run_record *run = c->points[i].member->run;
		double least = INFINITY, most = 0;

		for (size_t k = 0; k < run->n_repetitions; k++) {
			least = fmin(least, throughput(&run->repetitions[k]));
			most = fmax(most, throughput(&run->repetitions[k]));
		}
		sheet_cell(s, TONE_PLAIN, c->label);
		sheet_cell(s, TONE_PLAIN,
			   quantity_text(c->points[i].x, axis->unit, text));
		sheet_cell(s, TONE_PLAIN,
			   quantity_text(c->points[i].y, c->unit, text));
		sheet_cell(s, TONE_PLAIN, quantity_text(least, c->unit, text));
		sheet_cell(s, TONE_PLAIN, quantity_text(most, c->unit, text));
		sheet_cellf(s, TONE_PLAIN, "%zu", run->n_repetitions);
	}
}

// Over more than a decade only a logarithmic axis shows all of it; otherwise
// it begins at 0.
static bool wants_log(const struct curves *c, size_t first, size_t end)
{
	double least = INFINITY, most = 0;

	for (size_t i = first; i < end; i++)
		for (size_t k = 0; k < c->v[i].n; k++) {
			least = fmin(least, c->v[i].points[k].y);
			most = fmax(most, c->v[i].points[k].y);
		}
	return most > 10 * least;
}

static void put_figure(const struct curves *c, size_t first, size_t end,
		       const struct sweep_axis *axis, struct doc *doc)
{
	bool log = wants_log(c, first, end);
	cleanup_free char *title =
		xasprintf("%s by %s", c->v[first].workload, axis->title);
	cleanup_free char *label =
		xasprintf("%s%s",
			  strcmp(c->v[first].unit, "bytes/ns") == 0
				  ? "throughput"
				  : "bytes per instruction",
			  log ? " (logarithmic)" : "");
	struct figure *f = figure_new(FIGURE_DOTS, title);
	struct sheet s = { 0 };

	f->x.log = f->x.binary = true;
	f->y.log = log;
	figure_axis_x(f, axis->label, axis->unit);
	figure_axis_y(f, label, c->v[first].unit);
	if (!log)
		axis_take(&f->y, 0);
	sheet_column(&s, "curve", false);
	sheet_column(&s, axis->title, true);
	sheet_column(&s, "throughput", true);
	sheet_column(&s, "least", true);
	sheet_column(&s, "most", true);
	sheet_column(&s, "repeated", true);
	for (size_t i = first; i < end; i++) {
		struct figure_series *to = figure_add_series(f, c->v[i].label);

		for (size_t k = 0; k < c->v[i].n; k++)
			figure_add_xy(f, to, c->v[i].points[k].x,
				      c->v[i].points[k].y);
		add_rows(&c->v[i], axis, &s);
	}
	doc_figure(doc, f, &s);
}

// Curves of one workload next to each other.
static void arrange(struct curves *c)
{
	for (size_t i = 1; i < c->n; i++) {
		struct curve it = c->v[i];
		size_t to = i;

		for (size_t k = i; k-- > 0;)
			if (alike(&c->v[k], &it)) {
				to = k + 1;
				break;
			}
		memmove(&c->v[to + 1], &c->v[to], (i - to) * sizeof(it));
		c->v[to] = it;
	}
}

static void open_section(struct doc *doc)
{
	doc_section(doc, "throughput", "Throughput");
	doc_text(
		doc, TONE_PLAIN,
		"What a sweep varied, against bytes over the time of whole repetitions, their median. A curve is runs that differ in nothing else.");
}

void section_throughput(const struct view *v, struct doc *doc)
{
	bool open = false;

	for (size_t a = 0; a < ARRAY_SIZE(axes); a++) {
		CLEANUP(curves_cleanup_) struct curves c = { 0 };

		collect(v, &axes[a], &c);
		if (!c.n)
			continue;
		if (!open)
			open_section(doc);
		open = true;
		arrange(&c);
		name_curves(v, &axes[a], &c);
		for (size_t first = 0, end; first < c.n; first = end) {
			for (end = first + 1; end < c.n &&
					      end - first < FIGURE_SERIES_MAX &&
					      alike(&c.v[first], &c.v[end]);)
				end++;
			put_figure(&c, first, end, &axes[a], doc);
		}
	}
}
