// SPDX-License-Identifier: MIT
// Group R: blocks that are shared and parted while their file is stored to.
//     daxbench check --case R13
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <string.h>
#include <unistd.h>

#include "base/uapi.h"
#include "check/kit-clone.h"
#include "check/kit-race.h"

#define STORERS 2
#define SLOTS 64 // of each storer, a few to a page

struct sharing {
	struct twin twin;
	unsigned char last[STORERS][SLOTS]; // what its owner stored there
	atomic_int over;
	unsigned changes;
};

// The slots of the two lie in the same pages of both chunks.
static uint64_t slot(const struct check *k, unsigned who, unsigned i)
{
	uint64_t page = (uint64_t)(i / 4) * (2 * k->pages / (SLOTS / 4));

	return page * k->page + 16 * (2 * (i % 4) + who) + 3;
}

static void storer(struct race *r, unsigned who)
{
	struct sharing *s = r->shared;

	for (unsigned n = 1; !atomic_load(&s->over); n++) {
		unsigned i = (unsigned)rng_below(&r->rng[who], SLOTS);
		unsigned char *at = s->twin.map[TWIN_A] + slot(r->k, who, i);

		EXPECT(r->k, kit_load(at) == s->last[who][i],
		       "a store was lost: byte %llu is %#x, not %#x (seed %llu, change %u)",
		       (unsigned long long)slot(r->k, who, i), kit_load(at),
		       s->last[who][i], (unsigned long long)r->k->set->seed,
		       s->changes);
		s->last[who][i] = (unsigned char)(1 + n % 255);
		kit_store(at, s->last[who][i]);
	}
}

static void sharer(struct race *r)
{
	struct sharing *s = r->shared;
	struct check *k = r->k;
	struct twin *t = &s->twin;

	for (; race_time_left(r); s->changes++) {
		uint64_t at = rng_below(&r->rng[STORERS], t->size / k->page) *
			      k->page;
		uint64_t len = t->size - at;

		if (len > 64 * k->page && rng_below(&r->rng[STORERS], 2))
			len = 64 * k->page;
		switch (rng_below(&r->rng[STORERS], 4)) {
		case 0:
			kit_clone(k, t->fd[TWIN_A], 0, 0, t->fd[TWIN_B], 0);
			break;
		case 1:
			kit_clone(k, t->fd[TWIN_A], at, len, t->fd[TWIN_B], at);
			break;
		case 2:
			// Whether they differ is the storers' business; no
			// byte may change.
			(void)kit_dedupe(t->fd[TWIN_A], t->fd[TWIN_B], at, len,
					 NULL);
			break;
		default:
			kit_fallocate(k, t->fd[rng_below(&r->rng[STORERS], 2)],
				      FALLOC_FL_UNSHARE_RANGE, at, len);
		}
	}
	atomic_store(&s->over, 1);
}

static void body(struct race *r, unsigned who)
{
	if (who == STORERS)
		sharer(r);
	else
		storer(r, who);
}

// R13: the last stores are there in the end, by mapping and by pread, and all
// other bytes are as they were; so they are in a clone taken then.
static void r13(struct check *k)
{
	struct sharing s = { 0 };
	struct race r = race_new(k, &s, 2 * RACE_MS);
	struct twin *t = &s.twin;

	twin_make(k, t, 2);
	twin_clone(k, t);
	for (unsigned who = 0; who < STORERS; who++)
		for (unsigned i = 0; i < SLOTS; i++)
			s.last[who][i] = t->model[TWIN_A][slot(k, who, i)];
	race_run(&r, STORERS + 1, body);
	for (unsigned who = 0; who < STORERS; who++)
		for (unsigned i = 0; i < SLOTS; i++)
			t->model[TWIN_A][slot(k, who, i)] = s.last[who][i];
	kit_model(k, "sharing under stores, in the original", t->fd[TWIN_A],
		  t->map[TWIN_A], t->model[TWIN_A], t->size);
	twin_clone(k, t);
	twin_check(k, t, "the last clone");
	check_note(k, "%u changes", s.changes);
}
static const struct check_known known_r13[] = {
	{ KERNEL(6, 0), KERNEL(6, 15), "xfs", "stuck in the kernel",
	  "copying out of a shared chunk under stores leaves an entry locked, and the next fault of it waits in get_unlocked_entry for ever; seen on 6.1 and 6.12, not from 6.16 to 7.3" },
	{ KERNEL(6, 0), KERNEL(6, 15), "xfs", "kernel BUG at fs/inode.c",
	  "copying out of a shared chunk that is mapped by PMD spoils the count of the inode's entries: a kernel BUG when the inode is evicted; seen on 6.1 and 6.12, not on 7.3" },
	{ KERNEL(6, 15), 0, "xfs", "signal 7",
	  "a store that races with another fault of its page can end in SIGBUS inside the file, and the kernel warns in fs/dax.c; seen on 7.3, no fix is known" },
	{ KERNEL(6, 0), 0, "xfs", "fs/dax.c",
	  "sharing blocks under stores makes the kernel warn in fs/dax.c; seen on 6.1 and 7.3, no fix is known" },
	{ 0 },
};
static const struct check_case case_r13 = {
	.id = "R13",
	.statement =
		"no store is lost while the blocks below are cloned, deduplicated and unshared",
	.reference = "xfstests generic/630, generic/670 to 672",
	.proof = "test: a clone that does nothing (check-fakes)",
	.source = __FILE__,
	.variants = CHECK_BOTH,
	.limit = 60,
	.fs = "xfs",
	.known = known_r13,
	REFLINK_DANGER,
	.run = r13,
};
REGISTER(check_case, case_r13);
