// SPDX-License-Identifier: MIT
#include "run/lookout.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "run/share.h"

// What a process tells the first one.
struct view {
	bool looked;
	enum agreement agreement;
	bool counted, doubt;
	struct page_bytes seen;
};

struct lookout {
	const struct run_plan *plan;
	struct witness_scene whole;
	struct worker_look look;
	struct view *views; // shared, one a process
	// Of this process alone:
	struct mapping part;
	struct witness_scene scene;
	struct witness_panel panel;
	struct survey survey;
};

static size_t views_bytes(const struct lookout *l)
{
	return l->plan->threads * sizeof(*l->views);
}

// What one process touches, as if nothing else were mapped. Around it only the
// address space that is nobody's is still reserved.
static struct mapping part_of(const struct mapping *whole,
			      const struct workload_share *share)
{
	uint64_t chunk = geometry_chunk_bytes(&whole->geo);
	uint64_t from = share->first_chunk * chunk;
	struct mapping part = *whole;
	unsigned char *end =
		(unsigned char *)whole->reserved + whole->reserved_len;

	part.asked.offset += from;
	part.asked.len = share->chunks * chunk;
	part.addr += from;
	if (from)
		part.reserved = part.addr;
	if (from + part.asked.len < whole->asked.len)
		end = part.addr + part.asked.len;
	part.reserved_len = (uint64_t)(end - (unsigned char *)part.reserved);
	return part;
}

// The file it lies in, of several.
static void lies_in(struct mapping *part, unsigned index)
{
	if (!part->asked.n_files)
		return;
	part->fd = part->asked.files[index];
	part->asked.n_files = 0;
}

static void before(void *context, unsigned index)
{
	struct lookout *l = context;
	const struct run_plan *plan = l->plan;
	struct workload_share share =
		share_of(plan, &l->whole.map->geo, 0, index);

	l->part = part_of(l->whole.map, &share);
	lies_in(&l->part, index);
	l->scene = l->whole;
	l->scene.map = &l->part;
	l->scene.page_each = share.parts > 1;
	if (share.parts > 1)
		l->scene.touches_per_chunk /= share.parts;
	// No number that is the same for all chunks.
	if (l->whole.touches_per_chunk % share.parts)
		l->scene.page_each = false;
	witness_panel_arm(&l->panel, &l->scene);
}

static void after(void *context, unsigned index,
		  const struct thread_split *split)
{
	struct lookout *l = context;

	l->scene.minor_faults = split->minor;
	l->scene.major_faults = split->major;
	survey_collect(&l->survey, &l->panel, &l->scene);
	l->views[index] = (struct view){
		.looked = true,
		.agreement = l->survey.agreement,
		.counted = l->survey.counted,
		.doubt = l->survey.doubt,
		.seen = l->survey.seen,
	};
}

struct lookout *lookout_new(const struct run_plan *plan,
			    const struct witness_scene *scene)
{
	struct lookout *l = xcalloc(1, sizeof(*l));

	l->plan = plan;
	l->whole = *scene;
	l->look = (struct worker_look){ before, after, l };
	l->views = xshared(views_bytes(l));
	return l;
}

const struct worker_look *lookout_look(const struct lookout *l)
{
	return &l->look;
}

static uint64_t mapped(const struct page_bytes *b)
{
	return b->pud + b->pmd + b->pte;
}

static void add_part(struct page_bytes *to, const struct page_bytes *from)
{
	to->pud += from->pud;
	to->pmd += from->pmd;
	to->pte += from->pte;
	to->zero += from->zero;
	to->absent += from->absent;
	to->zero_known = to->zero_known && from->zero_known;
}

static void add_view(struct survey *s, const struct view *v, bool parts)
{
	if (v->agreement > s->agreement)
		s->agreement = v->agreement;
	s->counted = s->counted && v->counted;
	s->doubt = s->doubt || v->doubt;
	if (!s->counted)
		return;
	if (parts) {
		add_part(&s->seen, &v->seen);
		return;
	}
	s->doubt = s->doubt ||
		   page_bytes_size(&v->seen) != page_bytes_size(&s->seen);
	if (mapped(&v->seen) > mapped(&s->seen))
		s->seen = v->seen;
}

void lookout_survey(struct lookout *l, struct survey *s)
{
	bool parts = workload_sharing_none(l->plan->sharing);
	unsigned n = l->plan->threads;

	l->survey.foretold = s->foretold;
	l->survey.forecast = s->forecast;
	*s = l->survey;
	l->survey = (struct survey){ 0 };
	for (unsigned i = 1; i < n; i++)
		add_view(s, &l->views[i], parts);
	facts_textf(&s->mapping, "mapping.witnessed_in", "each process",
		    "each of %u processes, %s", n,
		    parts ? "its own part" : "all that it mapped");
	for (unsigned i = 0; i < n; i++)
		if (l->views[i].agreement != AGREEMENT_WITNESSED) {
			cleanup_free char *key =
				xasprintf("mapping.process_%u", i + 1);
			facts_text(&s->mapping, key, "each process",
				   agreement_name(l->views[i].agreement));
		}
}

void lookout_free(struct lookout *l)
{
	if (!l)
		return;
	witness_panel_release(&l->panel);
	survey_release(&l->survey);
	xshared_free(l->views, views_bytes(l));
	free(l);
}
