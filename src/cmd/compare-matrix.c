// SPDX-License-Identifier: MIT
#include "cmd/compare-matrix.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"

// One side of one comparison: results are borrowed from those that were read.
struct side_cells {
	struct result_set set;
	const struct cell **cells; // beside set.v
};

struct matrix_reading {
	const struct matrix *matrix;
	const struct cell **of;       // the cell of result i
	const struct cell **of_check; // of document i of verdicts
	struct matrix_verdicts *out;
};

bool compare_matrix_is(const char *path)
{
	cleanup_free char *index = xasprintf("%s/%s", path, MATRIX_INDEX);

	return access(index, F_OK) == 0;
}

static bool same_place(const struct cell *a, const struct cell *b)
{
	return strcmp(a->fs, b->fs) == 0 && strcmp(a->pmem, b->pmem) == 0;
}

// Cells that ran something else have no documents to judge.
static bool is_judged(const struct cell *c)
{
	return strcmp(c->kind, "run") == 0 || strcmp(c->kind, "check") == 0;
}

// Does an earlier cell, of a run or of the checks, stand for the same kernel at
// the same place?
static bool leads(const struct matrix *m, size_t at)
{
	for (size_t i = 0; i < at; i++)
		if (is_judged(&m->v[i]) && same_place(&m->v[i], &m->v[at]) &&
		    strcmp(m->v[i].label, m->v[at].label) == 0)
			return false;
	return is_judged(&m->v[at]);
}

static const struct cell *partner(const struct matrix *m, const struct cell *of)
{
	for (size_t i = 0; i < m->n; i++)
		if (is_judged(&m->v[i]) && same_place(&m->v[i], of) &&
		    m->v[i].pair == of->pair &&
		    strcmp(m->v[i].label, of->label) != 0)
			return &m->v[i];
	return NULL;
}

// By pair, so that file i of both sides is one.
static int by_pair(const void *a, const void *b)
{
	const struct cell *const *x = a, *const *y = b;

	return ((*x)->pair > (*y)->pair) - ((*x)->pair < (*y)->pair);
}

static const struct result *result_of(const struct matrix_reading *r,
				      const struct cell *cell,
				      const char **ret_path)
{
	for (size_t i = 0; i < r->out->results.n; i++) {
		if (r->of[i] != cell)
			continue;
		*ret_path = r->out->results.v[i].path;
		return &r->out->results.v[i].result;
	}
	return NULL;
}

// Its verdicts, if the cell has some.
static void add_check(const struct matrix_reading *r, const struct cell *cell,
		      struct result_set *to)
{
	for (size_t i = 0; i < r->out->results.n_checks; i++) {
		if (r->of_check[i] != cell)
			continue;
		to->checks = xreallocarray(to->checks, to->n_checks + 1,
					   sizeof(*to->checks));
		to->checks[to->n_checks++] = r->out->results.checks[i];
	}
}

// Is a kernel at that place booted in pairs?
static bool paired(const struct matrix *m, const struct cell *like)
{
	for (size_t i = 0; i < m->n; i++)
		if (m->v[i].pair && same_place(&m->v[i], like) &&
		    strcmp(m->v[i].label, like->label) == 0)
			return true;
	return false;
}

// The done cells of a kernel at a place. Of a pair that lost one of its boots
// the other counts for nothing.
static void gather(const struct matrix_reading *r, const struct cell *like,
		   struct result_set *ret, struct comparison *notes)
{
	const struct cell **cells = xcalloc(r->matrix->n, sizeof(*cells));
	size_t n = 0;

	for (size_t i = 0; i < r->matrix->n; i++) {
		const struct cell *c = &r->matrix->v[i];
		const struct cell *other = c->pair ? partner(r->matrix, c) : c;

		if (!is_judged(c) || !same_place(c, like) ||
		    strcmp(c->label, like->label) != 0)
			continue;
		if (c->state != CELL_DONE)
			comparison_note(notes, "cell %s %s%s%s", c->name,
					c->state == CELL_FAILED ? "failed"
								: "waits",
					c->reason ? ": " : "",
					c->reason ? c->reason : "");
		else if (other && other->state == CELL_DONE)
			cells[n++] = c;
	}
	if (n)
		qsort(cells, n, sizeof(const struct cell *), by_pair);
	for (size_t i = 0; i < n; i++) {
		const char *path = NULL;
		const struct result *result = result_of(r, cells[i], &path);

		add_check(r, cells[i], ret);
		if (!result)
			continue;
		ret->v = xreallocarray(ret->v, ret->n + 1, sizeof(*ret->v));
		ret->v[ret->n].path = (char *)path;
		ret->v[ret->n++].result = *result;
	}
	free(cells);
}

static void judge(const struct matrix_reading *r, const char *folder,
		  const struct cell *base, const struct cell *new,
		  const struct gate_options *options)
{
	struct result_set a = { 0 }, b = { 0 };
	struct comparison notes = { 0 }, c = { 0 };
	struct gate_options o = *options;
	struct matrix_verdicts *out = r->out;

	o.paired = o.paired || paired(r->matrix, base);
	gather(r, base, &a, &notes);
	gather(r, new, &b, &notes);
	gate_compare(options->worsen > 0 ? &b : &a, folder, &b, folder, &o, &c);
	for (size_t i = 0; i < notes.n_notes; i++)
		comparison_note(&c, "%s", notes.notes[i]);
	// Nothing that is missing passes.
	if (notes.n_notes && c.overall < OUTCOME_INCONCLUSIVE) {
		c.overall = OUTCOME_INCONCLUSIVE;
		free(c.reason);
		c.reason = xstrdup(notes.notes[0]);
	}
	comparison_release(&notes);
	free(a.v);
	free(a.checks);
	free(b.v);
	free(b.checks);
	out->v = xreallocarray(out->v, out->n + 1, sizeof(*out->v));
	out->titles =
		xreallocarray(out->titles, out->n + 1, sizeof(*out->titles));
	out->titles[out->n] = xasprintf("%s %s: %s -> %s", new->fs, new->pmem,
					base->label, new->label);
	out->v[out->n++] = c;
}

static void judge_all(const struct matrix_reading *r, const char *folder,
		      const struct gate_options *options)
{
	const struct matrix *m = r->matrix;

	for (size_t b = 0; b < m->n; b++) {
		if (!leads(m, b) || strcmp(m->v[b].label, m->v[0].label) != 0)
			continue;
		for (size_t i = b + 1; i < m->n; i++)
			if (leads(m, i) && same_place(&m->v[b], &m->v[i]))
				judge(r, folder, &m->v[b], &m->v[i], options);
	}
}

static int read_results(const char *folder, struct matrix_reading *r,
			struct error *err)
{
	struct result_set *set = &r->out->results;

	r->of = xcalloc(r->matrix->n, sizeof(*r->of));
	r->of_check = xcalloc(r->matrix->n, sizeof(*r->of_check));
	for (size_t i = 0; i < r->matrix->n; i++) {
		const struct cell *c = &r->matrix->v[i];

		if (!is_judged(c) || c->state != CELL_DONE || !c->result)
			continue;
		cleanup_free char *path = xasprintf("%s/%s", folder, c->result);
		struct result_set one = { 0 };
		int ret = result_read_all(path, RESULT_WITHOUT_BUCKETS, &one,
					  err);
		if (ret < 0)
			return ret;
		if (one.n)
			r->of[set->n] = c;
		else
			r->of_check[set->n_checks] = c;
		result_set_join(set, &one);
	}
	return 0;
}

int compare_matrix(const char *folder, const struct gate_options *options,
		   struct matrix_verdicts *ret_verdicts, struct error *err)
{
	cleanup_matrix_verdicts struct matrix_verdicts out = { 0 };
	cleanup_matrix struct matrix m = { 0 };
	int ret = matrix_read_index(folder, &m, err);

	if (ret < 0)
		return ret;
	if (!m.n)
		return error_set(err, -ENOENT, "no cell in '%s'", folder);
	struct matrix_reading r = { .matrix = &m, .out = &out };
	ret = read_results(folder, &r, err);
	if (ret == 0)
		judge_all(&r, folder, options);
	free(r.of);
	free(r.of_check);
	if (ret < 0)
		return ret;
	if (!out.n)
		return error_set(err, -ENOENT,
				 "'%s' has one kernel: nothing to compare",
				 folder);
	*ret_verdicts = out;
	out = (struct matrix_verdicts){ 0 };
	return 0;
}

enum outcome compare_matrix_overall(const struct matrix_verdicts *m)
{
	enum outcome worst = OUTCOME_SAME;

	for (size_t i = 0; i < m->n; i++)
		if (m->v[i].overall > worst)
			worst = m->v[i].overall;
	return worst;
}

void compare_matrix_release(struct matrix_verdicts *m)
{
	for (size_t i = 0; i < m->n; i++) {
		comparison_release(&m->v[i]);
		free(m->titles[i]);
	}
	free(m->v);
	free(m->titles);
	result_set_release(&m->results);
	*m = (struct matrix_verdicts){ 0 };
}
