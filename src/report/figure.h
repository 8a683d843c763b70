// SPDX-License-Identifier: MIT
// What a figure shows, without how it is drawn: curves or dots over two axes
// (a plot), or labelled rows with a bar of parts or a point with its interval.
// Texts are copied and raw.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/cleanup.h"
#include "report/axis.h"
#include "report/sheet.h"

// More in one plot cannot be told apart: callers make another.
#define FIGURE_SERIES_MAX 8

enum figure_kind {
	FIGURE_STEPS,  // of series; y is a share, marks stand on the curve
	FIGURE_DOTS,   // of series, joined by a thin line
	FIGURE_BARS,   // of rows; parts of a whole
	FIGURE_POINTS, // of rows; a point and, where known, its interval
};

enum figure_part {
	PART_PUD,
	PART_PMD,
	PART_PTE,
	PART_ABSENT,
	PART_ZERO, // below the others: those of them that show zero pages
	PART_MAX
};

struct figure_mark {
	double x, y;
	char *text;
};

struct figure_series {
	char *name;
	double *x, *y;
	size_t n;
	struct figure_mark *marks;
	size_t n_marks;
};

struct figure_row {
	char *label, *note;     // note: the numbers in words, beside the label
	char *title;            // all of what the label says in short, or NULL
	bool known;             // else the note says why not
	double parts[PART_MAX]; // shares of 1
	double value, low, high;
	bool interval;
	enum tone tone;
};

struct figure {
	enum figure_kind kind;
	char *title;
	char *x_label, *y_label;
	char *x_unit, *y_unit; // as of metrics, for the ticks
	struct axis x, y;      // settled
	bool reference;        // a line at x = 0
	struct figure_series *series;
	size_t n_series;
	struct figure_row *rows;
	size_t n_rows;
};

struct figure *figure_new(enum figure_kind kind, const char *title);
void figure_free(struct figure *f);
void figure_axis_x(struct figure *f, const char *label, const char *unit);
void figure_axis_y(struct figure *f, const char *label, const char *unit);
// Pointers are valid until the next one is added.
struct figure_series *figure_add_series(struct figure *f, const char *name);
void figure_add_xy(struct figure *f, struct figure_series *s, double x,
		   double y);
void figure_add_mark(struct figure_series *s, double x, double y,
		     const char *text);
struct figure_row *figure_add_row(struct figure *f, const char *label,
				  const char *note);

DEFINE_CLEANUP_PTR(figure, struct figure, figure_free)
#define cleanup_figure CLEANUP(figure_cleanup_)
