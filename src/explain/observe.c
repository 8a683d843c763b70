// SPDX-License-Identifier: MIT
#include "explain/observe.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/sigbus.h"
#include "witness/read-pagemap.h"

// Chunks touched at a time: a page table each.
#define PIECE 256

struct piece_map {
	unsigned char *reserved;
	uint64_t reserved_len;
	unsigned char *addr; // of file offset `start`
	uint64_t start, end; // file offsets that are mapped
	bool refused;        // mmap(2) would not: EINVAL
};

static void unmap(struct piece_map *m)
{
	if (m->reserved)
		(void)munmap(m->reserved, m->reserved_len);
	m->reserved = NULL;
}

#define cleanup_piece CLEANUP(unmap)

// Whether a device refuses is a matter of the whole mapping.
static void set_range(struct piece_map *m, const struct scene *s,
		      uint64_t first, uint64_t last)
{
	const uint64_t chunk = scene_chunk_bytes(s);
	uint64_t start = first * chunk, end = (last + 1) * chunk;

	m->start = start > s->vma_start && !s->device ? start : s->vma_start;
	m->end = end < s->vma_end && !s->device ? end : s->vma_end;
}

// Nothing of ours is a neighbour within the same PMD, or PUD.
static int map(struct piece_map *m, const struct observer *o, struct error *err)
{
	const struct scene *s = o->scene;
	const uint64_t chunk = scene_chunk_bytes(s);
	const uint64_t unit =
		chunk > s->geo.pmd_bytes ? chunk : s->geo.pmd_bytes;
	int prot = PROT_READ | (s->write ? PROT_WRITE : 0);
	int sharing = s->is_private ? MAP_PRIVATE : MAP_SHARED;

	m->reserved_len = m->end - m->start + 4 * unit;
	void *got = mmap(NULL, m->reserved_len, PROT_NONE,
			 MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (got == MAP_FAILED)
		return error_sys(err, -errno,
				 "cannot reserve %llu bytes of address space",
				 (unsigned long long)m->reserved_len);
	m->reserved = got;
	uintptr_t at = ((uintptr_t)got + 2 * unit - 1) / unit * unit;

	at += m->start % unit + s->colour;
	got = mmap((void *)at, m->end - m->start, prot,
		   MAP_FIXED | MAP_NORESERVE | sharing, o->fd, (off_t)m->start);
	m->refused = got == MAP_FAILED && s->device && errno == EINVAL;
	if (m->refused)
		return 0;
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

static bool touch_faults(const struct scene *s, unsigned char *at)
{
	struct rusage before = { 0 }, after = { 0 };

	(void)getrusage(RUSAGE_THREAD, &before);
	if (!touch(s, at))
		return true;
	(void)getrusage(RUSAGE_THREAD, &after);
	return after.ru_minflt + after.ru_majflt !=
	       before.ru_minflt + before.ru_majflt;
}

// A walk of the page table would take a PUD apart: only faults tell.
static enum observed look_by_faults(const struct scene *s, unsigned char *at)
{
	if (!touch(s, at))
		return OBSERVED_SIGBUS;
	// Once more, so that our own code and stack are there.
	(void)touch_faults(s, at);
	if (touch_faults(s, at + s->geo.page_bytes))
		return OBSERVED_PTE;
	return touch_faults(s, at + s->geo.pmd_bytes) ? OBSERVED_PMD
						      : OBSERVED_PUD;
}

static int observe_page(const struct observer *o, const struct piece_map *m,
			unsigned char *at, enum observed *ret)
{
	const uint64_t page = o->scene->geo.page_bytes;

	*ret = touch(o->scene, at) ? OBSERVED_PTE : OBSERVED_SIGBUS;
	// The last of the mapping has nothing to be compared with.
	if (*ret == OBSERVED_SIGBUS || at + page == m->addr + m->end - m->start)
		return 0;
	return look(o, at, true, ret);
}

// What of the chunk is mapped: by the first page that takes a touch; one may
// be poisoned.
static int observe_one(const struct observer *o, const struct piece_map *m,
		       uint64_t number, enum observed *ret)
{
	const uint64_t page = o->scene->geo.page_bytes;
	const uint64_t chunk = scene_chunk_bytes(o->scene);
	uint64_t start = number * chunk, end = start + chunk;

	start = start > m->start ? start : m->start;
	end = end < m->end ? end : m->end;
	unsigned char *at = m->addr + (start - m->start);
	uint64_t len = end - start;
	unsigned char *const candidates[] = { at, at + len / page / 2 * page,
					      at + len - page };
	const size_t last = ARRAY_SIZE(candidates) - 1;

	*ret = OBSERVED_SIGBUS;
	if (geometry_chunks_are_puds(&o->scene->geo)) {
		*ret = look_by_faults(o->scene, at);
		return 0;
	}
	if (len == page)
		return observe_page(o, m, at, ret);
	for (size_t i = 0; i <= last; i++)
		if (touch(o->scene, candidates[i]))
			return look(o, candidates[i],
				    candidates[i] != candidates[last], ret);
	return 0;
}

// Of the chunks that begin before `to`: those that end behind `from` were said
// to be huge, or not.
static size_t dispute(const struct scene *s, const uint64_t *chunks, size_t n,
		      uint64_t from, uint64_t to, bool huge, size_t i,
		      enum observed *seen)
{
	const uint64_t chunk = scene_chunk_bytes(s);

	while (i < n && (chunks[i] + 1) * chunk <= from)
		i++;
	for (size_t k = i; k < n && chunks[k] * chunk < to; k++)
		if ((seen[k] == OBSERVED_PMD && !huge) ||
		    (seen[k] == OBSERVED_PTE && huge))
			seen[k] = OBSERVED_DISPUTED;
	return i;
}

// What PAGEMAP_SCAN says of the touched chunks must be the same.
static int check_by_scan(const struct observer *o, const struct piece_map *m,
			 const uint64_t *chunks, size_t n, enum observed *seen)
{
	const uint64_t chunk = scene_chunk_bytes(o->scene);
	const uintptr_t base = (uintptr_t)m->addr;
	uint64_t first = chunks[0] * chunk, last = (chunks[n - 1] + 1) * chunk;
	uint64_t at = base + (first > m->start ? first - m->start : 0);
	uint64_t end = base + ((last < m->end ? last : m->end) - m->start);
	struct scan_region r[64];
	size_t next = 0;

	while (at < end) {
		int got = pagemap_scan(o->pagemap, at, end, 0, r, ARRAY_SIZE(r),
				       &at);

		if (got <= 0)
			return got;
		for (int i = 0; i < got; i++)
			next = dispute(o->scene, chunks, n,
				       r[i].start - base + m->start,
				       r[i].end - base + m->start,
				       r[i].categories & SCAN_HUGE, next, seen);
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

	o->scan = !geometry_chunks_are_puds(&scene->geo) &&
		  pagemap_scan(o->pagemap, page, page + scene->geo.page_bytes,
			       0, &r, 1, &end) >= 0;
	return 0;
}

void observer_close(struct observer *o)
{
	if (o->pagemap > 0)
		(void)close(o->pagemap);
	o->pagemap = -1;
}

int observe_chunks(const struct observer *o, const uint64_t *chunks, size_t n,
		   enum observed *ret, struct error *err)
{
	cleanup_piece struct piece_map m = { 0 };

	set_range(&m, o->scene, chunks[0], chunks[n - 1]);
	int rc = map(&m, o, err);

	if (rc < 0)
		return rc;
	for (size_t i = 0; i < n && rc == 0; i++) {
		ret[i] = OBSERVED_REFUSED;
		rc = m.refused ? 0 : observe_one(o, &m, chunks[i], &ret[i]);
	}
	if (rc == 0 && o->scan && !m.refused)
		rc = check_by_scan(o, &m, chunks, n, ret);
	return rc < 0 ? error_sys(err, rc, "cannot read pagemap") : 0;
}
