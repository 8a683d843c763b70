// SPDX-License-Identifier: MIT
// Pagemap scan: the PAGEMAP_SCAN ioctl says for every region of a range
// whether a huge entry maps it (PAGE_IS_HUGE), from Linux 6.7, for anyone.
// Checked against the page-table walk of QEMU's monitor on six kernels.
#include <errno.h>
#include <unistd.h>

#include "base/alloc.h"
#include "witness/read-pagemap.h"
#include "witness/witness.h"

#define SOURCE "ioctl PAGEMAP_SCAN"
#define REGIONS 256
// Bounds the time that one call holds the page tables.
#define CHUNKS_PER_CALL 256

struct scan_state {
	int fd;
};

static int scan_arm(void *state, const struct witness_scene *scene,
		    struct error *err)
{
	struct scan_state *s = state;
	uint64_t page = scene->map->geo.page_bytes;
	uint64_t at = (uintptr_t)scene->map->addr, walked;
	struct scan_region region;

	s->fd = pagemap_open(scene->sr);
	if (s->fd < 0)
		return error_sys(err, s->fd, "cannot open /proc/self/pagemap");
	int rc = pagemap_scan(s->fd, at, at + page, 1, &region, 1, &walked);
	if (rc < 0) {
		(void)close(s->fd);
		error_sys(err, rc, "PAGEMAP_SCAN refused");
		if (rc == -ENOTTY || rc == -EINVAL)
			error_hint(err, "it needs Linux 6.7 or later");
		return rc;
	}
	return 0;
}

static int scan_range(int fd, const struct mapping *m, struct page_bytes *seen,
		      uint64_t *file_bytes)
{
	cleanup_free struct scan_region *regions =
		xcalloc(REGIONS, sizeof(*regions));
	uint64_t max_pages =
		CHUNKS_PER_CALL * geometry_pages_per_chunk(&m->geo);
	uint64_t at = (uintptr_t)m->addr, end = at + m->asked.len;

	while (at < end) {
		uint64_t walked = at;
		int n = pagemap_scan(fd, at, end, max_pages, regions, REGIONS,
				     &walked);

		if (n < 0)
			return n;
		if (walked <= at || walked > end)
			return -EPROTO;
		int rc = regions_account(regions, (size_t)n, at, walked, seen,
					 file_bytes);
		if (rc < 0)
			return rc;
		at = walked;
	}
	return 0;
}

static void scan_collect(void *state, const struct witness_scene *scene,
			 struct evidence *ev)
{
	const struct scan_state *s = state;
	const struct mapping *m = scene->map;
	struct page_bytes seen = { .zero_known = true };
	uint64_t file_bytes = 0;
	int rc = scan_range(s->fd, m, &seen, &file_bytes);
	uint64_t mapped = seen.pmd + seen.pte;

	if (rc < 0 || mapped > m->asked.len) {
		evidence_say(ev, VERDICT_SILENT,
			     "PAGEMAP_SCAN gave no usable answer (error %d)",
			     rc < 0 ? -rc : EPROTO);
		return;
	}
	seen.absent = m->asked.len - mapped;
	facts_bytes(&ev->facts, "scan.huge", SOURCE, seen.pmd);
	facts_bytes(&ev->facts, "scan.not_huge", SOURCE, seen.pte);
	facts_bytes(&ev->facts, "scan.zero_page", SOURCE, seen.zero);
	facts_bytes(&ev->facts, "scan.file", SOURCE, file_bytes);
	evidence_count(ev, scene->asked, &seen);
}

static void scan_disarm(void *state)
{
	struct scan_state *s = state;

	(void)close(s->fd);
}

static const struct witness pagemap_scan_witness = {
	.name = "pagemap-scan",
	.summary =
		"PAGE_IS_HUGE of the PAGEMAP_SCAN ioctl, Linux 6.7 and later",
	.privilege = "none",
	.strength = EVIDENCE_DECIDES,
	.passes = WITNESS_REHEARSAL | WITNESS_TIMED,
	.walks = true,
	.order = 40,
	.state_size = sizeof(struct scan_state),
	.arm = scan_arm,
	.collect = scan_collect,
	.disarm = scan_disarm,
};

REGISTER(witness, pagemap_scan_witness);
