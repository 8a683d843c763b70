// SPDX-License-Identifier: MIT
#include "base/table.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/attr.h"

void table_release(struct table *t)
{
	for (size_t i = 0; i < t->rows * TABLE_COLUMNS_MAX; i++)
		free(t->cells[i]);
	free(t->cells);
	*t = (struct table){ 0 };
}

void table_row(struct table *t, ...)
{
	va_list ap;

	if (t->rows == t->cap) {
		t->cap = t->cap ? 2 * t->cap : 16;
		t->cells = xreallocarray(t->cells, t->cap * TABLE_COLUMNS_MAX,
					 sizeof(*t->cells));
	}
	char **row = &t->cells[t->rows++ * TABLE_COLUMNS_MAX];
	memset(row, 0, TABLE_COLUMNS_MAX * sizeof(*row));
	va_start(ap, t);
	for (unsigned c = 0; c < TABLE_COLUMNS_MAX; c++) {
		const char *cell = va_arg(ap, const char *);

		if (!cell)
			break;
		row[c] = xstrdup(cell);
	}
	va_end(ap);
}

// Columns as shown: continuation bytes of UTF-8 take none.
static int width(const char *s)
{
	int n = 0;

	for (; *s; s++)
		n += (*s & 0xc0) != 0x80;
	return n;
}

void table_print(const struct table *t, FILE *out, const char *indent)
{
	int widths[TABLE_COLUMNS_MAX] = { 0 };

	for (size_t i = 0; i < t->rows * TABLE_COLUMNS_MAX; i++) {
		unsigned c = (unsigned)(i % TABLE_COLUMNS_MAX);
		int w = t->cells[i] ? width(t->cells[i]) : 0;

		if (w > widths[c])
			widths[c] = w;
	}
	for (size_t r = 0; r < t->rows; r++) {
		char **row = &t->cells[r * TABLE_COLUMNS_MAX];

		fputs(indent, out);
		for (unsigned c = 0; c < TABLE_COLUMNS_MAX && row[c]; c++) {
			bool last = c + 1 == TABLE_COLUMNS_MAX || !row[c + 1];
			int pad = widths[c] - width(row[c]);

			if (t->right & (1u << c))
				fprintf(out, "%*s%s", pad, "", row[c]);
			else
				fprintf(out, "%s%*s", row[c], last ? 0 : pad,
					"");
			if (!last)
				fputs("  ", out);
		}
		fputc('\n', out);
	}
}
