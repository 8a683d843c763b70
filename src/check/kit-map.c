// SPDX-License-Identifier: MIT
// Mappings of a case: made, witnessed, touched.
#include "check/kit.h"

#include <errno.h>
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/sigbus.h"
#include "witness/read-pagemap.h"

#ifndef RUSAGE_THREAD
#define RUSAGE_THREAD 1
#endif

unsigned char *kit_map_with(struct check *k, const struct kit_map *m)
{
	uint64_t room = m->len + 8 * k->pmd;
	int prot = m->prot ? m->prot : PROT_READ | PROT_WRITE;
	int flags = m->flags ? m->flags : MAP_SHARED;
	void *space = mmap(NULL, room, PROT_NONE,
			   MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	NEED(k, space != MAP_FAILED, "mmap of address space");
	uintptr_t at = (uintptr_t)space + k->pmd;
	at = (at + k->pmd - 1) / k->pmd * k->pmd + m->at % k->pmd + m->shift;
	// What kit_drop() does not find again goes at once.
	uintptr_t first = at / k->pmd * k->pmd - k->pmd;
	uintptr_t last = (at + m->len + k->pmd - 1) / k->pmd * k->pmd + k->pmd;
	if (first > (uintptr_t)space)
		kit_unmap(k, space, first - (uintptr_t)space);
	kit_unmap(k, (void *)last, (uintptr_t)space + room - last);
	void *map = mmap((void *)at, m->len, prot, flags | MAP_FIXED, m->fd,
			 (off_t)m->at);
	NEED(k, map != MAP_FAILED, "mmap");
	if (m->ptes || k->variant == CHECK_PTE)
		NEED(k, madvise(map, m->len, MADV_NOHUGEPAGE) == 0,
		     "madvise(MADV_NOHUGEPAGE)");
	return map;
}

unsigned char *kit_map(struct check *k, int fd, uint64_t at, uint64_t len)
{
	return kit_map_with(
		k, &(struct kit_map){ .fd = fd, .at = at, .len = len });
}

void kit_unmap(struct check *k, void *at, uint64_t len)
{
	NEED(k, munmap(at, len) == 0, "munmap");
}

void kit_drop(struct check *k, void *map, uint64_t len)
{
	uintptr_t at = (uintptr_t)map;
	uintptr_t first = at / k->pmd * k->pmd - k->pmd;
	uintptr_t last = (at + len + k->pmd - 1) / k->pmd * k->pmd + k->pmd;

	kit_unmap(k, (void *)first, last - first);
}

uint64_t kit_present(struct check *k, const void *at, uint64_t len)
{
	uint64_t pages;
	int rc = pagemap_present(k->pagemap, (uintptr_t)at, len, k->page,
				 &pages);

	if (rc < 0) {
		errno = -rc;
		check_broken(k, "/proc/self/pagemap: %m");
	}
	return pages;
}

// PAGEMAP_SCAN's word: is the chunk mapped by one huge entry? -1: no such call.
static int scan_huge(struct check *k, uintptr_t chunk)
{
	struct scan_region regions[8];
	uint64_t end, huge = 0;
	int n = pagemap_scan(k->pagemap, chunk, chunk + k->pmd, 0, regions, 8,
			     &end);

	if (n < 0)
		return -1;
	for (int i = 0; i < n; i++)
		if (regions[i].categories & SCAN_HUGE)
			huge += regions[i].end - regions[i].start;
	return huge == k->pmd;
}

enum page_size kit_witness(struct check *k, const void *at)
{
	uintptr_t chunk = (uintptr_t)at / k->pmd * k->pmd;
	uint64_t present = kit_present(k, (void *)chunk, k->pmd);
	int scan = scan_huge(k, chunk);
	enum page_size seen = present == 0          ? PAGE_SIZE_NONE
			      : present == k->pages ? PAGE_SIZE_PMD
						    : PAGE_SIZE_PTE;

	if (!k->set->page_cache && scan >= 0 && scan != (seen == PAGE_SIZE_PMD))
		check_broken(
			k,
			"the witnesses disagree: %llu of %llu pages present, PAGEMAP_SCAN says %s",
			(unsigned long long)present,
			(unsigned long long)k->pages,
			scan ? "huge" : "not huge");
	k->report.pmd_chunks += seen == PAGE_SIZE_PMD;
	k->report.pte_chunks += seen == PAGE_SIZE_PTE;
	return seen;
}

void kit_mapped(struct check *k, const char *what, const void *at,
		enum page_size want)
{
	enum page_size seen = kit_witness(k, at);

	if (k->set->page_cache && !k->the->dax_only)
		return;
	EXPECT(k, seen == want, "%s: mapped by %s, not by %s", what,
	       page_size_name(seen), page_size_name(want));
}

void kit_touch(struct check *k, unsigned char *at, bool store)
{
	if (store)
		kit_store(at, kit_load(at));
	else
		(void)kit_load(at);
	if (k->variant == CHECK_ANY)
		return;
	kit_mapped(k,
		   store ? "store to an untouched chunk"
			 : "load of an untouched chunk",
		   at, k->variant == CHECK_PMD ? PAGE_SIZE_PMD : PAGE_SIZE_PTE);
}

static uint64_t faults(void)
{
	struct rusage ru;

	(void)getrusage(RUSAGE_THREAD, &ru);
	return (uint64_t)ru.ru_minflt + (uint64_t)ru.ru_majflt;
}

// The first call on a byte of our own takes the faults of the code and of the
// stack that fork left to copy.
uint64_t kit_load_faults(struct check *k ATTR_UNUSED, const unsigned char *at)
{
	unsigned char own = 1;
	uint64_t before = faults();

	(void)kit_load(&own);
	before = faults();
	(void)kit_load(at);
	return faults() - before;
}

uint64_t kit_store_faults(struct check *k ATTR_UNUSED, unsigned char *at,
			  unsigned char v)
{
	unsigned char own;
	uint64_t before = faults();

	kit_store(&own, v);
	before = faults();
	kit_store(at, v);
	return faults() - before;
}

static int caught(struct check *k, const struct sigbus_guard *g,
		  const unsigned char *at)
{
	EXPECT(k, g->address / k->page == (uintptr_t)at / k->page,
	       "SIGBUS names another address: %#lx, not %#lx",
	       (unsigned long)g->address, (unsigned long)(uintptr_t)at);
	return g->code ? g->code : -1;
}

int kit_try_load(struct check *k, const unsigned char *at)
{
	struct sigbus_guard g;

	if (SIGBUS_GUARD(&g) != 0)
		return caught(k, &g, at);
	(void)kit_load(at);
	sigbus_leave(&g);
	return 0;
}

int kit_try_store(struct check *k, unsigned char *at, unsigned char v)
{
	struct sigbus_guard g;

	if (SIGBUS_GUARD(&g) != 0)
		return caught(k, &g, at);
	kit_store(at, v);
	sigbus_leave(&g);
	return 0;
}

void kit_bus_entry(struct check *k, const struct sigbus_guard *g,
		   const unsigned char *at)
{
	const uint64_t size = k->variant == CHECK_PMD ? k->pmd : k->page;
	const uintptr_t entry = (uintptr_t)at / size * size;

	EXPECT(k, g->lsb == __builtin_ctzll(size),
	       "si_addr_lsb is %d, not that of a mapping of %llu bytes", g->lsb,
	       (unsigned long long)size);
	EXPECT(k, g->address >= entry && g->address < entry + size,
	       "SIGBUS names %#lx, outside of the entry of %#lx",
	       (unsigned long)g->address, (unsigned long)(uintptr_t)at);
}

void kit_bus(struct check *k, const char *what, unsigned char *at)
{
	int load = kit_try_load(k, at), store = kit_try_store(k, at, 1);

	EXPECT(k, load && store, "no SIGBUS %s, by %s", what,
	       load ? "a store" : "a load");
	EXPECT(k, load == BUS_ADRERR && store == BUS_ADRERR,
	       "SIGBUS %s is %s by load, %s by store, not BUS_ADRERR", what,
	       sigbus_code_name(load), sigbus_code_name(store));
}

void kit_no_bus(struct check *k, const char *what, unsigned char *at)
{
	int load = kit_try_load(k, at), store = kit_try_store(k, at, 1);

	EXPECT(k, !load && !store, "SIGBUS %s, by %s", what,
	       load ? "a load" : "a store");
}
