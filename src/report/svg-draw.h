// SPDX-License-Identifier: MIT
// What plots and rows are drawn with.
#pragma once

#include "base/strbuf.h"
#include "report/axis.h"
#include "report/figure.h"

#define SVG_WIDTH 480

// The field within the axes, in the drawing's units; y grows downwards.
struct svg_field {
	double left, top, width, height;
	const struct axis *x, *y;
};

double svg_x(const struct svg_field *f, double value);
double svg_y(const struct svg_field *f, double value);
void svg_open(struct strbuf *out, double height, const char *label);
void svg_close(struct strbuf *out);
void svg_line(struct strbuf *out, const char *class, double x1, double y1,
	      double x2, double y2);
// anchor: "start", "middle" or "end".
void svg_text(struct strbuf *out, const char *class, const char *anchor,
	      double x, double y, const char *text);
// Grid lines, ticks and their text; label below or above.
void svg_axis_x(struct strbuf *out, const struct svg_field *f,
		const char *label, const char *unit);
void svg_axis_y(struct strbuf *out, const struct svg_field *f,
		const char *label, const char *unit);
// The sign of series number `series`: one of four shapes.
void svg_sign(struct strbuf *out, size_t series, double x, double y,
	      double size);

void svg_plot(const struct figure *f, struct strbuf *out);
void svg_rows(const struct figure *f, struct strbuf *out);
