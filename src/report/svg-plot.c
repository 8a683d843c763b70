// SPDX-License-Identifier: MIT
// Curves and dots over two axes.
#include <math.h>
#include <stdbool.h>

#include "base/escape.h"
#include "report/svg-draw.h"

#define HEIGHT 286

// Steps to the right and up. Points that fall on the same half unit are one:
// a histogram may have thousands of buckets.
static void put_steps(const struct figure_series *s, size_t index,
		      const struct svg_field *f, struct strbuf *out)
{
	double last_x = 0;
	bool open = false;

	for (size_t i = 0; i < s->n; i++) {
		double x = svg_x(f, s->x[i]), y = svg_y(f, s->y[i]);

		if (!isfinite(s->x[i]) || !isfinite(s->y[i]))
			continue;
		if (!open)
			strbuf_printf(
				out, "<path class=\"s%zu\" d=\"M%.1f %.1fV%.1f",
				index % FIGURE_SERIES_MAX, x,
				f->top + f->height, y);
		else if (x - last_x < .5 && i + 1 < s->n)
			continue;
		else
			strbuf_printf(out, "H%.1fV%.1f", x, y);
		open = true;
		last_x = x;
	}
	if (!open)
		return;
	strbuf_printf(out, "H%.1f\"/>\n", f->left + f->width);
}

static void put_marks(const struct figure_series *s, size_t index, bool named,
		      const struct svg_field *f, struct strbuf *out)
{
	for (size_t i = 0; i < s->n_marks; i++) {
		const struct figure_mark *m = &s->marks[i];
		double x = svg_x(f, m->x), y = svg_y(f, m->y);
		bool right = x > f->left + f->width * .75;

		svg_sign(out, index, x, y, 4);
		if (named)
			svg_text(out, "t", right ? "end" : "start",
				 right ? x - 9 : x + 9,
				 y + (y < f->top + 16 ? 15 : 4), m->text);
	}
}

static void put_dots(const struct figure_series *s, size_t index,
		     const struct svg_field *f, struct strbuf *out)
{
	double size = s->n > 60 ? 2 : s->n > 25 ? 3 : 4;
	bool open = false;

	for (size_t i = 0; i < s->n; i++) {
		if (!isfinite(s->y[i]))
			continue;
		if (!open)
			strbuf_printf(out, "<path class=\"n%zu\" d=\"",
				      index % FIGURE_SERIES_MAX);
		strbuf_printf(out, "%c%.1f %.1f", open ? 'L' : 'M',
			      svg_x(f, s->x[i]), svg_y(f, s->y[i]));
		open = true;
	}
	if (open)
		strbuf_puts(out, "\"/>\n");
	for (size_t i = 0; i < s->n; i++)
		if (isfinite(s->y[i]))
			svg_sign(out, index, svg_x(f, s->x[i]),
				 svg_y(f, s->y[i]), size);
}

void svg_plot(const struct figure *f, struct strbuf *out)
{
	const struct svg_field field = {
		.left = f->kind == FIGURE_STEPS ? 80 : 88,
		.top = 34,
		.width = SVG_WIDTH - (f->kind == FIGURE_STEPS ? 80 : 88) - 12,
		.height = HEIGHT - 34 - 44,
		.x = &f->x,
		.y = &f->y,
	};

	svg_open(out, HEIGHT, f->title);
	svg_axis_x(out, &field, f->x_label, f->x_unit);
	svg_axis_y(out, &field, f->y_label, f->y_unit);
	for (size_t i = 0; i < f->n_series; i++) {
		if (f->kind == FIGURE_STEPS)
			put_steps(&f->series[i], i, &field, out);
		else
			put_dots(&f->series[i], i, &field, out);
	}
	for (size_t i = 0; i < f->n_series; i++)
		put_marks(&f->series[i], i, f->n_series == 1, &field, out);
	svg_close(out);
}
