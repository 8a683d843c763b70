// SPDX-License-Identifier: MIT
#include "report/html.h"

#include "base/escape.h"
#include "report/style.h"
#include "report/svg.h"

// More of them are printed across the long side of the paper.
#define COLUMNS_UPRIGHT 12

static const char *tone_name(enum tone tone)
{
	static const char *const names[] = {
		[TONE_PLAIN] = "",      [TONE_GOOD] = "good",
		[TONE_WARN] = "warn",   [TONE_BAD] = "bad",
		[TONE_QUIET] = "quiet",
	};
	_Static_assert(ARRAY_SIZE(names) == TONE_QUIET + 1, "a name each");
	return names[tone];
}

static void put_element(struct strbuf *out, const char *element,
			const char *class, const char *text)
{
	strbuf_printf(out, "<%s", element);
	if (class[0])
		strbuf_printf(out, " class=\"%s\"", class);
	strbuf_putc(out, '>');
	escape_xml(out, text);
	strbuf_printf(out, "</%s>\n", element);
}

static void put_cell(struct strbuf *out, const struct sheet_column *column,
		     const struct sheet_cell *cell)
{
	const char *tone = tone_name(cell->tone);

	if (!column->right && !tone[0])
		strbuf_puts(out, "<td>");
	else
		strbuf_printf(out, "<td class=\"%s%s%s\">",
			      column->right ? "num" : "",
			      column->right && tone[0] ? " " : "", tone);
	escape_xml(out, cell->text);
	strbuf_puts(out, "</td>");
}

static void put_sheet(struct strbuf *out, const struct sheet *s,
		      const char *caption)
{
	// Focusable, so that the keyboard scrolls it.
	strbuf_printf(out, "<div class=\"scroll%s\" tabindex=\"0\"><table>\n",
		      s->n_columns > COLUMNS_UPRIGHT ? " wide" : "");
	if (caption) {
		strbuf_puts(out, "<caption>");
		put_element(out, "span", "", caption);
		strbuf_puts(out, "</caption>\n");
	}
	strbuf_puts(out, "<thead><tr>");
	for (size_t c = 0; c < s->n_columns; c++) {
		strbuf_printf(out, "<th scope=\"col\"%s>",
			      s->columns[c].right ? " class=\"num\"" : "");
		escape_xml(out, s->columns[c].title);
		strbuf_puts(out, "</th>");
	}
	strbuf_puts(out, "</tr></thead>\n<tbody>\n");
	for (size_t r = 0; r < sheet_rows(s); r++) {
		strbuf_puts(out, "<tr>");
		for (size_t c = 0; c < s->n_columns; c++)
			put_cell(out, &s->columns[c], sheet_at(s, r, c));
		strbuf_puts(out, "</tr>\n");
	}
	strbuf_puts(out, "</tbody></table></div>\n");
}

static void put_folded(struct strbuf *out, const char *summary,
		       const struct sheet *s)
{
	strbuf_puts(out, "<details>");
	put_element(out, "summary", "", summary);
	put_sheet(out, s, NULL);
	strbuf_puts(out, "</details>\n");
}

static void put_parts_legend(struct strbuf *out, const struct figure *f)
{
	static const char *const names[] = {
		[PART_PUD] = "PUD",
		[PART_PMD] = "PMD",
		[PART_PTE] = "PTE",
		[PART_ABSENT] = "absent (not mapped)",
		[PART_ZERO] = "of them the shared zero page",
	};
	_Static_assert(ARRAY_SIZE(names) == PART_MAX, "a name each");

	(void)f;
	strbuf_puts(out, "<ul class=\"legend\">\n");
	for (unsigned p = 0; p < PART_MAX; p++) {
		strbuf_printf(out, "<li><i class=\"%s\"></i>",
			      svg_part_class((enum figure_part)p));
		put_element(out, "span", "", names[p]);
		strbuf_puts(out, "</li>\n");
	}
	strbuf_puts(out, "</ul>\n");
}

static void put_series_legend(struct strbuf *out, const struct figure *f)
{
	strbuf_puts(out, "<ul class=\"legend\">\n");
	for (size_t i = 0; i < f->n_series; i++) {
		strbuf_puts(out, "<li>");
		svg_key(f->kind, i, out);
		put_element(out, "span", "", f->series[i].name);
		strbuf_puts(out, "</li>\n");
	}
	strbuf_puts(out, "</ul>\n");
}

static void put_figure(struct strbuf *out, const struct block *b)
{
	strbuf_puts(out, "<figure>\n<figcaption>");
	put_element(out, "h3", "", b->figure->title);
	strbuf_puts(out, "</figcaption>\n");
	if (b->figure->kind == FIGURE_BARS)
		put_parts_legend(out, b->figure);
	else if (b->figure->n_series)
		put_series_legend(out, b->figure);
	svg_figure(b->figure, out);
	put_folded(out, "the numbers", &b->sheet);
	strbuf_puts(out, "</figure>\n");
}

static void put_block(struct strbuf *out, const struct doc *d, size_t i)
{
	const struct block *b = &d->v[i];
	bool figure = b->kind == BLOCK_FIGURE;

	switch (b->kind) {
	case BLOCK_SECTION:
		strbuf_printf(out, "<h2 id=\"%s\">", b->id);
		escape_xml(out, b->text);
		strbuf_puts(out, "</h2>\n");
		break;
	case BLOCK_TEXT:
		put_element(out, "p", tone_name(b->tone), b->text);
		break;
	case BLOCK_SHEET:
		if (b->folded)
			put_folded(out, b->text, &b->sheet);
		else
			put_sheet(out, &b->sheet, b->text);
		break;
	case BLOCK_FIGURE:
		break;
	}
	// Figures that follow each other stand side by side.
	if (figure && (i == 0 || d->v[i - 1].kind != BLOCK_FIGURE))
		strbuf_puts(out, "<div class=\"figures\">\n");
	if (figure)
		put_figure(out, b);
	if (figure && (i + 1 == d->n || d->v[i + 1].kind != BLOCK_FIGURE))
		strbuf_puts(out, "</div>\n");
}

static void put_head(struct strbuf *out, const char *title)
{
	strbuf_puts(
		out,
		"<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n"
		"<meta charset=\"utf-8\">\n"
		"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:\">\n"
		"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
		"<link rel=\"icon\" href=\"data:,\">\n");
	put_element(out, "title", "", title);
	strbuf_printf(out, "<style>\n%s</style>\n</head>\n<body>\n",
		      report_style);
}

static void put_nav(struct strbuf *out, const struct doc *d)
{
	strbuf_puts(out, "<nav aria-label=\"sections\">\n");
	for (size_t i = 0; i < d->n; i++) {
		if (d->v[i].kind != BLOCK_SECTION)
			continue;
		strbuf_printf(out, "<a href=\"#%s\">", d->v[i].id);
		escape_xml(out, d->v[i].text);
		strbuf_puts(out, "</a>\n");
	}
	strbuf_puts(out, "</nav>\n");
}

void html_write(const struct doc *d, struct strbuf *out)
{
	put_head(out, d->title);
	put_element(out, "h1", "", d->title);
	put_nav(out, d);
	strbuf_puts(out, "<main>\n");
	for (size_t i = 0; i < d->n; i++)
		put_block(out, d, i);
	strbuf_puts(out, "</main>\n");
	strbuf_printf(out, "<footer>Written by daxbench %s.</footer>\n",
		      PACKAGE_VERSION);
	strbuf_puts(out, "</body>\n</html>\n");
}
