// SPDX-License-Identifier: MIT
// Pagemap PFNs: a PMD maps physically contiguous pages that start at a
// multiple of its size. PTEs of an aligned extent do the same, so this can
// only refute a PMD, never confirm one. Needs CAP_SYS_ADMIN: without it the
// PFNs read as 0.
#include <errno.h>
#include <unistd.h>

#include "base/alloc.h"
#include "witness/read-pagemap.h"
#include "witness/witness.h"

#define SOURCE "/proc/self/pagemap bits 0-54"

struct pfn_state {
	int fd;
};

// PFN of a page that is certainly present: one of our own stack.
static int check_visible(int fd, uint64_t page_bytes, struct error *err)
{
	volatile unsigned char here = 1;
	uint64_t entry;
	int rc = pagemap_read(fd, (uintptr_t)&here, page_bytes, &entry, 1);

	if (rc < 0)
		return error_sys(err, rc, "cannot read /proc/self/pagemap");
	if ((entry & PAGEMAP_PRESENT) && PAGEMAP_PFN(entry))
		return 0;
	error_set(err, -EPERM, "the kernel hides page frame numbers from us");
	error_hint(err, "they need CAP_SYS_ADMIN: run as root");
	return -EPERM;
}

static int pfn_arm(void *state, const struct witness_scene *scene,
		   struct error *err)
{
	struct pfn_state *s = state;

	s->fd = pagemap_open(scene->sr);
	if (s->fd < 0)
		return error_sys(err, s->fd, "cannot open /proc/self/pagemap");
	int rc = check_visible(s->fd, scene->map->geo.page_bytes, err);
	if (rc < 0)
		(void)close(s->fd);
	return rc;
}

static int order_chunks(int fd, const struct mapping *m,
			uint64_t by_order[PFN_BROKEN + 1])
{
	size_t pages = (size_t)geometry_pages_per_chunk(&m->geo);
	cleanup_free uint64_t *entries = xcalloc(pages, sizeof(*entries));

	for (uint64_t i = 0; i < mapping_chunks(m); i++) {
		uintptr_t at =
			(uintptr_t)m->addr + i * geometry_chunk_bytes(&m->geo);
		int rc =
			pagemap_read(fd, at, m->geo.page_bytes, entries, pages);

		if (rc < 0)
			return rc;
		by_order[entries_pfn_order(entries, pages)]++;
	}
	return 0;
}

static void pfn_collect(void *state, const struct witness_scene *scene,
			struct evidence *ev)
{
	const struct pfn_state *s = state;
	uint64_t by_order[PFN_BROKEN + 1] = { 0 };
	int rc = order_chunks(s->fd, scene->map, by_order);

	if (rc < 0) {
		evidence_say(ev, VERDICT_SILENT,
			     "cannot read pagemap (error %d)", -rc);
		return;
	}
	facts_count(&ev->facts, "pfn.contiguous_aligned", SOURCE,
		    by_order[PFN_ALIGNED], "chunks");
	facts_count(&ev->facts, "pfn.not_contiguous_aligned", SOURCE,
		    by_order[PFN_BROKEN], "chunks");
	facts_count(&ev->facts, "pfn.not_present", SOURCE, by_order[PFN_NONE],
		    "chunks");
	if (by_order[PFN_HIDDEN])
		evidence_say(
			ev, VERDICT_UNAVAILABLE,
			"page frame numbers read as 0: needs CAP_SYS_ADMIN");
	else if (scene->asked != PAGE_SIZE_PMD)
		evidence_say(ev, VERDICT_SILENT,
			     "page frames can refute a PMD only");
	else if (by_order[PFN_BROKEN])
		evidence_say(
			ev, VERDICT_REFUTES,
			"%llu chunks are not contiguous and aligned in physical memory",
			(unsigned long long)by_order[PFN_BROKEN]);
	else
		evidence_say(
			ev, VERDICT_SILENT,
			"contiguous, aligned page frames may be mapped by either size");
}

static void pfn_disarm(void *state)
{
	struct pfn_state *s = state;

	(void)close(s->fd);
}

static const struct witness pfn = {
	.name = "pagemap-pfn",
	.summary =
		"contiguous and aligned page frames: what a PMD needs; refutes only",
	.privilege = "CAP_SYS_ADMIN",
	.strength = EVIDENCE_DECIDES,
	.passes = WITNESS_REHEARSAL | WITNESS_TIMED,
	.walks = true,
	.order = 60,
	.state_size = sizeof(struct pfn_state),
	.arm = pfn_arm,
	.collect = pfn_collect,
	.disarm = pfn_disarm,
};

REGISTER(witness, pfn);
