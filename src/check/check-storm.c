// SPDX-License-Identifier: MIT
// Group R, storms: faults, writes and changes of blocks at once, for a time;
// each byte has a small set of values that it may show. A thread that does not
// come back is a result too: the watchdog's.
//     daxbench check --group R --seed 7
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <string.h>
#include <unistd.h>

#include "base/sigbus.h"
#include "check/kit-race.h"

#define PUNCH (FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE)

struct storm {
	unsigned char *map, *odd; // of the file's colour, and a page off it
	atomic_uint stores;       // generation, or count
	atomic_int over;
	uint64_t size;
	unsigned seen;
};

static unsigned long long seed(const struct race *r)
{
	return (unsigned long long)r->k->set->seed;
}

// R2: thread 0 writes to a random page of a hole and loads it at once, the
// others load everywhere, so that zero pages are put in at the same time.
static void r2_body(struct race *r, unsigned who)
{
	struct storm *s = r->shared;
	struct check *k = r->k;
	struct rng *rng = &r->rng[who];
	unsigned char one;

	while (who && !atomic_load(&s->over))
		(void)kit_load(s->map + rng_below(rng, s->size));
	for (unsigned i = 1; !who && race_time_left(r); i++) {
		uint64_t at = rng_below(rng, s->size);

		one = (unsigned char)(1 + i % 255);
		kit_pwrite(k, k->fd, &one, 1, at);
		unsigned char got = kit_load(s->map + at);
		EXPECT(k, got == one,
		       "a load shows %#x right after a write of %#x at %llu (seed %llu)",
		       got, one, (unsigned long long)at, seed(r));
		if (i % 64 == 0)
			kit_fallocate(k, k->fd, PUNCH, 0, s->size);
	}
	if (!who)
		atomic_store(&s->over, 1);
}

static void r2(struct check *k)
{
	struct storm s = { .size = 2 * k->pmd };
	struct race r = race_new(k, &s, RACE_MS);

	kit_size(k, k->fd, s.size);
	s.map = kit_map(k, k->fd, 0, s.size);
	kit_touch(k, s.map, false);
	race_run(&r, 3, r2_body);
}
static const struct check_case case_r2 = {
	.id = "R2",
	.statement =
		"a load sees the write just made to a hole, though other threads fault the hole in",
	.reference = "13e451fdc1af, 876f29460cbd",
	.proof = "test: a pwrite that writes nothing (check-fakes)",
	.source = __FILE__,
	.variants = CHECK_BOTH,
	.limit = 30,
	.known = known_race,
	.run = r2,
};
REGISTER(check_case, case_r2);

// R2-store: the others store instead, each to its own byte of the page that is
// written to; fresh blocks of the kind `extents`, with zero pages mapped.
static void r2_store_body(struct race *r, unsigned who)
{
	struct storm *s = r->shared;
	struct check *k = r->k;
	const unsigned char one = 0x41;

	for (uint64_t at = 0; at < s->size; at += k->page) {
		unsigned char *own = s->map + at + 64 * (uint64_t)who;

		if (who) {
			kit_store(own, one);
			continue;
		}
		kit_pwrite(k, k->fd, &one, 1, at);
		unsigned char got = kit_load(own);
		EXPECT(k, got == one,
		       "a load shows %#x right after a write of %#x at %llu, which another thread stores near (seed %llu, round %u)",
		       got, one, (unsigned long long)at, seed(r), s->seen);
	}
}

static void r2_store(struct check *k)
{
	struct storm s = { .size = 64 * k->page };
	struct race r = race_new(k, &s, 2 * RACE_MS);

	do {
		kit_size(k, k->fd, 0);
		if (s.seen % 2)
			kit_fallocate(k, k->fd, 0, 0, k->pmd);
		kit_size(k, k->fd, k->pmd);
		s.map = kit_map(k, k->fd, 0, k->pmd);
		for (uint64_t at = 0; at < s.size; at += k->page)
			(void)kit_load(s.map + at);
		race_run(&r, 3, r2_store_body);
		for (uint64_t at = 0; at < s.size; at += 64)
			EXPECT(k,
			       kit_load(s.map + at) ==
				       (at % k->page < 192 ? 0x41 : 0),
			       "byte %llu is %#x in the end (seed %llu, round %u)",
			       (unsigned long long)at, kit_load(s.map + at),
			       seed(&r), s.seen);
		kit_drop(k, s.map, k->pmd);
		s.seen++;
	} while (race_time_left(&r));
	check_note(k, "%u rounds", s.seen);
}
static const struct check_case case_r2_store = {
	.id = "R2-store",
	.statement =
		"a load sees the write just made to a page that other threads' stores are faulting in",
	.reference = "dax_iomap_iter and dax_iomap_pte_fault in fs/dax.c",
	.proof = "test: a pwrite that writes nothing (check-fakes)",
	.source = __FILE__,
	.variants = CHECK_BOTH,
	.limit = 30,
	.known = known_race,
	.run = r2_store,
};
REGISTER(check_case, case_r2_store);

// R3, R5: first touches of the same chunk by PMD and by PTE, from mappings of
// two colours; one thread maps and unmaps, which needs the lock of the address
// space. All threads end, and all see one memory.
static void r3_body(struct race *r, unsigned who)
{
	struct storm *s = r->shared;
	struct check *k = r->k;
	struct rng *rng = &r->rng[who];

	while (race_time_left(r)) {
		unsigned char *map = who % 2 ? s->odd : s->map;
		uint64_t at = rng_below(rng, s->size);

		if (who == 3) {
			unsigned char *own = kit_map(k, k->fd, 0, s->size);

			(void)kit_load(own + at);
			kit_drop(k, own, s->size);
			continue;
		}
		if (rng_below(rng, 50) == 0)
			(void)madvise(map, s->size, MADV_DONTNEED);
		if (who == 0 && rng_below(rng, 100) == 0)
			kit_fallocate(k, k->fd, PUNCH, at / k->pmd * k->pmd,
				      k->pmd);
		else if (who == 2 && rng_below(rng, 4) == 0)
			kit_store(map + at, kit_byte(at, 0));
		unsigned char got = kit_load(map + at);
		EXPECT(k, got == 0 || got == kit_byte(at, 0),
		       "byte %llu is %#x, neither 0 nor what was stored (seed %llu)",
		       (unsigned long long)at, got, seed(r));
	}
}

static void r3(struct check *k)
{
	struct storm s = { .size = 2 * k->pmd };
	struct race r = race_new(k, &s, RACE_MS);

	kit_size(k, k->fd, s.size);
	s.map = kit_map(k, k->fd, 0, s.size);
	s.odd = kit_map_with(k, &(struct kit_map){ .fd = k->fd,
						   .len = s.size,
						   .shift = k->page });
	race_run(&r, 4, r3_body);
	kit_same(k, "the two mappings in the end", s.map, s.odd, s.size, 0);
}
static const struct check_case case_r3 = {
	.id = "R3",
	.statement =
		"faults of one chunk by PMD and by PTE at once all end, with mappings that come and go",
	.reference =
		"fffa281b48a9, 23c84eb78375 (RocksDB lock-ups of 4.20 to 5.2)",
	.proof = "test: a fallocate that leaves other data (check-fakes)",
	.source = __FILE__,
	.variants = CHECK_PMD,
	.limit = 30,
	.run = r3,
};
REGISTER(check_case, case_r3);

// R4, R6: all threads load, then all write, one page of a fresh hole.
static void r4_body(struct race *r, unsigned who)
{
	struct storm *s = r->shared;
	struct check *k = r->k;
	const unsigned char own = (unsigned char)(who + 1);

	EXPECT(k, kit_load(s->map + 100 + who) == 0, "a hole is not zero");
	kit_pwrite(k, k->fd, &own, 1, 100 + who);
	unsigned char got = kit_load(s->map + 100 + who);
	EXPECT(k, got == own,
	       "thread %u wrote %u and loads %u (seed %llu, round %u)", who,
	       own, got, seed(r), s->seen);
}

static void r4(struct check *k)
{
	struct storm s = { 0 };
	struct race r = race_new(k, &s, RACE_MS);

	do {
		kit_size(k, k->fd, 0);
		kit_size(k, k->fd, k->pmd);
		s.map = kit_map(k, k->fd, 0, k->pmd);
		race_run(&r, 4, r4_body);
		for (unsigned i = 0; i < 4; i++)
			EXPECT(k, kit_load(s.map + 100 + i) == i + 1,
			       "the byte of thread %u is lost", i);
		kit_drop(k, s.map, k->pmd);
		s.seen++;
	} while (race_time_left(&r));
	check_note(k, "%u rounds", s.seen);
}
static const struct check_case case_r4 = {
	.id = "R4",
	.statement =
		"threads that load, then write one page of a hole at once all end, and each sees its byte",
	.reference = "965d004af540; missed wake-up fixed in Linux 5.13",
	.proof = "test: a pwrite that writes nothing (check-fakes)",
	.source = __FILE__,
	.variants = CHECK_BOTH,
	.limit = 30,
	.run = r4,
};
REGISTER(check_case, case_r4);

// R7: one thread changes blocks and size; the others load and store their
// slots under it. Data moves by whole pages, so a slot holds 0 or the pattern
// of its place in a page, whatever the page. SIGBUS only where the file may
// end.
static void change(struct race *r, uint64_t size)
{
	struct check *k = r->k;
	uint64_t len = (1 + rng_below(&r->rng[0], 8)) * k->page;
	uint64_t at = rng_below(&r->rng[0], size / 2 / k->page) * k->page;

	switch (rng_below(&r->rng[0], 5)) {
	case 0:
		kit_fallocate(k, k->fd, PUNCH, at, len);
		break;
	case 1:
		kit_fallocate(k, k->fd, FALLOC_FL_ZERO_RANGE, at, len);
		break;
	case 2:
		kit_size(k, k->fd, size / 2);
		kit_size(k, k->fd, size);
		break;
	case 3:
		kit_fallocate(k, k->fd, FALLOC_FL_COLLAPSE_RANGE, at, len);
		kit_size(k, k->fd, size);
		break;
	default:
		kit_fallocate(k, k->fd, FALLOC_FL_INSERT_RANGE, at, len);
		kit_size(k, k->fd, size);
	}
}

static void r7_body(struct race *r, unsigned who)
{
	struct storm *s = r->shared;
	struct check *k = r->k;
	struct sigbus_guard g;

	for (; !who && race_time_left(r); s->seen++)
		change(r, s->size);
	if (!who)
		atomic_store(&s->over, 1);
	while (!atomic_load(&s->over)) {
		uint64_t at = rng_below(&r->rng[who], s->size);
		unsigned char want = kit_byte(at % k->page, 0);
		unsigned char *byte = s->map + at;

		if (SIGBUS_GUARD(&g) != 0) {
			EXPECT(k, at >= s->size / 2 - 8 * k->page,
			       "SIGBUS at %llu, where the file never ended (seed %llu)",
			       (unsigned long long)at, seed(r));
			continue;
		}
		if (who == 1)
			kit_store(byte, want);
		unsigned char got = kit_load(byte);
		sigbus_leave(&g);
		EXPECT(k, got == 0 || got == want,
		       "byte %llu is %#x, neither 0 nor %#x (seed %llu)",
		       (unsigned long long)at, got, want, seed(r));
	}
}

static void r7(struct check *k)
{
	struct storm s = { .size = 4 * k->pmd };
	struct race r = race_new(k, &s, 2 * RACE_MS);
	unsigned char *buf = kit_memory(k, s.size),
		      *want = kit_memory(k, k->page);

	kit_lay(k, k->fd, LAYOUT_WRITTEN, 4);
	for (uint64_t at = 0; at < s.size; at += k->page)
		kit_pattern(buf + at, k->page, 0, 0);
	kit_pwrite(k, k->fd, buf, s.size, 0);
	s.map = kit_map(k, k->fd, 0, s.size);
	kit_touch(k, s.map, true);
	race_run(&r, 3, r7_body);
	kit_pread(k, k->fd, buf, s.size, 0);
	kit_same(k, "mapping and pread in the end", s.map, buf, s.size, 0);
	kit_pattern(want, k->page, 0, 0);
	for (uint64_t at = 0; at < s.size; at++)
		EXPECT(k, buf[at] == 0 || buf[at] == want[at % k->page],
		       "byte %llu is %#x in the end (seed %llu)",
		       (unsigned long long)at, buf[at],
		       (unsigned long long)k->set->seed);
	check_note(k, "%u changes", s.seen);
}
static const struct check_case case_r7 = {
	.id = "R7",
	.statement =
		"loads and stores under punching, zeroing, shifting and truncation show legal bytes, and SIGBUS only past the end",
	.reference = "xfstests generic/503",
	.proof = "test: a fallocate that leaves other data (check-fakes)",
	.source = __FILE__,
	.variants = CHECK_BOTH,
	.fs = "ext4 xfs",
	.limit = 40,
	.known = known_race,
	.run = r7,
};
REGISTER(check_case, case_r7);

// H9: each thread loads, then stores its own byte of every page of a hole.
static void h9_body(struct race *r, unsigned who)
{
	struct storm *s = r->shared;

	for (uint64_t at = 0; at < s->size; at += r->k->page) {
		(void)kit_load(s->map + at + who);
		kit_store(s->map + at + who, (unsigned char)(who + 1));
	}
}

static void h9(struct check *k)
{
	struct storm s = { .size = 2 * k->pmd };
	struct race r = race_new(k, &s, RACE_MS);

	do {
		kit_size(k, k->fd, 0);
		kit_size(k, k->fd, s.size);
		s.map = kit_map(k, k->fd, 0, s.size);
		race_run(&r, 4, h9_body);
		for (uint64_t at = 0; at < s.size; at += k->page)
			for (unsigned i = 0; i < 4; i++)
				EXPECT(k, kit_load(s.map + at + i) == i + 1,
				       "the store of thread %u at %llu is lost",
				       i, (unsigned long long)(at + i));
		kit_drop(k, s.map, s.size);
		s.seen++;
	} while (race_time_left(&r));
	check_note(k, "%u rounds", s.seen);
}
static const struct check_case case_h9 = {
	.id = "H9",
	.statement =
		"no store is lost when threads load and then store the pages of one hole",
	.reference = "843172978bb9; xfstests generic/344",
	.proof =
		"none: a fake cannot take a store away; kernels before 4.4 had it",
	.source = __FILE__,
	.variants = CHECK_BOTH,
	.limit = 30,
	.run = h9,
};
REGISTER(check_case, case_h9);

// P5: threads load, store and drop the pages of one private mapping; a page
// shows the file's byte or one of those stored, and the file stays as it is.
static void p5_body(struct race *r, unsigned who)
{
	struct storm *s = r->shared;
	struct check *k = r->k;
	struct rng *rng = &r->rng[who];

	while (race_time_left(r)) {
		uint64_t page = rng_below(rng, s->size / k->page);
		unsigned char *at = s->map + page * k->page;
		unsigned char got = kit_load(at);

		EXPECT(k, got == kit_byte(page * k->page, 1) || got >= 0xfe,
		       "page %llu shows %#x (seed %llu)",
		       (unsigned long long)page, got, seed(r));
		kit_store(at, (unsigned char)(0xfe + who % 2));
		if (rng_below(rng, 4) == 0)
			(void)madvise(s->map, s->size, MADV_DONTNEED);
	}
}

static void p5(struct check *k)
{
	struct storm s = { .size = k->pmd };
	struct race r = race_new(k, &s, RACE_MS);
	unsigned char *model = kit_memory(k, s.size);

	kit_lay(k, k->fd, LAYOUT_WRITTEN, 1);
	kit_pattern(model, s.size, 0, 1);
	kit_pwrite(k, k->fd, model, s.size, 0);
	s.map = kit_map_with(k, &(struct kit_map){ .fd = k->fd,
						   .len = s.size,
						   .flags = MAP_PRIVATE });
	kit_touch(k, s.map, false);
	race_run(&r, 3, p5_body);
	kit_model(k, "private stores", k->fd, NULL, model, s.size);
}
static const struct check_case case_p5 = {
	.id = "P5",
	.statement =
		"faults of a private mapping by PMD and by copied page at once end, and show the file's bytes or their own",
	.reference = "e2093926a098, d0f0931de936; xfstests generic/437",
	.proof = "test: an mmap that maps shared (check-fakes)",
	.source = __FILE__,
	.variants = CHECK_BOTH,
	.limit = 30,
	.run = p5,
};
REGISTER(check_case, case_p5);
