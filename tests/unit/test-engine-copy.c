// SPDX-License-Identifier: MIT
// The copy engine: what it does to memory and what it fills in.
#include "unit.h"

#include <sys/mman.h>

#include "base/sigbus.h"
#include "engine/engine.h"

#define PAGES 8
#define UNSET UINT64_C(0xa5a5a5a5a5a5a5a5)

struct bench {
	const struct engine *engine;
	struct mapping map;
	struct engine_session session;
	struct batch *batch;
	size_t page;
	int fd;
};

static int open_bench(void **state)
{
	struct bench *b = xcalloc(1, sizeof(*b));

	b->page = (size_t)sysconf(_SC_PAGESIZE);
	b->engine = engine_find("copy");
	b->batch = xcalloc(1, sizeof(*b->batch));
	memset(b->batch->elapsed, 0xa5, sizeof(b->batch->elapsed));
	b->batch->total = UNSET;
	b->batch->done = 4711;
	b->fd = memfd_create("test", MFD_CLOEXEC);
	if (!b->engine || b->fd < 0 ||
	    ftruncate(b->fd, (off_t)(PAGES * b->page)) < 0)
		return -1;
	b->map.addr = mmap(NULL, PAGES * b->page, PROT_READ | PROT_WRITE,
			   MAP_SHARED, b->fd, 0);
	b->session = (struct engine_session){
		.map = &b->map,
		.fd = -1,
		.block = 1,
		.depth = 1,
		.clock = CLOCK_KIND_WALL,
		.latency = true,
	};
	*state = b;
	return b->map.addr == MAP_FAILED ? -1 : 0;
}

static int close_bench(void **state)
{
	cleanup_free struct bench *b = *state;

	(void)munmap(b->map.addr, PAGES * b->page);
	(void)close(b->fd);
	free(b->batch);
	return 0;
}

static void plan(struct bench *b, enum op_kind kind, size_t count)
{
	b->batch->kind = kind;
	b->batch->count = count;
	for (size_t i = 0; i < count; i++)
		b->batch->offset[i] = i * (PAGES * b->page / BATCH_CAPACITY);
}

static void submit(struct bench *b)
{
	assert_int_equal(b->engine->submit(&b->session, b->batch), 0);
}

TEST(stores_change_the_bytes_at_their_offsets_only)
{
	struct bench *b = *state;
	size_t len = PAGES * b->page, step = len / BATCH_CAPACITY;

	memset(b->map.addr, 0x77, len);
	plan(b, OP_STORE, 100);
	submit(b);
	for (size_t at = 0; at < len; at++) {
		bool stored = at % step == 0 && at / step < 100;

		assert_int_equal(b->map.addr[at] != 0x77, stored);
	}
}

TEST(loads_change_nothing)
{
	struct bench *b = *state;
	size_t len = PAGES * b->page;

	memset(b->map.addr, 0x77, len);
	plan(b, OP_LOAD, BATCH_CAPACITY);
	submit(b);
	for (size_t at = 0; at < len; at++)
		assert_int_equal(b->map.addr[at], 0x77);
	assert_int_equal(b->batch->done, BATCH_CAPACITY);
}

// A load that the compiler dropped would not bring a page in.
TEST(loads_and_stores_reach_the_memory)
{
	static const enum op_kind kinds[] = { OP_LOAD, OP_STORE };
	struct bench *b = *state;

	for (size_t k = 0; k < ARRAY_SIZE(kinds); k++) {
		unsigned char in[PAGES];

		assert_int_equal(
			madvise(b->map.addr, PAGES * b->page, MADV_REMOVE), 0);
		plan(b, kinds[k], BATCH_CAPACITY);
		submit(b);
		assert_int_equal(mincore(b->map.addr, PAGES * b->page, in), 0);
		for (size_t i = 0; i < PAGES; i++)
			assert_int_equal(in[i] & 1, 1);
	}
}

static void expect_times(struct bench *b, enum op_kind kind)
{
	uint64_t sum = 0;

	plan(b, kind, 200);
	submit(b);
	assert_int_equal(b->batch->done, 200);
	for (size_t i = 0; i < 200; i++) {
		assert_true(b->batch->elapsed[i] != UNSET);
		sum += b->batch->elapsed[i];
	}
	assert_true(b->batch->total != UNSET);
	assert_true(sum <= b->batch->total);
	for (size_t i = 200; i < BATCH_CAPACITY; i++)
		assert_true(b->batch->elapsed[i] == UNSET);
}

TEST(the_time_of_each_load_is_within_the_total)
{
	expect_times(*state, OP_LOAD);
}

TEST(the_time_of_each_store_is_within_the_total)
{
	expect_times(*state, OP_STORE);
}

TEST(the_instruction_clock_runs_the_same_accesses)
{
	struct bench *b = *state;

	plan(b, OP_STORE, 10);
	b->session.clock = CLOCK_KIND_ICOUNT;
	submit(b);
	assert_int_equal(b->batch->done, 10);
	for (size_t i = 0; i < 10; i++) {
		assert_true(b->batch->elapsed[i] != UNSET);
		assert_int_equal(b->map.addr[b->batch->offset[i]], 1);
	}
}

TEST(an_empty_batch_does_nothing)
{
	struct bench *b = *state;

	plan(b, OP_STORE, 0);
	submit(b);
	assert_int_equal(b->batch->done, 0);
	assert_true(b->batch->elapsed[0] == UNSET);
	assert_int_equal(b->map.addr[0], 0);
}

TEST(a_bus_error_leaves_the_number_of_accesses_done)
{
	struct bench *b = *state;
	struct sigbus_guard guard;
	volatile bool caught = false;

	sigbus_install();
	assert_int_equal(ftruncate(b->fd, (off_t)(2 * b->page)), 0);
	b->batch->kind = OP_STORE;
	b->batch->count = 4;
	for (size_t i = 0; i < 4; i++)
		b->batch->offset[i] = i * b->page;
	if (SIGBUS_GUARD(&guard) == 0) {
		submit(b);
		sigbus_leave(&guard);
	} else {
		caught = true;
	}
	assert_true(caught);
	assert_int_equal(b->batch->done, 2);
	assert_int_equal(guard.address, (uintptr_t)b->map.addr + 2 * b->page);
}

TEST(it_promises_no_durability_and_runs_everywhere)
{
	const struct bench *b = *state;

	assert_int_equal(b->engine->durability, DURABILITY_NONE);
	assert_string_equal(durability_name(DURABILITY_NONE), "none");
	assert_string_equal(durability_name(DURABILITY_FLUSHED), "flushed");
	assert_string_equal(durability_name(DURABILITY_SYNCED), "synced");
	assert_true(!b->engine->available || b->engine->available(NULL) == 0);
}

TEST(an_unknown_engine_is_not_found)
{
	assert_null(engine_find("cop"));
	assert_null(engine_find("copyy"));
	assert_null(engine_find(""));
}

#define ON_BENCH(name)                                                         \
	cmocka_unit_test_setup_teardown(name, open_bench, close_bench)

int main(void)
{
	const struct CMUnitTest tests[] = {
		ON_BENCH(stores_change_the_bytes_at_their_offsets_only),
		ON_BENCH(loads_change_nothing),
		ON_BENCH(loads_and_stores_reach_the_memory),
		ON_BENCH(the_time_of_each_load_is_within_the_total),
		ON_BENCH(the_time_of_each_store_is_within_the_total),
		ON_BENCH(the_instruction_clock_runs_the_same_accesses),
		ON_BENCH(an_empty_batch_does_nothing),
		ON_BENCH(a_bus_error_leaves_the_number_of_accesses_done),
		ON_BENCH(it_promises_no_durability_and_runs_everywhere),
		cmocka_unit_test(an_unknown_engine_is_not_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
