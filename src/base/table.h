// SPDX-License-Identifier: MIT
// Aligned text in columns. Cells are copied; a row may have fewer cells than
// the widest. The last column is never padded.
#pragma once

#include <stdbool.h>
#include <stdio.h>

#include "base/cleanup.h"

#define TABLE_COLUMNS_MAX 12

struct table {
	char **cells; // rows × TABLE_COLUMNS_MAX, NULL where there is none
	size_t rows, cap;
	unsigned right; // bit n: column n is set to the right
};

void table_release(struct table *t);
// NULL-ended list of cells.
void table_row(struct table *t, ...) __attribute__((sentinel));
void table_print(const struct table *t, FILE *out, const char *indent);

DEFINE_CLEANUP(table, struct table, table_release)
#define cleanup_table CLEANUP(table_cleanup_)
