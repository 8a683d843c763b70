// SPDX-License-Identifier: MIT
// Group R, the least race there is: one thread's first store makes blocks of an
// unwritten chunk written, and zeroes them; another writes beside it.
//     daxbench check --case R14
#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "check/kit-race.h"

#define DELAYS 12 // 1 us to 2 ms
#define ROUNDS_MIN 48

struct beside {
	unsigned char *map;
	const unsigned char *data;
	uint64_t at, len; // of what is written; the store is of byte 0
	uint64_t step;    // bytes a write
	uint64_t delay;   // ns between the store and the first write
	atomic_int stores;
};

// The writes begin some time after the store, which is in its fault by then:
// what is written before it is no race, and how long a fault zeroes is not
// known.
static void store_or_write(struct race *r, unsigned who)
{
	struct beside *b = r->shared;

	if (who == 0) {
		atomic_store(&b->stores, 1);
		kit_store(b->map, 0x55);
		return;
	}
	while (!atomic_load(&b->stores))
		(void)sched_yield();
	uint64_t from = clock_wall_ns() + b->delay;
	while (clock_wall_ns() < from)
		(void)sched_yield();
	for (uint64_t at = b->at; at < b->at + b->len; at += b->step)
		kit_pwrite(r->k, r->k->fd, b->data + at, b->step, at);
}

static void lay_and_map(struct check *k, struct beside *b)
{
	kit_size(k, k->fd, 0);
	kit_lay(k, k->fd, LAYOUT_UNWRITTEN, 1);
	kit_size(k, k->fd, k->pmd);
	b->map = kit_map(k, k->fd, 0, k->pmd);
}

static void one_round(struct race *r, unsigned char *model)
{
	struct check *k = r->k;
	struct beside *b = r->shared;
	char what[80];

	memset(model, 0, k->pmd);
	memcpy(model + b->at, b->data + b->at, b->len);
	model[0] = 0x55;
	lay_and_map(k, b);
	b->stores = 0;
	race_run(r, 2, store_or_write);
	(void)snprintf(
		what, sizeof(what),
		"a store of byte 0 beside writes of %llu bytes from %llu on",
		(unsigned long long)b->step, (unsigned long long)b->at);
	kit_model(k, what, k->fd, b->map, model, k->pmd);
	kit_drop(k, b->map, k->pmd);
}

static void r14(struct check *k)
{
	const uint64_t half = k->pmd / 2;
	const struct {
		uint64_t at, len, step;
	} writes[] = { { half, half, k->page },
		       { half, half, half },
		       { half, k->page, k->page },
		       { 96, 96, 96 } };
	unsigned char *data = kit_memory(k, k->pmd);
	unsigned char *model = kit_memory(k, k->pmd);
	struct beside b = { .data = data };
	struct race r = race_new(k, &b, RACE_MS);
	unsigned rounds = 0;

	memset(data, 0x77, k->pmd);
	// Which entries such stores get; each round needs a fresh one.
	lay_and_map(k, &b);
	kit_touch(k, b.map, true);
	kit_drop(k, b.map, k->pmd);
	do {
		b.at = writes[rounds % ARRAY_SIZE(writes)].at;
		b.len = writes[rounds % ARRAY_SIZE(writes)].len;
		b.step = writes[rounds % ARRAY_SIZE(writes)].step;
		b.delay = 1000ULL << rounds / ARRAY_SIZE(writes) % DELAYS;
		one_round(&r, model);
	} while (++rounds < ROUNDS_MIN || race_time_left(&r));
	check_note(k, "%u rounds", rounds);
}
static const struct check_case case_r14 = {
	.id = "R14",
	.statement =
		"a write beside another thread's first store to the same unwritten blocks is kept, and so is the store",
	.reference =
		"ext4_map_create_blocks(): blocks are zeroed before others may use them; xfstests generic/344",
	.proof =
		"kernel: fails on 7.2 and 7.3 with ext4; test: a pwrite that writes nothing (check-fakes)",
	.source = __FILE__,
	.variants = CHECK_BOTH,
	.limit = 60,
	.known = known_race,
	.run = r14,
};
REGISTER(check_case, case_r14);
