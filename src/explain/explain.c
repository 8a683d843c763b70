// SPDX-License-Identifier: MIT
#include "explain/explain.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "explain/compare.h"
#include "explain/explain-parts.h"
#include "explain/predict.h"

void explanation_release(struct explanation *x)
{
	scene_release(&x->scene);
	segments_release(&x->segments);
	strbuf_release(&x->record);
	free(x->reasons);
	free(x->answers);
	*x = (struct explanation){ 0 };
}

// The range as file offsets of the mapping.
int explain_set_range(struct scene *s, const struct explain_request *r,
		      struct error *err)
{
	const uint64_t pmd = scene_chunk_bytes(s);
	uint64_t whole = s->size / pmd * pmd + (s->size % pmd ? pmd : 0);

	if (s->size == 0) {
		error_set(err, -ENODATA,
			  "'%s' is empty: there is nothing to map", s->path);
		error_hint(
			err,
			"give a file that holds data, or a directory: a file is then made there");
		return -ENODATA;
	}
	s->vma_end = whole;
	if (!r->ranged)
		return 0;
	if (r->offset >= s->size)
		return error_usage(
			err, "--range begins at %llu, the file ends at %llu",
			(unsigned long long)r->offset,
			(unsigned long long)s->size);
	s->vma_start = r->offset;
	// It may be longer than the file.
	s->vma_end = r->offset + r->len;
	return 0;
}

static int by_rule(const void *a, const void *b)
{
	const struct explain_reason *x = a, *y = b;

	return (x->rule->order > y->rule->order) -
	       (x->rule->order < y->rule->order);
}

static void add_reason(struct explanation *x, const struct segment *s)
{
	const struct rule *rule = s->predicted.rule;
	struct explain_reason *r = NULL;

	if (!rule)
		return;
	for (size_t i = 0; i < x->n_reasons && !r; i++)
		if (x->reasons[i].rule == rule &&
		    x->reasons[i].class == s->predicted.class)
			r = &x->reasons[i];
	if (!r) {
		x->reasons = xreallocarray(x->reasons, x->n_reasons + 1,
					   sizeof(*x->reasons));
		r = &x->reasons[x->n_reasons++];
		*r = (struct explain_reason){ rule, s->predicted.class, 0,
					      s->first };
	}
	r->chunks += s->n;
}

static void count(struct explanation *x)
{
	for (size_t i = 0; i < x->segments.n; i++) {
		const struct segment *s = &x->segments.v[i];

		x->counts.chunks += s->n;
		x->counts.predicted[s->predicted.class] += s->n;
		x->counts.looked += s->looked;
		x->counts.observed[s->observed] += s->looked;
		x->counts.findings[s->finding] += s->n;
		add_reason(x, s);
	}
	if (x->n_reasons)
		qsort(x->reasons, x->n_reasons, sizeof(*x->reasons), by_rule);
}

const struct explain_reason *explain_first_blocker(const struct explanation *x)
{
	const struct explain_reason *first = NULL;

	for (size_t i = 0; i < x->n_reasons; i++)
		if (!first || x->reasons[i].first < first->first)
			first = &x->reasons[i];
	return first;
}

int explain_predict(struct explanation *x, const struct subject *subject,
		    struct error *err)
{
	const struct scene *s = &x->scene;
	struct prediction_counts *counts = xcalloc(1, sizeof(*counts));
	int rc = predict_file(s, subject, RECORD_BEFORE, scene_first_chunk(s),
			      scene_end_chunk(s), &x->segments, counts, err);

	rules_collect(&x->rules);
	x->answers = xcalloc(x->rules.n, sizeof(*x->answers));
	memcpy(x->answers, counts->answers, x->rules.n * sizeof(*x->answers));
	x->records = s->device ? 0 : counts->records;
	free(counts);
	return rc;
}

int explain(struct explanation *x, const struct explain_request *r,
	    const struct geometry *geo, const struct sysroot *sr,
	    struct error *err)
{
	*x = (struct explanation){
		.scene = {
			.geo = *geo,
			.write = r->write,
			.is_private = r->is_private,
			.colour = r->address == EXPLAIN_SHIFTED ?
				geo->page_bytes : 0,
			.nohugepage = r->nohugepage,
		},
	};
	int rc = sysroot_live(sr) ? explain_live(x, r, sr, err)
				  : explain_recorded(x, r, sr, err);
	if (rc == 0)
		count(x);
	return rc;
}
