// SPDX-License-Identifier: MIT
#include "report/figure.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"

struct figure *figure_new(enum figure_kind kind, const char *title)
{
	struct figure *f = xcalloc(1, sizeof(*f));

	f->kind = kind;
	f->title = xstrdup(title);
	return f;
}

static void series_release(struct figure_series *s)
{
	free(s->name);
	free(s->x);
	free(s->y);
	for (size_t i = 0; i < s->n_marks; i++)
		free(s->marks[i].text);
	free(s->marks);
}

void figure_free(struct figure *f)
{
	if (!f)
		return;
	free(f->title);
	free(f->x_label);
	free(f->y_label);
	free(f->x_unit);
	free(f->y_unit);
	for (size_t i = 0; i < f->n_series; i++)
		series_release(&f->series[i]);
	free(f->series);
	for (size_t i = 0; i < f->n_rows; i++) {
		free(f->rows[i].label);
		free(f->rows[i].note);
		free(f->rows[i].title);
	}
	free(f->rows);
	free(f);
}

static bool is_counted(const char *unit)
{
	return strcmp(unit, "instructions") == 0;
}

void figure_axis_x(struct figure *f, const char *label, const char *unit)
{
	f->x_label = xstrdup(label);
	f->x_unit = xstrdup(unit);
	f->x.whole |= is_counted(unit);
}

void figure_axis_y(struct figure *f, const char *label, const char *unit)
{
	f->y_label = xstrdup(label);
	f->y_unit = xstrdup(unit);
	f->y.whole |= is_counted(unit);
}

struct figure_series *figure_add_series(struct figure *f, const char *name)
{
	f->series =
		xreallocarray(f->series, f->n_series + 1, sizeof(*f->series));
	f->series[f->n_series] = (struct figure_series){ 0 };
	f->series[f->n_series].name = xstrdup(name);
	return &f->series[f->n_series++];
}

void figure_add_xy(struct figure *f, struct figure_series *s, double x,
		   double y)
{
	s->x = xreallocarray(s->x, s->n + 1, sizeof(*s->x));
	s->y = xreallocarray(s->y, s->n + 1, sizeof(*s->y));
	s->x[s->n] = x;
	s->y[s->n++] = y;
	axis_take(&f->x, x);
	axis_take(&f->y, y);
}

void figure_add_mark(struct figure_series *s, double x, double y,
		     const char *text)
{
	s->marks = xreallocarray(s->marks, s->n_marks + 1, sizeof(*s->marks));
	s->marks[s->n_marks++] = (struct figure_mark){ x, y, xstrdup(text) };
}

struct figure_row *figure_add_row(struct figure *f, const char *label,
				  const char *note)
{
	f->rows = xreallocarray(f->rows, f->n_rows + 1, sizeof(*f->rows));
	f->rows[f->n_rows] = (struct figure_row){ .label = xstrdup(label),
						  .note = xstrdup(note) };
	return &f->rows[f->n_rows++];
}
