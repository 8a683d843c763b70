// SPDX-License-Identifier: MIT
// A folder of cells: kernels × file systems × kinds of pmem, each from a boot
// of its own. `daxbench vm matrix` leaves a record a cell; the index is made
// of those and can be made again at any time. Documents are version 1, see
// schema/daxbench-matrix.schema.json; input is hostile until proven.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/attr.h"
#include "base/cleanup.h"
#include "base/error.h"
#include "base/strbuf.h"

#define MATRIX_SCHEMA_NAME "daxbench-matrix"
#define CELL_SCHEMA_NAME "daxbench-cell"
#define MATRIX_INDEX "index.json"

enum cell_state { CELL_WAITING, CELL_DONE, CELL_FAILED };

struct json_t; // jansson's: a cell as it was read

struct cell {
	struct json_t *record;
	// Borrowed from the record.
	const char *name; // plain: no slash, no dot in front
	const char *label, *spec, *fs, *pmem, *kind;
	const char *side;   // "A", "B" or NULL
	const char *reason; // why it failed, or NULL
	const char *result; // name of a file of the folder, or NULL
	unsigned pair;      // 0: none
	unsigned order;
	enum cell_state state;
};

struct matrix {
	struct cell *v; // by order, then name
	size_t n;
};

const char *cell_state_name(enum cell_state state);
// The records below `folder`/cells. -ENOENT: there is no such folder.
int matrix_read_cells(const char *folder, struct matrix *ret_matrix,
		      struct error *err) ATTR_MUST_CHECK;
// The index of the folder. -ENOENT: it has none; -ENOMSG: it is not one.
int matrix_read_index(const char *folder, struct matrix *ret_matrix,
		      struct error *err) ATTR_MUST_CHECK;
size_t matrix_count(const struct matrix *m, enum cell_state state);
const struct cell *matrix_find(const struct matrix *m, const char *name);
// Appends the index.
void matrix_json(const struct matrix *m, struct strbuf *out);
void matrix_release(struct matrix *m);

DEFINE_CLEANUP(matrix, struct matrix, matrix_release)
#define cleanup_matrix CLEANUP(matrix_cleanup_)
