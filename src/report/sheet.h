// SPDX-License-Identifier: MIT
// A table of a document: columns with titles, rows of cells. Texts are copied
// and raw; who writes the document escapes them.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/attr.h"
#include "base/cleanup.h"

enum tone {
	TONE_PLAIN,
	TONE_GOOD,
	TONE_WARN,
	TONE_BAD,
	TONE_QUIET, // there for completeness
};

struct sheet_column {
	char *title;
	bool right; // numbers
};

struct sheet_cell {
	char *text;
	enum tone tone;
};

struct sheet {
	struct sheet_column *columns;
	size_t n_columns;
	struct sheet_cell *cells; // rows × columns
	size_t n_cells;
};

void sheet_release(struct sheet *s);
// All columns come before the first cell.
void sheet_column(struct sheet *s, const char *title, bool right);
void sheet_cell(struct sheet *s, enum tone tone, const char *text);
void sheet_cellf(struct sheet *s, enum tone tone, const char *fmt, ...)
	ATTR_PRINTF(3, 4);
size_t sheet_rows(const struct sheet *s);
// Empty in a row that was not filled.
const struct sheet_cell *sheet_at(const struct sheet *s, size_t row,
				  size_t column);

DEFINE_CLEANUP(sheet, struct sheet, sheet_release)
#define cleanup_sheet CLEANUP(sheet_cleanup_)
