// SPDX-License-Identifier: MIT
#include "explain/compare.h"

#include <errno.h>
#include <string.h>

#include "base/alloc.h"
#include "base/interrupt.h"
#include "base/rng.h"
#include "explain/observe.h"
#include "explain/predict.h"
#include "witness/read-counters.h"

static bool is_reason(const struct segment *s, const char *name)
{
	return s->predicted.rule && strcmp(s->predicted.rule->name, name) == 0;
}

// The blocks as they lie after the store decide, where it was the store that
// chose them all: a hole got a whole, aligned extent, or not. Of a chunk that
// was in parts before, a store may complete the blocks only after the kernel
// fell back, so only a PMD that cannot be is wrong.
static bool is_against_blocks(const struct segment *s)
{
	if (s->observed == OBSERVED_PMD)
		return s->after != CLASS_PMD;
	return s->after == CLASS_PMD && is_reason(s, "allocator");
}

static bool may_fault(const struct segment *s)
{
	return s->predicted.class == CLASS_SIGBUS ||
	       is_reason(s, "bad-block") || is_reason(s, "no-space");
}

// Every entry of a device is of one size, and nobody leaves anything behind.
static enum finding compare_unit(const struct segment *s)
{
	static const enum observed as[CLASSES] = {
		[CLASS_PUD] = OBSERVED_PUD,
		[CLASS_PMD] = OBSERVED_PMD,
		[CLASS_PTE] = OBSERVED_PTE,
		[CLASS_SIGBUS] = OBSERVED_SIGBUS,
		[CLASS_REFUSED] = OBSERVED_REFUSED,
	};

	return s->observed == as[s->predicted.class] ? FINDING_NONE
						     : FINDING_UNEXPLAINED;
}

enum finding compare_one(const struct scene *scene, const struct segment *s)
{
	if (s->observed == OBSERVED_NOT || s->observed == OBSERVED_DISPUTED)
		return FINDING_NONE;
	if (scene->device)
		return compare_unit(s);
	if (s->observed == OBSERVED_SIGBUS)
		return may_fault(s) ? FINDING_NONE : FINDING_UNEXPLAINED;
	if (s->predicted.class == CLASS_SIGBUS)
		return FINDING_UNEXPLAINED;
	if (s->settled && is_against_blocks(s))
		return FINDING_UNEXPLAINED;
	if (s->predicted.class == CLASS_PMD && s->observed == OBSERVED_PTE)
		return scene->scratch ? FINDING_UNEXPLAINED : FINDING_STICKY;
	if (s->predicted.class == CLASS_PTE && s->observed == OBSERVED_PMD)
		return FINDING_UNEXPLAINED;
	return FINDING_NONE;
}

struct comparison {
	struct observer observer;
	uint64_t sample;
	uint64_t *chunks;     // room for observer.piece of them…
	enum observed *seen;  // …and what was observed of each
	struct segments *out; // borrowed
};

static int look_at(struct comparison *c, size_t n, struct error *err)
{
	if (interrupt_pending())
		return error_set(err, -EINTR, "interrupted");
	return observe_chunks(&c->observer, c->chunks, n, c->seen, err);
}

static int every_chunk(struct comparison *c, const struct segment *s,
		       struct error *err)
{
	const uint64_t piece = c->observer.piece;

	for (uint64_t at = 0; at < s->n; at += piece) {
		uint64_t n = s->n - at < piece ? s->n - at : piece;

		for (uint64_t i = 0; i < n; i++)
			c->chunks[i] = s->first + at + i;
		int rc = look_at(c, n, err);
		if (rc < 0)
			return rc;
		for (uint64_t i = 0; i < n; i++) {
			struct segment one = *s;

			one.first = c->chunks[i];
			one.n = one.looked = 1;
			one.observed = c->seen[i];
			one.finding = compare_one(c->observer.scene, &one);
			segments_add(c->out, &one);
		}
	}
	return 0;
}

// One chunk of each of `sample` equal parts, the first and the last of the run
// among them.
static uint64_t sampled(const struct comparison *c, const struct segment *s,
			uint64_t i, struct rng *rng)
{
	const uint64_t part = s->n / c->sample, more = s->n % c->sample;

	if (i == 0)
		return s->first;
	if (i == c->sample - 1)
		return s->first + s->n - 1;
	return s->first + part * i + more * i / c->sample +
	       rng_below(rng, part);
}

// Returns 1 when they are all alike and as predicted.
static int some_chunks(struct comparison *c, const struct segment *s,
		       struct segment *ret, struct error *err)
{
	const uint64_t piece = c->observer.piece;
	struct rng rng = { s->first };

	*ret = *s;
	ret->looked = c->sample;
	for (uint64_t at = 0; at < c->sample; at += piece) {
		uint64_t n = c->sample - at < piece ? c->sample - at : piece;

		for (uint64_t i = 0; i < n; i++)
			c->chunks[i] = sampled(c, s, at + i, &rng);
		int rc = look_at(c, n, err);
		if (rc < 0)
			return rc;
		if (at == 0)
			ret->observed = c->seen[0];
		for (uint64_t i = 0; i < n; i++)
			if (c->seen[i] != ret->observed)
				return 0;
	}
	ret->finding = compare_one(c->observer.scene, ret);
	return ret->finding == FINDING_NONE &&
	       ret->observed != OBSERVED_DISPUTED;
}

static bool may_sample(const struct comparison *c, const struct segment *s)
{
	return c->sample && s->n > c->sample &&
	       s->predicted.class != CLASS_EITHER &&
	       s->predicted.class != CLASS_UNKNOWN;
}

static int one_segment(struct comparison *c, const struct segment *s,
		       struct error *err)
{
	struct segment some;
	int rc = may_sample(c, s) ? some_chunks(c, s, &some, err) : 0;

	if (rc == 1)
		segments_add(c->out, &some);
	return rc == 0 ? every_chunk(c, s, err) : rc < 0 ? rc : 0;
}

static enum chunk_class class_at(const struct segments *s, uint64_t chunk)
{
	size_t low = 0, high = s->n;

	while (high - low > 1) {
		size_t mid = low + (high - low) / 2;

		if (s->v[mid].first > chunk)
			high = mid;
		else
			low = mid;
	}
	return s->v[low].predicted.class;
}

// What stores have decided is read again: as a load would find it.
static int settle(const struct scene *scene, const struct subject *subject,
		  struct segments *segments, struct error *err)
{
	cleanup_segments struct segments now = { 0 }, out = { 0 };
	struct scene load = *scene;

	load.write = false;
	int rc = predict_file(&load, subject, RECORD_AFTER,
			      scene_first_chunk(scene), scene_end_chunk(scene),
			      &now, NULL, err);
	if (rc < 0)
		return rc;
	for (size_t i = 0; i < segments->n; i++) {
		const struct segment *s = &segments->v[i];
		bool open = s->predicted.class == CLASS_EITHER && s->looked;

		for (uint64_t c = 0; c < s->n; c += open ? 1 : s->n) {
			struct segment one = *s;

			if (open) {
				one.first = s->first + c;
				one.n = one.looked = 1;
				one.settled = true;
				one.after = class_at(&now, one.first);
				one.finding = compare_one(scene, &one);
			}
			segments_add(&out, &one);
		}
	}
	segments_release(segments);
	*segments = out;
	out = (struct segments){ 0 };
	return 0;
}

// The segments as they are now known; settled where stores chose blocks.
static int take_over(const struct scene *scene, const struct subject *subject,
		     struct segments *out, struct segments *segments,
		     struct error *err)
{
	bool either = false;

	for (size_t i = 0; i < out->n; i++)
		either |= out->v[i].predicted.class == CLASS_EITHER;
	segments_release(segments);
	*segments = *out;
	*out = (struct segments){ 0 };
	return either && scene->write && !scene->is_private
		       ? settle(scene, subject, segments, err)
		       : 0;
}

// How often the kernel had no memory for the huge zero page, since boot.
static uint64_t zero_page_failures(const struct sysroot *sr)
{
	cleanup_strbuf struct strbuf text = { 0 };
	uint64_t n = 0;

	if (sysroot_read(sr, "/proc/vmstat", &text) < 0 ||
	    counter_find(strbuf_str(&text), text.len,
			 "thp_zero_page_alloc_failed", &n) < 0)
		return 0;
	return n;
}

// It is told of the whole machine, so that it is only believed of chunks that
// would have shown the zero page.
static void blame_zero_page(struct segments *segments)
{
	for (size_t i = 0; i < segments->n; i++) {
		struct segment *s = &segments->v[i];

		if (s->zero && s->observed == OBSERVED_PTE &&
		    s->finding != FINDING_NONE)
			s->finding = FINDING_ZERO_PAGE;
	}
}

int compare_live(const struct scene *scene, const struct subject *subject,
		 uint64_t sample, struct segments *segments, struct error *err)
{
	cleanup_segments struct segments out = { 0 };
	cleanup_observer struct observer observer = { .pagemap = -1 };
	int rc = observer_open(&observer, scene, subject->fd, subject->sr, err);

	if (rc < 0)
		return rc;
	cleanup_free uint64_t *chunks =
		xcalloc(observer.piece, sizeof(*chunks));
	cleanup_free enum observed *seen =
		xcalloc(observer.piece, sizeof(*seen));
	struct comparison c = { observer, sample, chunks, seen, &out };

	uint64_t failures = zero_page_failures(subject->sr);

	for (size_t i = 0; i < segments->n && rc == 0; i++)
		rc = one_segment(&c, &segments->v[i], err);
	if (zero_page_failures(subject->sr) != failures)
		blame_zero_page(&out);
	return rc < 0 ? rc : take_over(scene, subject, &out, segments, err);
}

// Both are in order; where nothing was observed it stays so.
int compare_recorded(const struct scene *scene, const struct subject *subject,
		     const struct segments *observed, struct segments *segments,
		     struct error *err)
{
	cleanup_segments struct segments out = { 0 };
	size_t o = 0;

	for (size_t i = 0; i < segments->n; i++) {
		struct segment one = segments->v[i];
		uint64_t end = one.first + one.n;

		while (one.first < end) {
			const struct segment *seen = &observed->v[o];

			if (o < observed->n &&
			    seen->first + seen->n <= one.first) {
				o++;
				continue;
			}
			bool here = o < observed->n && seen->first <= one.first;
			uint64_t until = o == observed->n ? end
					 : here ? seen->first + seen->n
						: seen->first;

			one.n = (until < end ? until : end) - one.first;
			one.observed = here ? seen->observed : OBSERVED_NOT;
			one.looked = !here                  ? 0
				     : seen->looked < one.n ? seen->looked
							    : one.n;
			one.finding = compare_one(scene, &one);
			segments_add(&out, &one);
			one.first += one.n;
		}
	}
	return take_over(scene, subject, &out, segments, err);
}
