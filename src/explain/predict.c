// SPDX-License-Identifier: MIT
#include "explain/predict.h"

#include <errno.h>
#include <linux/fiemap.h>

#define NO_PLACE                                                               \
	(FIEMAP_EXTENT_UNKNOWN | FIEMAP_EXTENT_DELALLOC |                      \
	 FIEMAP_EXTENT_ENCODED | FIEMAP_EXTENT_NOT_ALIGNED)

// Part of one record or of a gap, within what is to be covered.
struct piece {
	uint64_t start, end;
	unsigned state;
	uint64_t delta;
	bool ends_at_limit; // its end is that of a record of greatest length
};

static unsigned state_of(uint32_t flags)
{
	unsigned state = flags & FIEMAP_EXTENT_UNWRITTEN ? CHUNK_UNWRITTEN
							 : CHUNK_WRITTEN;

	if (flags & FIEMAP_EXTENT_SHARED)
		state |= CHUNK_SHARED;
	if (flags & NO_PLACE)
		state |= CHUNK_UNPLACED;
	return state;
}

// The first bad range that ends after `at`; s->n_bad if none.
static size_t bad_after(const struct scene *s, uint64_t at)
{
	size_t low = 0, high = s->n_bad;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (s->bad[mid].end > at)
			high = mid;
		else
			low = mid + 1;
	}
	return low;
}

// Whether the run's first chunk holds a bad block; and cut the run to the
// chunks of which that holds alike.
static bool cut_at_bad_blocks(const struct scene *s, struct chunk_view *v)
{
	uint64_t pmd = scene_chunk_bytes(s);
	uint64_t at = chunk_start(v) + v->delta + s->partition_start;

	if (!s->n_bad || v->parts != 1 ||
	    (v->state & (CHUNK_HOLE | CHUNK_UNPLACED)))
		return false;
	size_t i = bad_after(s, at);

	if (i == s->n_bad)
		return false;
	uint64_t clean =
		s->bad[i].start > at ? (s->bad[i].start - at) / pmd : 0;
	if (clean) {
		v->n = clean < v->n ? clean : v->n;
		return false;
	}
	v->n = 1;
	return true;
}

// Cut the run before the next chunk at which an edge of file or mapping
// changes the answer.
static void cut_at_edges(const struct scene *s, struct chunk_view *v)
{
	const uint64_t pmd = scene_chunk_bytes(s);
	const uint64_t edges[] = { s->vma_start / pmd + 1, s->vma_end / pmd,
				   s->size / pmd,
				   s->size / pmd + (s->size % pmd != 0) };

	for (size_t i = 0; i < ARRAY_SIZE(edges); i++)
		if (edges[i] > v->first && edges[i] < v->first + v->n)
			v->n = edges[i] - v->first;
}

// Cut the run where the run of memory that it begins in ends.
static void cut_at_place(const struct scene *s, struct chunk_view *v)
{
	const uint64_t chunk = scene_chunk_bytes(s);
	uint64_t at = chunk_start(v) + v->delta;

	v->place = place_of(s, at);
	if (!s->n_spans || (v->state & (CHUNK_HOLE | CHUNK_UNPLACED)))
		return;
	uint64_t whole = (v->place.end - at) / chunk;

	v->across = whole == 0;
	v->n = whole == 0 ? 1 : whole < v->n ? whole : v->n;
}

static void tally(struct predictor *p, const struct chunk_view *v)
{
	for (size_t i = 0; p->answers && i < p->rules.n; i++)
		p->answers[i].chunks[rule_ask(p->rules.v[i], v)] += v->n;
}

static void emit(struct predictor *p, const struct chunk_view *run)
{
	struct chunk_view v = *run;
	uint64_t end = run->first + run->n;

	while (v.first < end) {
		struct segment one = { .first = v.first };

		v.n = end - v.first;
		cut_at_edges(p->scene, &v);
		cut_at_place(p->scene, &v);
		v.bad = cut_at_bad_blocks(p->scene, &v);
		rules_predict(&p->rules, &v, &one.predicted);
		tally(p, &v);
		one.n = v.n;
		one.zero = one.predicted.class == CLASS_PMD &&
			   chunk_reads_zero(&v);
		segments_add(p->out, &one);
		v.first += v.n;
	}
}

static void open_chunk(struct predictor *p, uint64_t at)
{
	p->open = (struct chunk_view){
		.scene = p->scene,
		.first = at / scene_chunk_bytes(p->scene),
		.n = 1,
		.contiguous = true,
	};
}

static void add_part(struct predictor *p, const struct piece *x, uint64_t end)
{
	struct chunk_view *v = &p->open;

	if (v->parts == 0)
		v->delta = x->delta;
	else if (x->delta != v->delta)
		v->contiguous = false;
	if (x->state & (CHUNK_HOLE | CHUNK_UNPLACED))
		v->contiguous = false;
	v->parts++;
	v->state |= x->state;
	uint64_t chunk_end = chunk_start(v) + scene_chunk_bytes(p->scene);

	if (x->ends_at_limit && end == x->end && end < chunk_end)
		v->at_limit = true;
	if (end == chunk_end)
		emit(p, v);
}

static void add_run(struct predictor *p, const struct piece *x, uint64_t n)
{
	struct chunk_view v;

	open_chunk(p, p->at);
	v = p->open;
	v.n = n;
	v.parts = 1;
	v.state = x->state;
	v.delta = x->delta;
	emit(p, &v);
}

static void add_piece(struct predictor *p, const struct piece *x)
{
	const uint64_t pmd = scene_chunk_bytes(p->scene);

	while (p->at < x->end) {
		uint64_t within = p->at % pmd, left = x->end - p->at;

		if (within == 0 && left >= pmd) {
			add_run(p, x, left / pmd);
			p->at += left / pmd * pmd;
			continue;
		}
		if (within == 0)
			open_chunk(p, p->at);
		uint64_t end = p->at - within + pmd;

		end = end < x->end ? end : x->end;
		add_part(p, x, end);
		p->at = end;
	}
}

static void add_gap(struct predictor *p, uint64_t end)
{
	const struct piece gap = { p->at, end, CHUNK_HOLE, 0, false };

	if (end > p->at)
		add_piece(p, &gap);
}

void predict_begin(struct predictor *p, const struct scene *scene,
		   uint64_t first, uint64_t end, struct segments *out)
{
	*p = (struct predictor){
		.scene = scene,
		.out = out,
		.at = first * scene_chunk_bytes(scene),
		.end = end * scene_chunk_bytes(scene),
	};
	rules_collect(&p->rules);
}

int predict_feed(struct predictor *p, const struct extent *e)
{
	uint64_t end = e->logical + e->len;
	uint64_t limit = scene_record_limit(p->scene,
					    e->flags & FIEMAP_EXTENT_UNWRITTEN);

	if (end < e->logical || e->logical < p->last)
		return -EINVAL;
	p->last = e->logical;
	p->records++;
	struct piece x = {
		.start = e->logical,
		.end = end,
		.state = state_of(e->flags),
		.delta = e->physical - e->logical,
		.ends_at_limit = limit && e->len == limit,
	};
	if (x.end > p->end) {
		x.end = p->end;
		x.ends_at_limit = false;
	}
	if (x.end <= p->at)
		return 0;
	add_gap(p, x.start < p->end ? x.start : p->end);
	add_piece(p, &x);
	return 0;
}

void predict_end(struct predictor *p)
{
	add_gap(p, p->end);
}

static int visit(void *context, const struct extent *e)
{
	return predict_feed(context, e);
}

int predict_file(const struct scene *scene, const struct subject *subject,
		 enum record_when when, uint64_t first, uint64_t end,
		 struct segments *out, struct prediction_counts *ret_counts,
		 struct error *err)
{
	struct predictor p;

	predict_begin(&p, scene, first, end, out);
	p.answers = ret_counts ? ret_counts->answers : NULL;
	int rc = subject_walk(subject, when, p.at, p.end, visit, &p, err);
	if (rc == -EINVAL && err->code == 0)
		error_set(
			err, rc,
			"the extents of '%s' are not in order: they changed while being read",
			scene->path);
	if (rc < 0)
		return rc;
	predict_end(&p);
	if (ret_counts)
		ret_counts->records = p.records;
	return 0;
}
