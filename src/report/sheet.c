// SPDX-License-Identifier: MIT
#include "report/sheet.h"

#include <stdlib.h>

#include "base/alloc.h"

void sheet_release(struct sheet *s)
{
	for (size_t i = 0; i < s->n_columns; i++)
		free(s->columns[i].title);
	free(s->columns);
	for (size_t i = 0; i < s->n_cells; i++)
		free(s->cells[i].text);
	free(s->cells);
	*s = (struct sheet){ 0 };
}

void sheet_column(struct sheet *s, const char *title, bool right)
{
	s->columns = xreallocarray(s->columns, s->n_columns + 1,
				   sizeof(*s->columns));
	s->columns[s->n_columns++] =
		(struct sheet_column){ xstrdup(title), right };
}

static void take(struct sheet *s, enum tone tone, char *text)
{
	s->cells = xreallocarray(s->cells, s->n_cells + 1, sizeof(*s->cells));
	s->cells[s->n_cells++] = (struct sheet_cell){ text, tone };
}

void sheet_cell(struct sheet *s, enum tone tone, const char *text)
{
	take(s, tone, xstrdup(text ? text : "-"));
}

void sheet_cellf(struct sheet *s, enum tone tone, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	take(s, tone, xvasprintf(fmt, ap));
	va_end(ap);
}

size_t sheet_rows(const struct sheet *s)
{
	return s->n_columns ? (s->n_cells + s->n_columns - 1) / s->n_columns
			    : 0;
}

const struct sheet_cell *sheet_at(const struct sheet *s, size_t row,
				  size_t column)
{
	static const struct sheet_cell none = { (char *)"", TONE_PLAIN };
	size_t i = row * s->n_columns + column;

	return i < s->n_cells ? &s->cells[i] : &none;
}
