// SPDX-License-Identifier: MIT
#include "report/svg.h"

#include <math.h>
#include <string.h>

#include "base/escape.h"
#include "report/quantity.h"
#include "report/svg-draw.h"

double svg_x(const struct svg_field *f, double value)
{
	return f->left + axis_place(f->x, value) * f->width;
}

double svg_y(const struct svg_field *f, double value)
{
	return f->top + (1 - axis_place(f->y, value)) * f->height;
}

void svg_open(struct strbuf *out, double height, const char *label)
{
	strbuf_printf(out,
		      "<svg viewBox=\"0 0 %d %.0f\" role=\"img\" aria-label=\"",
		      SVG_WIDTH, height);
	escape_xml(out, label);
	strbuf_puts(out, "\">\n");
}

void svg_close(struct strbuf *out)
{
	strbuf_puts(out, "</svg>\n");
}

void svg_line(struct strbuf *out, const char *class, double x1, double y1,
	      double x2, double y2)
{
	strbuf_printf(
		out,
		"<line class=\"%s\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>\n",
		class, x1, y1, x2, y2);
}

void svg_text(struct strbuf *out, const char *class, const char *anchor,
	      double x, double y, const char *text)
{
	strbuf_printf(
		out,
		"<text class=\"%s\" text-anchor=\"%s\" x=\"%.1f\" y=\"%.1f\">",
		class, anchor, x, y);
	escape_xml(out, text);
	strbuf_puts(out, "</text>\n");
}

// Half of what a tick's text takes, about: digits are 8 units wide, capitals 10.
static double half_width(const char *text)
{
	return (double)strlen(text) * 4.8;
}

void svg_axis_x(struct strbuf *out, const struct svg_field *f,
		const char *label, const char *unit)
{
	char text[QUANTITY_TEXT_MAX];
	double bottom = f->top + f->height;
	struct axis_ticks ticks;
	double taken = 0;

	axis_ticks(f->x, 5, &ticks);
	for (size_t i = 0; i < ticks.n; i++) {
		double x = svg_x(f, ticks.v[i]);

		svg_line(out, "g", x, f->top, x, bottom);
		double half = half_width(quantity_tick(ticks.v[i], unit, text));
		double at = fmin(x, SVG_WIDTH - 2 - half);

		// What would run into its neighbour is left out.
		if (at - half < taken)
			continue;
		svg_text(out, "t", "middle", at, bottom + 18, text);
		taken = at + half + 8;
	}
	if (label)
		svg_text(out, "l", "middle", f->left + f->width / 2,
			 bottom + 36, label);
}

void svg_axis_y(struct strbuf *out, const struct svg_field *f,
		const char *label, const char *unit)
{
	char text[QUANTITY_TEXT_MAX];
	struct axis_ticks ticks;

	axis_ticks(f->y, 5, &ticks);
	for (size_t i = 0; i < ticks.n; i++) {
		double y = svg_y(f, ticks.v[i]);

		svg_line(out, "g", f->left, y, f->left + f->width, y);
		svg_text(out, "t", "end", f->left - 6, y + 4,
			 quantity_tick(ticks.v[i], unit, text));
	}
	if (label)
		svg_text(out, "l", "start", 2, f->top - 14, label);
}

void svg_sign(struct strbuf *out, size_t series, double x, double y,
	      double size)
{
	size_t colour = series % FIGURE_SERIES_MAX;

	switch (series % 4) {
	case 0:
		strbuf_printf(
			out,
			"<circle class=\"m%zu\" cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\"/>\n",
			colour, x, y, size);
		break;
	case 1:
		strbuf_printf(
			out,
			"<rect class=\"m%zu\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"/>\n",
			colour, x - size * .9, y - size * .9, size * 1.8,
			size * 1.8);
		break;
	case 2:
		strbuf_printf(
			out,
			"<path class=\"m%zu\" d=\"M%.1f %.1fl%.1f %.1fh%.1fz\"/>\n",
			colour, x, y - size * 1.2, size * 1.2, size * 2.1,
			-size * 2.4);
		break;
	default:
		strbuf_printf(
			out,
			"<path class=\"m%zu\" d=\"M%.1f %.1fl%.1f %.1fl%.1f %.1fl%.1f %.1fz\"/>\n",
			colour, x, y - size * 1.35, size * 1.35, size * 1.35,
			-size * 1.35, size * 1.35, -size * 1.35, -size * 1.35);
		break;
	}
}

void svg_figure(const struct figure *f, struct strbuf *out)
{
	if (f->kind == FIGURE_STEPS || f->kind == FIGURE_DOTS)
		svg_plot(f, out);
	else
		svg_rows(f, out);
}

void svg_key(enum figure_kind kind, size_t series, struct strbuf *out)
{
	strbuf_puts(
		out,
		"<svg class=\"key\" viewBox=\"0 0 30 12\" aria-hidden=\"true\">");
	strbuf_printf(out, "<path class=\"%s%zu\" d=\"M0 6H30\"/>\n",
		      kind == FIGURE_STEPS ? "s" : "n",
		      series % FIGURE_SERIES_MAX);
	svg_sign(out, series, 15, 6, 4);
	strbuf_puts(out, "</svg>");
}

const char *svg_part_class(enum figure_part part)
{
	static const char *const classes[] = {
		[PART_PUD] = "pud",   [PART_PMD] = "pmd",
		[PART_PTE] = "pte",   [PART_ABSENT] = "absent",
		[PART_ZERO] = "zero",
	};
	_Static_assert(ARRAY_SIZE(classes) == PART_MAX, "a class each");
	return classes[part];
}
