// SPDX-License-Identifier: MIT
#include "explain/subject.h"

struct walk {
	const struct subject *subject;
	enum record_when when;
	uint64_t start, end;
	extents_visit visit;
	void *context;
};

static int live_extent(void *context, const struct extent *e)
{
	const struct walk *w = context;

	if (w->subject->tape)
		record_write_extent(w->subject->tape, w->when, e);
	return w->visit(w->context, e);
}

static int recorded_extent(void *context, const struct extent *e)
{
	const struct walk *w = context;
	uint64_t end = e->logical + e->len;
	// One that wraps is for the visitor to refuse.
	bool overlaps =
		e->logical < w->end && (end > w->start || end < e->logical);

	return overlaps ? w->visit(w->context, e) : 0;
}

int subject_walk(const struct subject *s, enum record_when when, uint64_t start,
		 uint64_t end, extents_visit visit, void *context,
		 struct error *err)
{
	struct walk w = { s, when, start, end, visit, context };

	if (s->whole) {
		const struct extent all = { .len = s->answers.size };

		return visit(context, &all);
	}
	return subject_recorded(s)
		       ? record_walk(s->sr, when, recorded_extent, &w, err)
		       : extents_walk(s->fd, start, end, live_extent, &w, err);
}
