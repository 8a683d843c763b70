// SPDX-License-Identifier: MIT
// Workloads × kernels: the median of p50 and the mapping, and the change from
// the kernel that was given first. Only where kernels differ.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/strbuf.h"
#include "report/quantity.h"
#include "report/view.h"
#include "result/series.h"
#include "result/variant.h"

struct names {
	char **v;
	size_t n;
};

static void names_release(struct names *l)
{
	for (size_t i = 0; i < l->n; i++)
		free(l->v[i]);
	free(l->v);
}
DEFINE_CLEANUP(names_list, struct names, names_release)

static void names_add(struct names *l, char *name)
{
	for (size_t i = 0; i < l->n; i++) {
		if (strcmp(l->v[i], name) == 0) {
			free(name);
			return;
		}
	}
	l->v = xreallocarray(l->v, l->n + 1, sizeof(*l->v));
	l->v[l->n++] = name;
}

static char *kernel_of(const struct result *r)
{
	return xstrdup(r->kernel_release ? r->kernel_release : "unknown");
}

// The group and whatever but the kernel tells its results apart.
static char *row_of(const struct view *v, const struct view_group *g,
		    const struct view_member *m)
{
	struct strbuf name = { 0 };

	strbuf_puts(&name, g->title);
	strbuf_putc(&name, ' ');
	(void)variants_text(&v->variants, view_result(v, m), NULL,
			    VARIANT_BIT(VARIANT_KERNEL), " ", &name);
	strbuf_rtrim(&name);
	return strbuf_take(&name);
}

struct cell {
	double *values; // p50 of each result that falls here
	size_t n;
	const char *unit, *mapping; // mapping: NULL when they differ
};

static bool belongs(const struct view *v, const struct view_group *g,
		    const struct view_member *m, const char *kernel,
		    const char *row)
{
	cleanup_free char *k = kernel_of(view_result(v, m));
	cleanup_free char *r = row_of(v, g, m);

	return strcmp(k, kernel) == 0 && strcmp(r, row) == 0;
}

// A call maps nothing: that is not a mapping nobody knows.
static const char *mapped_by(const struct mapping_report *map)
{
	if (map->asked == PAGE_SIZE_NONE)
		return "none";
	return map->obtained_known ? page_size_name(map->page_size) : "unknown";
}

static void gather(const struct view *v, const char *kernel, const char *row,
		   struct cell *cell)
{
	*cell = (struct cell){ .unit = "" };
	for (size_t g = 0; g < v->n_groups; g++) {
		for (size_t i = 0; i < v->groups[g].n; i++) {
			const struct view_member *m = &v->groups[g].members[i];
			const char *size = mapped_by(&m->run->mapping);

			if (m->run->validity == VALIDITY_INVALID ||
			    !belongs(v, &v->groups[g], m, kernel, row))
				continue;
			cell->values = xreallocarray(cell->values, cell->n + 1,
						     sizeof(*cell->values));
			cell->values[cell->n] =
				view_median(m->run, "latency_p50");
			cell->mapping =
				!cell->n || (cell->mapping &&
					     strcmp(cell->mapping, size) == 0)
					? size
					: NULL;
			cell->n++;
			cell->unit = view_unit(v, m);
		}
	}
}

static void put_cell(const struct cell *cell, double base, struct sheet *s)
{
	char text[QUANTITY_TEXT_MAX], change[QUANTITY_TEXT_MAX];
	double p50 = values_median(cell->values, cell->n);

	if (!cell->n) {
		sheet_cell(s, TONE_QUIET, "-");
		return;
	}
	(void)quantity_text(p50, cell->unit, text);
	(void)quantity_change(p50 / base, change);
	sheet_cellf(s, TONE_PLAIN, "%s%s%s%s, %s", text,
		    isfinite(p50 / base) ? " (" : "",
		    isfinite(p50 / base) ? change : "",
		    isfinite(p50 / base) ? ")" : "",
		    cell->mapping ? cell->mapping : "mapping differs");
}

static void fill(const struct view *v, const struct names *kernels,
		 const struct names *rows, struct sheet *s)
{
	for (size_t r = 0; r < rows->n; r++) {
		double base = NAN;

		sheet_cell(s, TONE_PLAIN, rows->v[r]);
		for (size_t k = 0; k < kernels->n; k++) {
			struct cell cell;

			gather(v, kernels->v[k], rows->v[r], &cell);
			put_cell(&cell, base, s);
			if (!k)
				base = values_median(cell.values, cell.n);
			free(cell.values);
		}
	}
}

void section_matrix(const struct view *v, struct doc *doc)
{
	CLEANUP(names_list_cleanup_) struct names kernels = { 0 };
	CLEANUP(names_list_cleanup_) struct names rows = { 0 };
	struct sheet s = { 0 };

	if (!v->variants.v[VARIANT_KERNEL].differs)
		return;
	for (size_t i = 0; i < v->in->n; i++)
		names_add(&kernels, kernel_of(v->in->results[i]));
	for (size_t g = 0; g < v->n_groups; g++)
		for (size_t m = 0; m < v->groups[g].n; m++)
			names_add(&rows, row_of(v, &v->groups[g],
						&v->groups[g].members[m]));
	sheet_column(&s, "workload", false);
	for (size_t k = 0; k < kernels.n; k++)
		sheet_column(&s, kernels.v[k], true);
	fill(v, &kernels, &rows, &s);
	doc_section(doc, "matrix", "Workloads and kernels");
	doc_sheet(
		doc,
		"Median over repetitions of p50, change from the first kernel, mapping",
		false, &s);
	doc_text(
		doc, TONE_QUIET,
		"The change is arithmetic, no verdict: daxbench compare judges.");
}
