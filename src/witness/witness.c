// SPDX-License-Identifier: MIT
#include "witness/witness.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "witness/read-pagemap.h"

struct witness_seat {
	const struct witness *witness;
	void *state;
	bool armed;
	struct error err; // why it is not
};

const char *agreement_name(enum agreement agreement)
{
	static const char *const names[] = {
		[AGREEMENT_WITNESSED] = "witnessed",
		[AGREEMENT_UNWITNESSED] = "unwitnessed",
		[AGREEMENT_DISPUTED] = "disputed",
	};
	_Static_assert(ARRAY_SIZE(names) == AGREEMENT_DISPUTED + 1,
		       "a name each");
	return names[agreement];
}

static int by_order(const void *a, const void *b)
{
	const struct witness_seat *x = a, *y = b;

	if (x->witness->order != y->witness->order)
		return x->witness->order < y->witness->order ? -1 : 1;
	return strcmp(x->witness->name, y->witness->name);
}

// Of pages already mapped nobody can tell what a first touch would have done.
// A kernel that hides its pagemap leaves the caller's word for it.
static uint64_t mapped_bytes(const struct witness_scene *scene)
{
	const struct mapping *m = scene->map;
	cleanup_close int fd = pagemap_open(scene->sr);
	uint64_t pages = 0;

	if (fd < 0 || pagemap_present(fd, (uintptr_t)m->addr, m->asked.len,
				      m->geo.page_bytes, &pages) < 0)
		return 0;
	return pages * m->geo.page_bytes;
}

void witness_panel_arm(struct witness_panel *p,
		       const struct witness_scene *scene)
{
	*p = (struct witness_panel){ .mapped_before = mapped_bytes(scene) };

	registry_for_each (it, witness) {
		if (!((*it)->passes & (unsigned)scene->pass))
			continue;
		p->seats = xreallocarray(p->seats, p->n + 1, sizeof(*p->seats));
		p->seats[p->n++] = (struct witness_seat){ .witness = *it };
	}
	if (p->n)
		qsort(p->seats, p->n, sizeof(*p->seats), by_order);
	for (size_t i = p->n; i-- > 0;) {
		struct witness_seat *s = &p->seats[i];
		const struct witness *w = s->witness;

		s->state = xcalloc(1, w->state_size ? w->state_size : 1);
		s->armed = !w->arm || w->arm(s->state, scene, &s->err) >= 0;
	}
}

static void seat_release(struct witness_seat *s)
{
	if (s->armed && s->witness->disarm)
		s->witness->disarm(s->state);
	s->armed = false;
	free(s->state);
	s->state = NULL;
}

static void seat_collect(struct witness_seat *s,
			 const struct witness_scene *scene,
			 uint64_t mapped_before, struct evidence *ev)
{
	*ev = (struct evidence){
		.witness = s->witness->name,
		.strength = s->witness->strength,
	};
	if (!s->armed)
		evidence_say(ev, VERDICT_UNAVAILABLE, "%s%s%s", s->err.text,
			     s->err.hint[0] ? "; " : "", s->err.hint);
	else if (s->witness->walks && scene->asked == PAGE_SIZE_PUD)
		evidence_say(
			ev, VERDICT_SILENT,
			"looking would unmap it: the kernel takes a PUD apart to walk the page table below it");
	else if (s->witness->first_touch && mapped_before)
		evidence_say(
			ev, VERDICT_SILENT,
			"%llu bytes of the range were mapped before the first touch",
			(unsigned long long)mapped_before);
	else {
		evidence_say(ev, VERDICT_SILENT, "it said nothing");
		s->witness->collect(s->state, scene, ev);
	}
}

void witness_panel_collect(struct witness_panel *p,
			   const struct witness_scene *scene,
			   struct evidence **ret)
{
	struct evidence *v = xcalloc(p->n ? p->n : 1, sizeof(*v));

	for (size_t i = 0; i < p->n; i++) {
		seat_collect(&p->seats[i], scene, p->mapped_before, &v[i]);
		seat_release(&p->seats[i]);
	}
	*ret = v;
}

void witness_panel_release(struct witness_panel *p)
{
	for (size_t i = 0; i < p->n; i++)
		seat_release(&p->seats[i]);
	free(p->seats);
	*p = (struct witness_panel){ 0 };
}

static bool decides(const struct evidence *ev)
{
	return ev->strength == EVIDENCE_DECIDES &&
	       (ev->verdict == VERDICT_CONFIRMS ||
		ev->verdict == VERDICT_REFUTES);
}

// More bytes mapped, then one that could see zero pages.
static bool fuller(const struct page_bytes *a, const struct page_bytes *b)
{
	uint64_t mapped_a = a->pud + a->pmd + a->pte;
	uint64_t mapped_b = b->pud + b->pmd + b->pte;

	return mapped_a != mapped_b ? mapped_a > mapped_b
				    : a->zero_known > b->zero_known;
}

static bool contradict(const struct evidence *a, const struct evidence *b)
{
	if (a->verdict != b->verdict)
		return true;
	return a->counted && b->counted &&
	       (a->seen.pmd != b->seen.pmd || a->seen.pud != b->seen.pud);
}

enum agreement witness_agree(const struct evidence *v, size_t n,
			     struct page_bytes *ret_seen, bool *ret_doubt)
{
	const struct evidence *first = NULL, *counted = NULL, *fullest = NULL;
	bool doubt = false;

	for (size_t i = 0; i < n; i++) {
		const struct evidence *ev = &v[i];

		if (!decides(ev))
			continue;
		if (!first)
			first = ev;
		if (contradict(first, ev) ||
		    (counted && contradict(counted, ev)))
			return AGREEMENT_DISPUTED;
		if (!ev->counted)
			continue;
		counted = ev;
		if (!fullest || fuller(&ev->seen, &fullest->seen))
			fullest = ev;
	}
	if (!first)
		return AGREEMENT_UNWITNESSED;
	for (size_t i = 0; i < n; i++)
		doubt |= v[i].strength == EVIDENCE_CORROBORATES &&
			 (v[i].verdict == VERDICT_CONFIRMS ||
			  v[i].verdict == VERDICT_REFUTES) &&
			 v[i].verdict != first->verdict;
	*ret_seen = fullest ? fullest->seen : (struct page_bytes){ 0 };
	*ret_doubt = doubt;
	return AGREEMENT_WITNESSED;
}
