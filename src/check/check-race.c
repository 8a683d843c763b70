// SPDX-License-Identifier: MIT
// Group R, the grid: workers share a file unit by unit, each stores or writes
// its own units and no others, so every byte has one legal value in the end.
//     daxbench check --case R1 --seed 7
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "check/kit-race.h"

#define WORKERS 4

enum start { START_HOLE, START_UNWRITTEN, START_WRITTEN, START_GROWS };
enum hands { HANDS_STORE, HANDS_MIXED, HANDS_WRITE }; // mixed: every second

struct cell {
	enum start start;
	enum hands hands;
	uint64_t unit; // bytes
	bool prefault;
};

struct grid {
	struct cell cell;
	unsigned char *map, *model;
	uint64_t size, units;
	unsigned round;
};

static const char *start_name(enum start start)
{
	static const char *const names[] = { "hole", "unwritten", "written",
					     "growing" };
	return names[start];
}

static const char *hands_name(enum hands hands)
{
	static const char *const names[] = { "stores", "stores and writes",
					     "writes" };
	return names[hands];
}

noreturn static void lost(struct race *r, const char *when, uint64_t at,
			  unsigned got, unsigned want)
{
	struct grid *g = r->shared;

	check_fail(
		r->k,
		"%s: byte %llu is %#x, not %#x (%s by %u threads, %llu bytes each, file %s%s; seed %llu, round %u)",
		when, (unsigned long long)at, got, want,
		hands_name(g->cell.hands), WORKERS,
		(unsigned long long)g->cell.unit, start_name(g->cell.start),
		g->cell.prefault ? ", loaded before" : "",
		(unsigned long long)r->k->set->seed, g->round);
}

static void same(struct race *r, const char *when, const unsigned char *got,
		 uint64_t at, uint64_t len)
{
	struct grid *g = r->shared;

	if (memcmp(got, g->model + at, len) == 0)
		return;
	for (uint64_t i = 0; i < len; i++)
		if (got[i] != g->model[at + i])
			lost(r, when, at + i, got[i], g->model[at + i]);
}

// A growing file is waited for: a store may only go where the file is.
static void wait_size(struct race *r, uint64_t end)
{
	struct stat st;

	do {
		NEED(r->k, fstat(r->k->fd, &st) == 0, "fstat");
	} while ((uint64_t)st.st_size < end);
}

static void unit_stored(struct race *r, uint64_t at, uint64_t len)
{
	struct grid *g = r->shared;

	if (g->cell.start == START_GROWS)
		wait_size(r, at + len);
	memcpy(g->map + at, g->model + at, len);
	// What another thread does to its units must not take this away.
	same(r, "after the store", g->map + at, at, len);
}

static void unit_written(struct race *r, uint64_t at, uint64_t len)
{
	struct grid *g = r->shared;

	// Whether the mapping shows it at once is R2's matter.
	kit_pwrite(r->k, r->k->fd, g->model + at, len, at);
}

static void worker(struct race *r, unsigned who)
{
	struct grid *g = r->shared;
	uint64_t n = (g->units + WORKERS - 1) / WORKERS;
	// Growing goes up; else each thread begins at its own place.
	uint64_t first =
		g->cell.start == START_GROWS ? 0 : rng_below(&r->rng[who], n);
	bool write = g->cell.hands == HANDS_WRITE ||
		     (g->cell.hands == HANDS_MIXED && who % 2);

	for (uint64_t i = 0; i < n; i++) {
		uint64_t at = ((first + i) % n * WORKERS + who) * g->cell.unit;

		if (at >= g->size)
			continue;
		uint64_t len = g->size - at < g->cell.unit ? g->size - at
							   : g->cell.unit;
		(write ? unit_written : unit_stored)(r, at, len);
	}
}

static void run_cell(struct race *r)
{
	struct check *k = r->k;
	struct grid *g = r->shared;
	uint64_t chunks;

	g->units = g->cell.unit < k->page       ? 256
		   : g->cell.unit < 4 * k->page ? 48
						: 8;
	g->size = g->units * g->cell.unit - 7; // the last ends inside a page
	chunks = (g->size + k->pmd - 1) / k->pmd;
	kit_size(k, k->fd, 0);
	if (g->cell.start == START_UNWRITTEN || g->cell.start == START_WRITTEN)
		kit_lay(k, k->fd,
			g->cell.start == START_WRITTEN ? LAYOUT_WRITTEN
						       : LAYOUT_UNWRITTEN,
			chunks);
	if (g->cell.start != START_GROWS)
		kit_size(k, k->fd, chunks * k->pmd);
	g->map = kit_map(k, k->fd, 0, chunks * k->pmd);
	if (g->cell.start == START_WRITTEN && g->cell.prefault)
		kit_touch(k, g->map, false);
	for (uint64_t at = 0; g->cell.prefault && at < g->size; at += k->page)
		(void)kit_load(g->map + at);
	kit_pattern(g->model, g->size, 0, g->round);
	race_run(r, WORKERS, worker);
	unsigned char *buf = kit_memory(k, g->size);
	kit_pread(k, k->fd, buf, g->size, 0);
	same(r, "in the end, by pread", buf, 0, g->size);
	(void)munmap(buf, g->size);
	same(r, "in the end, by mapping", g->map, 0, g->size);
	kit_drop(k, g->map, chunks * k->pmd);
}

// All of the grid once, then again while there is time.
static void grid(struct check *k, bool zero_pages)
{
	const uint64_t units[] = { 96, k->page, k->page + 200,
				   k->variant == CHECK_PTE ? 16 * k->page
							   : k->pmd / 2 };
	struct grid g = { .model = kit_memory(k, 4 * k->pmd) };
	struct race r = race_new(k, &g, 2 * RACE_MS);

	do {
		for (unsigned i = 0; i < 4 * 3 * ARRAY_SIZE(units); i++) {
			bool unwritten = i % 4 == START_UNWRITTEN;

			g.cell = (struct cell){
				i % 4, i / 4 % 3, units[i / 12],
				zero_pages ||
					(!unwritten && (i / 4 + g.round) % 2)
			};
			if (zero_pages && !unwritten)
				continue;
			// Who grows the file, if all wait for it?
			if (g.cell.start == START_GROWS) {
				g.cell.prefault = false;
				if (g.cell.hands == HANDS_STORE)
					continue;
			}
			run_cell(&r);
		}
		g.round++;
	} while (race_time_left(&r));
	check_note(k, "%u rounds of the grid", g.round);
}

static void r1(struct check *k)
{
	grid(k, false);
}
static const struct check_case case_r1 = {
	.id = "R1",
	.statement =
		"no store and no write is lost when threads fill one file at once, whatever its blocks, by units of any size",
	.reference =
		"843172978bb9, 0f90cc6609c7, ac401cc78242; xfstests generic/340, 344, 345, 346",
	.proof = "test: a pwrite that writes nothing (check-fakes)",
	.source = __FILE__,
	.variants = CHECK_BOTH,
	.limit = 120,
	.known = known_race,
	.run = r1,
};
REGISTER(check_case, case_r1);

static void r1_zero(struct check *k)
{
	grid(k, true);
}
static const struct check_known known_r1_zero[] = {
	{ KERNEL(4, 10), 0, "ext4", "by mapping: byte",
	  "ext4 turns unwritten blocks beside a write into written ones and leaves zero pages mapped for them: later writes there never show in the mapping; seen on 5.10 to 7.3, no fix is known" },
	{ KERNEL(6, 15), 0, NULL, "signal 7", known_sigbus },
	{ KERNEL(7, 0), 0, "ext4", "by pread", known_zeroed_late },
	{ 0 },
};
static const struct check_case case_r1_zero = {
	.id = "R1-zero",
	.statement =
		"the same on unwritten blocks that are mapped as zero pages: those give way to all that is stored and written",
	.reference = "xfstests generic/344, generic/346",
	.proof = "test: a pwrite that writes nothing (check-fakes)",
	.source = __FILE__,
	.variants = CHECK_BOTH,
	.limit = 120,
	.known = known_r1_zero,
	.run = r1_zero,
};
REGISTER(check_case, case_r1_zero);

// R12: one thread makes the file grow by odd steps, another stores to what is
// in the file by then; a third synchronises. What was stored inside the file
// stays, though growth zeroes what lies past the end.
struct growth {
	const char *name;
	unsigned char *map;
	atomic_ulong stored; // all bytes below are
	atomic_int done;
	uint64_t limit;
	int how;
};

static void grow_step(struct race *r, uint64_t from, uint64_t to)
{
	struct growth *g = r->shared;
	struct check *k = r->k;
	const unsigned char byte = kit_byte(to - 1, 0);

	switch (g->how) {
	case 0:
		kit_size(k, k->fd, to);
		break;
	case 1:
		kit_pwrite(k, k->fd, &byte, 1, to - 1);
		break;
	case 2:
		kit_fallocate(k, k->fd, 0, from, to - from);
		break;
	default:
		kit_fallocate(k, k->fd, 0, to - 1, 1);
	}
}

static void growth_worker(struct race *r, unsigned who)
{
	struct growth *g = r->shared;
	struct check *k = r->k;
	uint64_t end = 0;
	struct stat st;

	if (who == 0) {
		while (end < g->limit) {
			uint64_t to = end + 1 + rng_below(&r->rng[0], 700);

			grow_step(r, end, to);
			end = to;
		}
		atomic_store(&g->done, 1);
		return;
	}
	while (who == 2 && !atomic_load(&g->done))
		kit_fsync(k, k->fd);
	while (who == 1) {
		bool last = atomic_load(&g->done);

		NEED(k, fstat(k->fd, &st) == 0, "fstat");
		for (; end < (uint64_t)st.st_size; end++)
			kit_store(g->map + end, kit_byte(end, 0));
		atomic_store(&g->stored, end);
		if (last)
			return;
	}
}

static void r12(struct check *k)
{
	static const char *const names[] = { "ftruncate", "pwrite", "fallocate",
					     "fallocate beyond the end" };
	const uint64_t room = 64 * k->page;
	struct growth g = { .limit = room - k->page };
	struct race r = race_new(k, &g, RACE_MS);
	unsigned char *model = kit_memory(k, room);
	unsigned rounds = 0;
	char what[80];

	kit_pattern(model, room, 0, 0);
	do {
		g.how = (int)(rounds % ARRAY_SIZE(names));
		g.stored = 0;
		g.done = 0;
		kit_size(k, k->fd, 0);
		g.map = kit_map(k, k->fd, 0, room);
		race_run(&r, 3, growth_worker);
		(void)snprintf(what, sizeof(what),
			       "growth by %s under stores, seed %llu",
			       names[g.how], (unsigned long long)k->set->seed);
		kit_model(k, what, k->fd, g.map, model, g.stored);
		kit_drop(k, g.map, room);
	} while (++rounds < ARRAY_SIZE(names) || race_time_left(&r));
	check_note(k, "%u rounds", rounds);
}
static const struct check_known known_r12[] = {
	{ KERNEL(6, 12), KERNEL(7, 2), "ext4", "growth by fallocate",
	  "ext4 zeroes the rest of the block that held the end after the new size shows: stores made there meanwhile are lost; seen on 6.12, 6.16 and 6.17 with fallocate, not on 5.10, 6.1, 7.2 and 7.3" },
	{ 0 },
};
static const struct check_case case_r12 = {
	.id = "R12",
	.statement =
		"stores inside a file that grows under them are kept, whatever makes it grow",
	.reference = "a056bdaae7a1; xfstests generic/438",
	.proof =
		"kernel: fails on 6.12 to 6.17 with ext4; control: fails on the page cache of ext4",
	.source = __FILE__,
	.variants = CHECK_ANY,
	.limit = 60,
	.known = known_r12,
	.dax_only = true,
	.run = r12,
};
REGISTER(check_case, case_r12);
