// SPDX-License-Identifier: MIT
#include "result/matrix.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/sysroot.h"
#include "result/json-place.h"
#include "result/json-source.h"
#include "result/json-util.h"

#define SCHEMA_VERSION 1
#define CELLS_MAX 10000
#define NUMBER_MAX 1000000000

static const struct json_limits limits = {
	.bytes = (size_t)32 << 20,
	.depth = 8,
	.token = 65536,
	.memory = (size_t)512 << 20,
};

const char *cell_state_name(enum cell_state state)
{
	static const char *const names[] = {
		[CELL_WAITING] = "waiting",
		[CELL_DONE] = "done",
		[CELL_FAILED] = "failed",
	};
	_Static_assert(ARRAY_SIZE(names) == CELL_FAILED + 1, "a name each");
	return names[state];
}

static const char *state_of(int i)
{
	return cell_state_name((enum cell_state)i);
}

// Becomes part of paths.
static bool is_plain(const char *name)
{
	if (!name[0] || name[0] == '.' || strlen(name) > 240)
		return false;
	for (const char *s = name; *s; s++)
		if (!isalnum((unsigned char)*s) && !strchr("._+-", *s))
			return false;
	return true;
}

static const char *text(const struct json_place *at, const char *key)
{
	struct json_place v = json_member(at, key);

	return json_get_text(&v);
}

static const char *text_or_null(const struct json_place *at, const char *key)
{
	struct json_place v = json_member(at, key);

	return json_get_text_or_null(&v);
}

static const char *plain(const struct json_place *at, const char *key)
{
	struct json_place v = json_member(at, key);
	const char *s = json_get_text_or_null(&v);

	if (s && !at->reading->code && !is_plain(s))
		json_fail(&v, -EBADMSG, "not a plain name");
	return s;
}

// 0 for null.
static unsigned number_or_null(const struct json_place *at, const char *key)
{
	struct json_place v = json_member(at, key);

	if (!v.v || json_is_unknown(&v))
		return 0;
	uint64_t n = json_get_count(&v);
	if (n > NUMBER_MAX)
		json_fail(&v, -EBADMSG, "too large");
	return (unsigned)n;
}

static void check_words(const struct json_place *at, const char *key)
{
	struct json_place v = json_member(at, key);

	for (size_t i = 0, n = json_items(&v); i < n; i++) {
		struct json_place word = json_item(&v, i);

		(void)json_get_text(&word);
	}
}

static void check_schema(const struct json_place *at, const char *name)
{
	struct json_place schema = json_optional(at, "schema");

	if (at->reading->code)
		return;
	if (!schema.v || strcmp(text(&schema, "name"), name) != 0) {
		json_fail(at, -ENOMSG, "not a %s", name);
		return;
	}
	struct json_place version = json_member(&schema, "version");
	if (json_get_count(&version) != SCHEMA_VERSION)
		json_fail(&version, -EPROTONOSUPPORT,
			  "a version that this program does not read");
}

static void read_cell(const struct json_place *at, struct cell *ret)
{
	struct json_place kernel = json_member(at, "kernel");
	struct json_place state = json_member(at, "state");

	*ret = (struct cell){
		.name = plain(at, "name"),
		.label = plain(&kernel, "label"),
		.spec = text(&kernel, "spec"),
		.fs = plain(at, "fs"),
		.pmem = plain(at, "pmem"),
		.kind = plain(at, "kind"),
		.side = text_or_null(at, "side"),
		.reason = text_or_null(at, "reason"),
		.result = plain(at, "result"),
		.pair = number_or_null(at, "pair"),
		.order = number_or_null(at, "order"),
		.state = (enum cell_state)json_get_name(&state, CELL_FAILED + 1,
							state_of),
	};
	check_words(at, "options");
	check_words(at, "command");
	if (!at->reading->code &&
	    !(ret->name && ret->label && ret->fs && ret->pmem && ret->kind))
		json_fail(at, -EBADMSG, "a cell that does not say which");
	if (!at->reading->code)
		ret->record = json_incref((json_t *)at->v);
}

static struct cell *add(struct matrix *m)
{
	m->v = xreallocarray(m->v, m->n + 1, sizeof(*m->v));
	return &m->v[m->n++];
}

static int by_order(const void *a, const void *b)
{
	const struct cell *x = a, *y = b;

	if (x->order != y->order)
		return x->order < y->order ? -1 : 1;
	return strcmp(x->name, y->name);
}

static int finish(struct matrix *m, const char *folder,
		  struct matrix *ret_matrix, struct error *err)
{
	if (m->n)
		qsort(m->v, m->n, sizeof(*m->v), by_order);
	for (size_t i = 0; i < m->n; i++)
		for (size_t k = 0; k < i; k++)
			if (strcmp(m->v[i].name, m->v[k].name) == 0)
				return error_set(
					err, -EBADMSG,
					"the cell '%s' is twice in '%s'",
					m->v[i].name, folder);
	*ret_matrix = *m;
	*m = (struct matrix){ 0 };
	return 0;
}

// A document, or NULL with *ret_code.
static json_t *load(const char *path, int *ret_code, struct error *err)
{
	cleanup_json_file struct json_file_source file = { .fd = -1 };
	struct error why = { 0 };
	json_t *doc = NULL;

	*ret_code = json_file_open(&file, path, limits.bytes, &why);
	if (*ret_code == 0)
		doc = json_parse(&file.source, path, &limits, &why);
	if (doc)
		return doc;
	*ret_code = why.code;
	if (err)
		*err = why;
	return NULL;
}

static int read_record(const char *path, const char *folder_name,
		       struct matrix *m, struct error *err)
{
	struct error why = { 0 };
	int code;
	json_t *doc = load(path, &code, err);
	struct json_reading reading = { .origin = path, .err = &why };
	struct json_place top = { .reading = &reading, .v = doc };
	struct cell cell = { 0 };

	if (!doc)
		return code;
	check_schema(&top, CELL_SCHEMA_NAME);
	read_cell(&top, &cell);
	if (!why.code && strcmp(cell.name, folder_name) != 0)
		json_fail(&top, -EBADMSG, "the record of another cell");
	if (why.code)
		json_decref(cell.record);
	else
		*add(m) = cell;
	json_decref(doc);
	if (why.code && err)
		*err = why;
	return why.code;
}

int matrix_read_cells(const char *folder, struct matrix *ret_matrix,
		      struct error *err)
{
	cleanup_matrix struct matrix m = { 0 };
	cleanup_names char **names = NULL;
	cleanup_free char *cells = xasprintf("%s/cells", folder);
	int n = sysroot_list(NULL, cells, &names);

	if (n == -ENOENT)
		return error_set(err, n, "'%s' is not the folder of a matrix",
				 folder);
	if (n < 0)
		return error_sys(err, n, "cannot list '%s'", cells);
	if (n > CELLS_MAX)
		return error_set(err, -EFBIG, "too many cells in '%s'", cells);
	for (char **name = names; *name; name++) {
		cleanup_free char *path =
			xasprintf("%s/%s/cell.json", cells, *name);

		// Of one that is being made, or nothing of ours.
		if (!is_plain(*name) || !sysroot_exists(NULL, path))
			continue;
		int ret = read_record(path, *name, &m, err);
		if (ret < 0)
			return ret;
	}
	return finish(&m, folder, ret_matrix, err);
}

static void read_index(const struct json_place *top, struct matrix *m)
{
	check_schema(top, MATRIX_SCHEMA_NAME);
	if (top->reading->code)
		return;
	struct json_place cells = json_member(top, "cells");
	size_t n = json_items(&cells);

	if (n > CELLS_MAX)
		json_fail(&cells, -EFBIG, "too many cells");
	for (size_t i = 0; i < n && !top->reading->code; i++) {
		struct json_place at = json_item(&cells, i);
		struct cell cell = { 0 };

		read_cell(&at, &cell);
		if (top->reading->code)
			json_decref(cell.record);
		else
			*add(m) = cell;
	}
}

int matrix_read_index(const char *folder, struct matrix *ret_matrix,
		      struct error *err)
{
	cleanup_matrix struct matrix m = { 0 };
	cleanup_free char *path = xasprintf("%s/%s", folder, MATRIX_INDEX);
	struct error why = { 0 };
	int code;
	json_t *doc = load(path, &code, err);
	struct json_reading reading = { .origin = path, .err = &why };
	struct json_place top = { .reading = &reading, .v = doc };

	if (!doc)
		return code;
	read_index(&top, &m);
	json_decref(doc);
	if (!why.code)
		return finish(&m, folder, ret_matrix, err);
	if (err)
		*err = why;
	return why.code;
}

size_t matrix_count(const struct matrix *m, enum cell_state state)
{
	size_t n = 0;

	for (size_t i = 0; i < m->n; i++)
		n += m->v[i].state == state;
	return n;
}

const struct cell *matrix_find(const struct matrix *m, const char *name)
{
	for (size_t i = 0; i < m->n; i++)
		if (strcmp(m->v[i].name, name) == 0)
			return &m->v[i];
	return NULL;
}

void matrix_json(const struct matrix *m, struct strbuf *out)
{
	json_t *doc = json_object(), *totals = json_object();
	json_t *cells = json_array();

	json_put(doc, "schema",
		 json_schema(MATRIX_SCHEMA_NAME, SCHEMA_VERSION));
	json_put(doc, "tool", json_tool());
	json_put(totals, "cells", json_count(m->n));
	for (int s = CELL_WAITING; s <= CELL_FAILED; s++)
		json_put(totals, cell_state_name((enum cell_state)s),
			 json_count(matrix_count(m, (enum cell_state)s)));
	json_put(doc, "totals", totals);
	for (size_t i = 0; i < m->n; i++) {
		json_t *cell = json_copy(m->v[i].record);

		(void)json_object_del(cell, "schema");
		json_push(cells, cell);
	}
	json_put(doc, "cells", cells);
	json_print(doc, out);
	json_decref(doc);
}

void matrix_release(struct matrix *m)
{
	for (size_t i = 0; i < m->n; i++)
		json_decref(m->v[i].record);
	free(m->v);
	*m = (struct matrix){ 0 };
}
