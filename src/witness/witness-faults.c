// SPDX-License-Identifier: MIT
// Fault count: one fault per chunk means a PMD, one per page PTEs. When only
// one page of each chunk was touched, it loads the last page of every chunk
// itself: no further fault under a PMD, one under PTEs. Works everywhere,
// without privilege, and is the only one that needs nothing but getrusage(2).
#include <errno.h>
#include <sys/resource.h>

#include "base/sigbus.h"
#include "witness/judge-faults.h"
#include "witness/witness.h"

#define SOURCE "getrusage(2)"

static uint64_t faults_of_thread(void)
{
	struct rusage u;

	if (getrusage(RUSAGE_THREAD, &u) < 0)
		return 0;
	return (uint64_t)u.ru_minflt + (uint64_t)u.ru_majflt;
}

// False after a SIGBUS: poison, or the file was cut short meanwhile.
static bool load_last_pages(const struct mapping *m, uint64_t chunks)
{
	const volatile unsigned char *p =
		m->addr + geometry_chunk_bytes(&m->geo) - m->geo.page_bytes;
	struct sigbus_guard guard;

	if (SIGBUS_GUARD(&guard) != 0)
		return false;
	for (uint64_t i = 0; i < chunks; i++)
		(void)p[i * geometry_chunk_bytes(&m->geo)];
	sigbus_leave(&guard);
	return true;
}

static void judge_first_page(const struct witness_scene *scene,
			     const struct fault_case *c, struct evidence *ev)
{
	// Loading behind it would raise SIGBUS.
	if (!mapping_backed(scene->map)) {
		evidence_say(ev, VERDICT_SILENT,
			     "the file ends inside the range");
		return;
	}
	// Once without a load, so that our own code and stack are there.
	(void)load_last_pages(scene->map, 0);
	(void)faults_of_thread();
	uint64_t dry = faults_of_thread();
	bool idle = load_last_pages(scene->map, 0);
	uint64_t before = faults_of_thread();
	bool loaded = load_last_pages(scene->map, c->chunks);
	uint64_t extra = faults_of_thread() - before;

	facts_count(&ev->facts, "faults.last_page", SOURCE, extra, "faults");
	if (!loaded || !idle)
		evidence_say(ev, VERDICT_SILENT,
			     "SIGBUS while loading the last page of a chunk");
	else if (before != dry)
		evidence_say(ev, VERDICT_SILENT,
			     "loading nothing costs %llu faults by itself",
			     (unsigned long long)(before - dry));
	else
		faults_judge_first_page(c, extra, ev);
}

static void add_facts(const struct witness_scene *scene,
		      const struct fault_case *c, struct evidence *ev)
{
	struct facts *f = &ev->facts;

	facts_count(f, "faults.chunks", "mapping", c->chunks, "chunks");
	facts_count(f, "faults.touches", "workload",
		    c->chunks * scene->touches_per_chunk, "touches");
	facts_count(f, "faults.minor", SOURCE, scene->minor_faults, "faults");
	facts_count(f, "faults.major", SOURCE, scene->major_faults, "faults");
	if (c->chunks)
		facts_textf(f, "faults.per_chunk", SOURCE, "%llu.%02llu",
			    (unsigned long long)(c->faults / c->chunks),
			    (unsigned long long)(c->faults % c->chunks * 100 /
						 c->chunks));
	if (scene->touches_per_chunk == 1 && c->faults > c->chunks)
		facts_count(f, "faults.beyond_one_per_touch", SOURCE,
			    c->faults - c->chunks, "faults");
}

static void faults_collect(void *state, const struct witness_scene *scene,
			   struct evidence *ev)
{
	const struct mapping *m = scene->map;
	struct fault_case c = {
		.asked = scene->asked,
		.geo = m->geo,
		.chunks = mapping_chunks(m),
		.faults = scene->minor_faults + scene->major_faults,
		.pages = scene->page_each ? scene->touches_per_chunk : 0,
		.two_per_page =
			scene->write && scene->kernel_major <= 4 &&
			(scene->kernel_major < 4 || scene->kernel_minor < 15),
	};

	(void)state;
	add_facts(scene, &c, ev);
	if (scene->refaults)
		evidence_say(
			ev, VERDICT_SILENT,
			"one entry may take several faults here: it is synced meanwhile, or touched by several threads");
	else if (scene->page_each ||
		 scene->touches_per_chunk == geometry_pages_per_chunk(&m->geo))
		faults_judge_every_page(&c, ev);
	else if (scene->touches_per_chunk == 1)
		judge_first_page(scene, &c, ev);
	else
		evidence_say(ev, VERDICT_SILENT,
			     "%llu touches per chunk: neither one nor all",
			     (unsigned long long)scene->touches_per_chunk);
}

static const struct witness faults = {
	.name = "fault-count",
	.summary = "faults per chunk at first touch, minor and major",
	.privilege = "none",
	.strength = EVIDENCE_DECIDES,
	.passes = WITNESS_REHEARSAL | WITNESS_TIMED,
	.first_touch = true,
	.order = 100, // loads memory itself
	.collect = faults_collect,
};

REGISTER(witness, faults);
