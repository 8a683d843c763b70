// SPDX-License-Identifier: MIT
#include "explain/observe.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/sigbus.h"
#include "witness/read-pagemap.h"

// Chunks at a time: a page table each, and address space.
#define PIECE 256

struct piece_map {
	unsigned char *reserved;
	uint64_t reserved_len;
	unsigned char *addr; // of file offset `start`
	uint64_t start, end; // file offsets that are mapped
};

static void unmap(struct piece_map *m)
{
	if (m->reserved)
		(void)munmap(m->reserved, m->reserved_len);
	m->reserved = NULL;
}

#define cleanup_piece CLEANUP(unmap)

// Nothing of ours is a neighbour within the same PMD.
static int map(struct piece_map *m, const struct observer *o, uint64_t first,
	       uint64_t n, struct error *err)
{
	const struct scene *s = o->scene;
	const uint64_t pmd = s->geo.pmd_bytes, start = first * pmd;
	const uint64_t end = start + n * pmd;
	int prot = PROT_READ | (s->write ? PROT_WRITE : 0);
	int sharing = s->is_private ? MAP_PRIVATE : MAP_SHARED;

	m->start = start > s->vma_start ? start : s->vma_start;
	m->end = end < s->vma_end ? end : s->vma_end;
	m->reserved_len = (n + 3) * pmd;
	void *got = mmap(NULL, m->reserved_len, PROT_NONE,
			 MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (got == MAP_FAILED)
		return error_sys(err, -errno,
				 "cannot reserve %llu bytes of address space",
				 (unsigned long long)m->reserved_len);
	m->reserved = got;
	uintptr_t at = ((uintptr_t)got + 2 * pmd - 1) / pmd * pmd;

	at += m->start - start + (s->shifted ? s->geo.page_bytes : 0);
	got = mmap((void *)at, m->end - m->start, prot, MAP_FIXED | sharing,
		   o->fd, (off_t)m->start);
	if (got == MAP_FAILED)
		return error_sys(err, -errno, "cannot map '%s'", s->path);
	m->addr = got;
	if (s->nohugepage &&
	    madvise(got, m->end - m->start, MADV_NOHUGEPAGE) < 0)
		return error_sys(err, -errno, "madvise(MADV_NOHUGEPAGE)");
	return 0;
}

static bool touch(const struct scene *s, volatile unsigned char *at)
{
	struct sigbus_guard guard;

	if (SIGBUS_GUARD(&guard) != 0)
		return false;
	if (s->write)
		*at = 1;
	else
		(void)*at;
	sigbus_leave(&guard);
	return true;
}

// One page of the chunk was touched, its neighbour was not: that is present
// only when one entry maps them both (DAX maps nothing around a fault).
static int look(const struct observer *o, const unsigned char *touched,
		bool neighbour_is_next, enum observed *ret)
{
	const uint64_t page = o->scene->geo.page_bytes;
	uint64_t e[2] = { 0 };
	uintptr_t at = (uintptr_t)touched - (neighbour_is_next ? 0 : page);
	int rc = pagemap_read(o->pagemap, at, page, e, 2);

	if (rc < 0)
		return rc;
	if (!(e[!neighbour_is_next] & PAGEMAP_PRESENT))
		*ret = OBSERVED_DISPUTED;
	else if (e[neighbour_is_next] & PAGEMAP_PRESENT)
		*ret = OBSERVED_PMD;
	else
		*ret = OBSERVED_PTE;
	return 0;
}

// [at, at + len): by the first page that takes a touch; one may be poisoned.
static int observe_one(const struct observer *o, unsigned char *at,
		       uint64_t len, enum observed *ret)
{
	const uint64_t page = o->scene->geo.page_bytes;
	unsigned char *const candidates[] = { at, at + len / page / 2 * page,
					      at + len - page };
	const size_t last = ARRAY_SIZE(candidates) - 1;

	*ret = OBSERVED_SIGBUS;
	if (len == page) {
		// Nothing to compare it with, and too short for a PMD.
		*ret = touch(o->scene, at) ? OBSERVED_PTE : OBSERVED_SIGBUS;
		return 0;
	}
	for (size_t i = 0; i <= last; i++)
		if (touch(o->scene, candidates[i]))
			return look(o, candidates[i],
				    candidates[i] != candidates[last], ret);
	return 0;
}

// What PAGEMAP_SCAN says of the touched chunks must be the same.
static int check_by_scan(const struct observer *o, const struct piece_map *m,
			 uint64_t first, enum observed *seen)
{
	const uint64_t pmd = o->scene->geo.pmd_bytes;
	const uintptr_t base = (uintptr_t)m->addr;
	uint64_t at = base, end = base + (m->end - m->start);
	struct scan_region r[64];

	while (at < end) {
		int n = pagemap_scan(o->pagemap, at, end, 0, r, ARRAY_SIZE(r),
				     &at);

		if (n < 0)
			return n;
		for (int i = 0; i < n; i++) {
			bool huge = r[i].categories & SCAN_HUGE;
			uint64_t from = r[i].start - base + m->start;
			uint64_t to = r[i].end - base + m->start;

			for (uint64_t c = from / pmd; c * pmd < to; c++) {
				enum observed *was = &seen[c - first];

				if ((*was == OBSERVED_PMD && !huge) ||
				    (*was == OBSERVED_PTE && huge))
					*was = OBSERVED_DISPUTED;
			}
		}
		if (n == 0)
			break;
	}
	return 0;
}

int observer_open(struct observer *o, const struct scene *scene, int fd,
		  const struct sysroot *sr, struct error *err)
{
	struct scan_region r;
	uint64_t end;
	char here;

	*o = (struct observer){ .scene = scene, .fd = fd, .piece = PIECE };
	o->pagemap = pagemap_open(sr);
	if (o->pagemap < 0)
		return error_sys(err, o->pagemap,
				 "cannot open /proc/self/pagemap");
	uintptr_t page = (uintptr_t)&here / scene->geo.page_bytes *
			 scene->geo.page_bytes;

	o->scan = pagemap_scan(o->pagemap, page, page + scene->geo.page_bytes,
			       0, &r, 1, &end) >= 0;
	return 0;
}

void observer_close(struct observer *o)
{
	if (o->pagemap > 0)
		(void)close(o->pagemap);
	o->pagemap = -1;
}

int observe_chunks(const struct observer *o, uint64_t first, uint64_t n,
		   enum observed *ret, struct error *err)
{
	const uint64_t pmd = o->scene->geo.pmd_bytes;
	cleanup_piece struct piece_map m = { 0 };
	int rc = map(&m, o, first, n, err);

	if (rc < 0)
		return rc;
	for (uint64_t i = 0; i < n && rc == 0; i++) {
		uint64_t start = (first + i) * pmd, end = start + pmd;

		start = start > m.start ? start : m.start;
		end = end < m.end ? end : m.end;
		rc = observe_one(o, m.addr + (start - m.start), end - start,
				 &ret[i]);
	}
	if (rc == 0 && o->scan)
		rc = check_by_scan(o, &m, first, ret);
	return rc < 0 ? error_sys(err, rc, "cannot read pagemap") : 0;
}
