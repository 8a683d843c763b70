// SPDX-License-Identifier: MIT
// Labelled rows: the label and the numbers in words above, the bar or the
// point below, so that long names cost no width.
#include <math.h>
#include <stdbool.h>

#include "base/escape.h"
#include "report/svg-draw.h"
#include "report/svg.h"

#define ROW 46
#define BAR 16

static void put_rect(struct strbuf *out, const char *class, double x, double y,
		     double width, double height)
{
	strbuf_printf(
		out,
		"<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"/>\n",
		class, x, y, width, height);
}

static void put_bar(const struct figure_row *row, const struct svg_field *f,
		    double y, struct strbuf *out)
{
	static const char *const names[] = { "PUD", "PMD", "PTE", "absent" };
	double x = f->left;

	if (!row->known) {
		put_rect(out, "unknown", x, y, f->width, BAR);
		svg_text(out, "t", "middle", x + f->width / 2, y + 12,
			 "not known");
		return;
	}
	for (unsigned p = 0; p < PART_ZERO; p++) {
		double width = row->parts[p] * f->width;

		if (!(width > 0))
			continue;
		// A sliver is still there to be seen.
		if (width < 2)
			width = 2;
		if (x + width > f->left + f->width)
			x = f->left + f->width - width;
		put_rect(out, svg_part_class((enum figure_part)p), x, y, width,
			 BAR);
		if (width > 52)
			svg_text(out, "in", "middle", x + width / 2, y + 12,
				 names[p]);
		x += width;
	}
	if (row->parts[PART_ZERO] > 0)
		put_rect(out, svg_part_class(PART_ZERO), f->left, y + BAR + 1,
			 row->parts[PART_ZERO] * f->width, 4);
}

static const char *tone_class(enum tone tone)
{
	static const char *const classes[] = {
		[TONE_PLAIN] = "plain", [TONE_GOOD] = "good",
		[TONE_WARN] = "warn",   [TONE_BAD] = "bad",
		[TONE_QUIET] = "quiet",
	};
	return classes[tone];
}

static void put_point(const struct figure_row *row, const struct svg_field *f,
		      double y, struct strbuf *out)
{
	double middle = y + BAR / 2.0;
	double x = svg_x(f, row->value);

	if (!row->known)
		return;
	strbuf_printf(out, "<g class=\"%s\">\n", tone_class(row->tone));
	if (row->interval) {
		double low = svg_x(f, row->low), high = svg_x(f, row->high);

		svg_line(out, "i", low, middle, high, middle);
		svg_line(out, "i", low, middle - 5, low, middle + 5);
		svg_line(out, "i", high, middle - 5, high, middle + 5);
	} else {
		svg_line(out, "i thin", f->left, middle, x, middle);
	}
	strbuf_printf(
		out,
		"<circle class=\"p\" cx=\"%.1f\" cy=\"%.1f\" r=\"5\"/>\n</g>\n",
		x, middle);
}

static void put_row(const struct figure *f, const struct figure_row *row,
		    const struct svg_field *field, double y, struct strbuf *out)
{
	if (row->title) {
		strbuf_puts(out, "<g><title>");
		escape_xml(out, row->title);
		strbuf_puts(out, "</title>\n");
	}
	svg_text(out, "r", "start", field->left, y + 14, row->label);
	if (row->title)
		strbuf_puts(out, "</g>\n");
	if (row->note)
		svg_text(out, "t", "end", field->left + field->width, y + 14,
			 row->note);
	if (f->kind == FIGURE_BARS)
		put_bar(row, field, y + 20, out);
	else
		put_point(row, field, y + 20, out);
}

void svg_rows(const struct figure *f, struct strbuf *out)
{
	const struct svg_field field = {
		.left = 12,
		.top = 6,
		.width = SVG_WIDTH - 24,
		.height = (double)f->n_rows * ROW,
		.x = &f->x,
		.y = &f->y,
	};

	svg_open(out, field.height + (f->x_label ? 50 : 32), f->title);
	svg_axis_x(out, &field, f->x_label, f->x_unit);
	if (f->reference) {
		double x = svg_x(&field, 0);

		svg_line(out, "zeroline", x, field.top, x,
			 field.top + field.height);
	}
	for (size_t i = 0; i < f->n_rows; i++)
		put_row(f, &f->rows[i], &field, field.top + (double)i * ROW,
			out);
	svg_close(out);
}
