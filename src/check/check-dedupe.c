// SPDX-License-Identifier: MIT
// Groups F and U: deduplication, which may share only what is equal.
//     daxbench check --case F4,U6
#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <stdatomic.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "check/kit-clone.h"
#include "check/kit-race.h"
#include "target/extents.h"

// FILE_DEDUPE_RANGE_SAME or _DIFFERS for [at, at + len) of both files.
static int dedupe(struct check *k, int a, int b, uint64_t at, uint64_t len)
{
	uint64_t shared = 0;
	int rc = kit_dedupe(a, b, at, len, &shared);

	if (rc == -EOPNOTSUPP || rc == -ENOTTY)
		check_skip(k, "needs deduplication: %s", strerror(-rc));
	if (rc < 0)
		check_broken(k, "FIDEDUPERANGE: %s", strerror(-rc));
	EXPECT(k, rc != FILE_DEDUPE_RANGE_SAME || shared == len,
	       "%llu of %llu bytes were shared", (unsigned long long)shared,
	       (unsigned long long)len);
	return rc;
}

// F4: equal files, then files that differ in one byte of one extent; holes and
// unwritten blocks are zeros. Whatever the answer, no byte changes by it.
struct pair {
	const char *name;
	uint64_t differ; // in B, from there one byte; UINT64_MAX: nowhere
	enum layout_extents a, b;
	bool data; // in A and B
	int want;  // -1: either, neither is harm
};

static void f4_pair(struct check *k, const struct pair *p)
{
	const uint64_t size = 2 * k->pmd;
	struct twin t = { .fd = { kit_file(k), kit_file(k) },
			  .size = size,
			  .len = { size, size } };

	for (int i = 0; i < 2; i++) {
		t.model[i] = kit_memory(k, size);
		kit_lay(k, t.fd[i], i ? p->b : p->a, 2);
		t.map[i] = kit_map(k, t.fd[i], 0, size);
		(void)kit_load(t.map[i]);
		if (p->data)
			kit_pattern(t.model[i], size, 0, 1);
		if ((i ? p->b : p->a) == LAYOUT_WRITTEN)
			kit_pwrite(k, t.fd[i], t.model[i], size, 0);
	}
	if (p->differ != UINT64_MAX) {
		t.model[TWIN_B][p->differ] ^= 0x80;
		kit_pwrite(k, t.fd[TWIN_B], t.model[TWIN_B] + p->differ, 1,
			   p->differ);
	}
	kit_fsync(k, t.fd[TWIN_A]);
	kit_fsync(k, t.fd[TWIN_B]);
	int got = dedupe(k, t.fd[TWIN_A], t.fd[TWIN_B], 0, size);
	twin_check(k, &t, p->name);
	const char *said =
		got == FILE_DEDUPE_RANGE_SAME ? "the same" : "different";
	if (p->want < 0)
		check_note(k, "%s are %s", p->name, said);
	else
		EXPECT(k, got == p->want, "%s: deduplication says they are %s",
		       p->name, said);
	for (int side = 0; side < 2; side++) {
		const uint64_t at = k->pmd - 2 + (uint64_t)side;

		kit_store(t.map[side] + at,
			  t.model[side][at] = (unsigned char)(side + 1));
		twin_check(k, &t, "a store after deduplication");
	}
	twin_drop(k, &t);
}

static void f4(struct check *k)
{
	const uint64_t size = 2 * k->pmd;
	const struct pair pairs[] = {
		{ "equal files", UINT64_MAX, LAYOUT_WRITTEN, LAYOUT_WRITTEN,
		  true, FILE_DEDUPE_RANGE_SAME },
		{ "files that differ in the first byte", 0, LAYOUT_WRITTEN,
		  LAYOUT_WRITTEN, true, FILE_DEDUPE_RANGE_DIFFERS },
		{ "files that differ in the last byte", size - 1,
		  LAYOUT_WRITTEN, LAYOUT_WRITTEN, true,
		  FILE_DEDUPE_RANGE_DIFFERS },
		{ "files that differ in the middle", k->pmd + k->page + 1,
		  LAYOUT_WRITTEN, LAYOUT_WRITTEN, true,
		  FILE_DEDUPE_RANGE_DIFFERS },
		{ "a hole and a byte", k->pmd + 5, LAYOUT_HOLE, LAYOUT_HOLE,
		  false, FILE_DEDUPE_RANGE_DIFFERS },
		{ "unwritten blocks and a byte", k->pmd + 5, LAYOUT_UNWRITTEN,
		  LAYOUT_UNWRITTEN, false, FILE_DEDUPE_RANGE_DIFFERS },
		{ "a hole and written zeros", UINT64_MAX, LAYOUT_HOLE,
		  LAYOUT_WRITTEN, false, -1 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(pairs); i++)
		f4_pair(k, &pairs[i]);
}
static const struct check_case case_f4 = {
	.id = "F4",
	.statement =
		"deduplication shares equal ranges and only those, and changes no byte",
	.reference = "ioctl_fideduperange(2); fsdax fixes of Linux 6.2 and 6.4",
	.proof =
		"test: deduplication that calls all files the same (check-fakes)",
	.source = __FILE__,
	.variants = CHECK_BOTH,
	.fs = "xfs",
	.limit = 40,
	.known = known_reflink,
	REFLINK_DANGER,
	.run = f4,
};
REGISTER(check_case, case_f4);

// U6: unwritten blocks read as zeros, whatever they hold. A file has a
// pattern; another has unwritten blocks where that pattern was on the medium
// before. They differ.
static bool holds_pattern(struct check *k, int fd, const struct extents *old,
			  uint64_t *at)
{
	cleanup_extents struct extents now = { 0 };
	struct error err = { 0 };

	if (extents_read(&now, fd, &err) < 0)
		check_skip(k, "needs FIEMAP: %s", err.text);
	for (size_t i = 0; i < now.n; i++)
		for (size_t j = 0; j < old->n; j++)
			// A page whose block held the same page of before.
			if (now.v[i].physical - now.v[i].logical ==
				    old->v[j].physical - old->v[j].logical &&
			    now.v[i].logical <
				    old->v[j].logical + old->v[j].len &&
			    old->v[j].logical <
				    now.v[i].logical + now.v[i].len) {
				*at = now.v[i].logical > old->v[j].logical
					      ? now.v[i].logical
					      : old->v[j].logical;
				return true;
			}
	return false;
}

static void u6(struct check *k)
{
	const uint64_t size = 2 * k->pmd;
	cleanup_extents struct extents old = { 0 };
	struct error err = { 0 };
	int a = kit_file(k), b = kit_file(k);
	uint64_t at = 0;

	kit_lay(k, b, LAYOUT_WRITTEN, 2);
	kit_fill(k, b, 0, size, 1);
	kit_fsync(k, b);
	if (extents_read(&old, b, &err) < 0)
		check_skip(k, "needs FIEMAP: %s", err.text);
	kit_size(k, b, 0);
	kit_fsync(k, b);
	kit_lay(k, b, LAYOUT_UNWRITTEN, 2);
	bool found = holds_pattern(k, b, &old, &at);
	kit_lay(k, a, LAYOUT_WRITTEN, 2);
	kit_fill(k, a, 0, size, 1);
	kit_fsync(k, a);
	kit_fsync(k, b);
	if (!found)
		check_skip(
			k,
			"needs unwritten blocks that held other data before; the file system gave none");
	int got = dedupe(k, a, b, at, k->page);
	kit_zero_range(k, "deduplication of unwritten blocks with data", b,
		       NULL, at, k->page);
	EXPECT(k, got == FILE_DEDUPE_RANGE_DIFFERS,
	       "deduplication takes unwritten blocks for the data that they held before");
}
static const struct check_known known_u6[] = {
	{ KERNEL(6, 0), 0, "xfs", "deduplication",
	  "deduplication compares what unwritten blocks held before, and where that equals the data of the other file it puts that data in the place of zeros: old data shows, the file changes; seen on 6.1 to 7.3, no fix is known" },
	{ 0 },
};
static const struct check_case case_u6 = {
	.id = "U6",
	.statement =
		"deduplication takes unwritten blocks for zeros, whatever they held before",
	.reference = "dax_range_compare_iter in fs/dax.c",
	.proof = "kernel: fails on 6.1 and 7.3",
	.source = __FILE__,
	.variants = CHECK_ANY,
	.fs = "xfs",
	.limit = 30,
	.known = known_u6,
	REFLINK_DANGER,
	.run = u6,
};
REGISTER(check_case, case_u6);

// F9: one thread stores growing numbers to slots of A, another clones A to B
// again and again. A clone holds for each slot a number that was stored
// before it ended, none older than one stored before it began, and it does not
// change while stores to A go on.
#define SLOTS 64

struct clones {
	unsigned char *map;
	int from, to;
	uint64_t size, stride;
	_Atomic unsigned char stored[SLOTS];
	atomic_int over;
};

static void f9_body(struct race *r, unsigned who)
{
	struct clones *c = r->shared;
	struct check *k = r->k;
	unsigned char before[SLOTS], then, now;

	for (unsigned i = 0; who && !atomic_load(&c->over); i++) {
		unsigned slot = (unsigned)rng_below(&r->rng[who], SLOTS);
		// Below 250 a later number is a greater one.
		unsigned char next = atomic_load(&c->stored[slot]) + 1;

		if (next == 250)
			break;
		kit_store(c->map + slot * c->stride, next);
		atomic_store(&c->stored[slot], next);
	}
	while (!who && race_time_left(r)) {
		for (unsigned i = 0; i < SLOTS; i++)
			before[i] = atomic_load(&c->stored[i]);
		kit_clone(k, c->from, 0, 0, c->to, 0);
		for (unsigned i = 0; i < SLOTS; i++) {
			kit_pread(k, c->to, &then, 1, i * c->stride);
			EXPECT(k, then >= before[i],
			       "slot %u of the clone holds %u, though %u was stored before (seed %llu)",
			       i, then, before[i],
			       (unsigned long long)k->set->seed);
		}
		for (unsigned i = 0; i < SLOTS; i++) {
			kit_pread(k, c->to, &then, 1, i * c->stride);
			kit_pread(k, c->to, &now, 1, i * c->stride);
			EXPECT(k,
			       then == now &&
				       then <= atomic_load(&c->stored[i]) + 1,
			       "slot %u of the clone changed from %u to %u (seed %llu)",
			       i, then, now, (unsigned long long)k->set->seed);
		}
	}
	if (!who)
		atomic_store(&c->over, 1);
}

static void f9(struct check *k)
{
	struct clones c = { .from = kit_file(k), .to = kit_file(k) };
	struct race r = race_new(k, &c, RACE_MS);
	unsigned char *end = kit_memory(k, k->pmd);

	c.size = k->pmd;
	c.stride = k->pmd / SLOTS;
	kit_lay(k, c.from, LAYOUT_WRITTEN, 1);
	kit_pwrite(k, c.from, end, k->pmd, 0);
	c.map = kit_map(k, c.from, 0, k->pmd);
	kit_touch(k, c.map, true);
	race_run(&r, 2, f9_body);
	for (unsigned i = 0; i < SLOTS; i++) {
		kit_pread(k, c.from, end, 1, i * c.stride);
		EXPECT(k, end[0] == c.stored[i],
		       "slot %u holds %u in the end, %u was stored: the store is lost (seed %llu)",
		       i, end[0], c.stored[i],
		       (unsigned long long)k->set->seed);
	}
}
static const struct check_case case_f9 = {
	.id = "F9",
	.statement =
		"a clone made under stores holds what was stored before it, and no store is lost",
	.reference = "xfstests generic/630; xfs_reflink_remap_prep",
	.proof = "test: a clone that does nothing (check-fakes)",
	.source = __FILE__,
	.variants = CHECK_BOTH,
	.fs = "xfs",
	.limit = 30,
	.known = known_reflink,
	REFLINK_DANGER,
	.run = f9,
};
REGISTER(check_case, case_f9);
