// SPDX-License-Identifier: MIT
// Touch-one: after one touch of a fresh chunk a PMD shows every page of it
// present in /proc/self/pagemap, a PTE one. mincore(2), another walk of the
// same tables, must see the same pages, else nothing is said: for a page-cache
// file it tells residency, and from Linux 5.0 it tells the truth only to the
// file's owner or to who may write it.
#include <errno.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/alloc.h"
#include "witness/read-pagemap.h"
#include "witness/witness.h"

#define SOURCE "/proc/self/pagemap bit 63"

struct touch_state {
	int fd;
};

struct chunk_counts {
	uint64_t whole, one, some, none; // chunks, by their present pages
	uint64_t present;                // pages
	uint64_t disagreeing;            // pages
};

static int touch_arm(void *state, const struct witness_scene *scene,
		     struct error *err)
{
	struct touch_state *s = state;

	s->fd = pagemap_open(scene->sr);
	if (s->fd < 0)
		return error_sys(err, s->fd, "cannot open /proc/self/pagemap");
	return 0;
}

static void count_chunk(const uint64_t *entries, const unsigned char *resident,
			size_t pages, struct chunk_counts *c)
{
	size_t present = entries_present(entries, pages);

	for (size_t i = 0; i < pages; i++)
		c->disagreeing += ((entries[i] & PAGEMAP_PRESENT) != 0) !=
				  (resident[i] & 1);
	c->present += present;
	c->whole += present == pages;
	c->one += present == 1;
	c->none += present == 0;
	c->some += present > 1 && present < pages;
}

static int count_chunks(int fd, const struct mapping *m,
			struct chunk_counts *ret)
{
	size_t pages = (size_t)geometry_pages_per_chunk(&m->geo);
	cleanup_free uint64_t *entries = xcalloc(pages, sizeof(*entries));
	cleanup_free unsigned char *resident = xcalloc(pages, 1);
	struct chunk_counts c = { 0 };

	for (uint64_t i = 0; i < mapping_chunks(m); i++) {
		unsigned char *at = m->addr + i * geometry_chunk_bytes(&m->geo);
		int rc = pagemap_read(fd, (uintptr_t)at, m->geo.page_bytes,
				      entries, pages);

		if (rc < 0)
			return rc;
		if (mincore(at, geometry_chunk_bytes(&m->geo), resident) < 0)
			return -errno;
		count_chunk(entries, resident, pages, &c);
	}
	*ret = c;
	return 0;
}

static void say_counts(const struct witness_scene *scene,
		       const struct chunk_counts *c, struct evidence *ev)
{
	const struct geometry *geo = &scene->map->geo;
	uint64_t in_parts =
		c->present - c->whole * geometry_pages_per_chunk(geo);
	struct page_bytes seen = {
		.pmd = c->whole * geometry_chunk_bytes(geo),
		.pte = in_parts * geo->page_bytes,
	};

	seen.absent = scene->map->asked.len - seen.pmd - seen.pte;
	evidence_count(ev, scene->asked, &seen);
}

static void touch_collect(void *state, const struct witness_scene *scene,
			  struct evidence *ev)
{
	const struct touch_state *s = state;
	struct chunk_counts c = { 0 };

	if (scene->touches_per_chunk != 1) {
		evidence_say(ev, VERDICT_SILENT,
			     "more than one page of each chunk was touched");
		return;
	}
	int rc = count_chunks(s->fd, scene->map, &c);
	if (rc < 0) {
		evidence_say(ev, VERDICT_SILENT,
			     "cannot read pagemap or mincore (error %d)", -rc);
		return;
	}
	facts_count(&ev->facts, "touch_one.all_present", SOURCE, c.whole,
		    "chunks");
	facts_count(&ev->facts, "touch_one.one_present", SOURCE, c.one,
		    "chunks");
	facts_count(&ev->facts, "touch_one.some_present", SOURCE, c.some,
		    "chunks");
	facts_count(&ev->facts, "touch_one.none_present", SOURCE, c.none,
		    "chunks");
	facts_count(&ev->facts, "touch_one.mincore_differs", "mincore(2)",
		    c.disagreeing, "pages");
	if (c.disagreeing)
		evidence_say(
			ev, VERDICT_SILENT,
			"pagemap and mincore disagree on %llu pages: not a DAX file, or mincore may not tell us (not our file)",
			(unsigned long long)c.disagreeing);
	else
		say_counts(scene, &c, ev);
}

static void touch_disarm(void *state)
{
	struct touch_state *s = state;

	(void)close(s->fd);
}

static const struct witness touch_one = {
	.name = "touch-one",
	.summary =
		"pages of a chunk that one touch made present, by pagemap and mincore",
	.privilege = "none",
	.strength = EVIDENCE_DECIDES,
	.passes = WITNESS_REHEARSAL | WITNESS_TIMED,
	.first_touch = true,
	.walks = true,
	.order = 50,
	.state_size = sizeof(struct touch_state),
	.arm = touch_arm,
	.collect = touch_collect,
	.disarm = touch_disarm,
};

REGISTER(witness, touch_one);
