// SPDX-License-Identifier: MIT
#include "report/markdown.h"

#include "base/escape.h"

static void put_row(struct strbuf *out, const struct sheet *s, size_t row)
{
	for (size_t c = 0; c < s->n_columns; c++) {
		const struct sheet_cell *cell = sheet_at(s, row, c);
		bool bold = cell->tone == TONE_BAD && cell->text[0];

		strbuf_puts(out, bold ? "| **" : "| ");
		escape_markdown(out, cell->text);
		strbuf_puts(out, bold ? "** " : " ");
	}
	strbuf_puts(out, "|\n");
}

static void put_sheet(struct strbuf *out, const struct sheet *s)
{
	for (size_t c = 0; c < s->n_columns; c++) {
		strbuf_puts(out, "| ");
		escape_markdown(out, s->columns[c].title);
		strbuf_putc(out, ' ');
	}
	strbuf_puts(out, "|\n");
	for (size_t c = 0; c < s->n_columns; c++)
		strbuf_puts(out, s->columns[c].right ? "|---:" : "|---");
	strbuf_puts(out, "|\n");
	for (size_t r = 0; r < sheet_rows(s); r++)
		put_row(out, s, r);
	strbuf_putc(out, '\n');
}

static void put_folded(struct strbuf *out, const char *summary,
		       const struct sheet *s)
{
	strbuf_puts(out, "<details><summary>");
	escape_xml(out, summary);
	strbuf_puts(out, "</summary>\n\n");
	put_sheet(out, s);
	strbuf_puts(out, "</details>\n\n");
}

static void put_block(struct strbuf *out, const struct block *b)
{
	switch (b->kind) {
	case BLOCK_SECTION:
		strbuf_puts(out, "## ");
		escape_markdown(out, b->text);
		break;
	case BLOCK_TEXT:
		strbuf_puts(out, b->tone == TONE_BAD ? "> **" : "");
		escape_markdown(out, b->text);
		strbuf_puts(out, b->tone == TONE_BAD ? "**" : "");
		break;
	case BLOCK_SHEET:
		if (b->folded) {
			put_folded(out, b->text, &b->sheet);
			return;
		}
		escape_markdown(out, b->text);
		strbuf_puts(out, "\n\n");
		put_sheet(out, &b->sheet);
		return;
	case BLOCK_FIGURE:
		put_folded(out, b->figure->title, &b->sheet);
		return;
	}
	strbuf_puts(out, "\n\n");
}

void markdown_write(const struct doc *d, struct strbuf *out)
{
	strbuf_puts(out, "# ");
	escape_markdown(out, d->title);
	strbuf_puts(out, "\n\n");
	for (size_t i = 0; i < d->n; i++)
		put_block(out, &d->v[i]);
}
