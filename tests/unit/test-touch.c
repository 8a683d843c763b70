// SPDX-License-Identifier: MIT
// First touches: each step of a share once, in whatever order.
#include "unit.h"

#include "run/plan.h"
#include "workload/touch.h"

// A chunk of COUNT steps of 64 bytes.
#define STEP 64

static const uint64_t counts[] = { 1, 2, 3, 512, 513, 1024, 1025, 4096 };
static const uint64_t seeds[] = { 0, 1, 2, 42, 0x123456789abcdef, UINT64_MAX };

static struct workload_share share_of(uint64_t steps, bool random,
				      uint64_t seed)
{
	return (struct workload_share){
		.geo = { .page_bytes = STEP,
			 .pmd_bytes = steps * STEP,
			 .pud_bytes = steps * STEP * 512 },
		.first_chunk = 3,
		.chunks = 1,
		.kind = OP_STORE,
		.step = STEP,
		.random = random,
		.seed = seed,
		.writes = 4,
		.parts = 1,
	};
}

// All offsets of a share in the order they are touched; asserts that batches
// keep to their capacity.
static uint64_t *order_of(const struct workload_share *share, size_t *ret_n)
{
	uint64_t total = share->chunks * (share->geo.pmd_bytes / share->step);
	uint64_t *v = xcalloc(total + BATCH_CAPACITY, sizeof(*v));
	cleanup_free struct batch *b = xcalloc(1, sizeof(*b));
	struct touch_state t;
	size_t n = 0;

	touch_begin(&t, share);
	while (touch_fill(&t, share, b)) {
		assert_true(b->count <= BATCH_CAPACITY);
		assert_int_equal(b->kind, share->kind);
		assert_true(n + b->count <= total);
		memcpy(v + n, b->offset, b->count * sizeof(*v));
		n += b->count;
	}
	assert_int_equal(b->count, 0);
	*ret_n = n;
	return v;
}

static void assert_each_once(const struct workload_share *share)
{
	uint64_t step = share->step;
	uint64_t total = share->chunks * (share->geo.pmd_bytes / step);
	uint64_t base = share->first_chunk * share->geo.pmd_bytes;
	cleanup_free unsigned char *seen = xcalloc(total, 1);
	size_t n;
	cleanup_free uint64_t *v = order_of(share, &n);

	assert_int_equal(n, total);
	for (size_t i = 0; i < n; i++) {
		assert_true(v[i] >= base);
		assert_int_equal((v[i] - base) % step, 0);
		assert_true((v[i] - base) / step < total);
		assert_int_equal(seen[(v[i] - base) / step]++, 0);
	}
}

TEST(in_sequence_each_step_is_touched_once_and_ascending)
{
	for (size_t i = 0; i < ARRAY_SIZE(counts); i++) {
		struct workload_share share = share_of(counts[i], false, 1);
		size_t n;
		cleanup_free uint64_t *v = order_of(&share, &n);

		assert_int_equal(n, counts[i]);
		for (size_t k = 0; k < n; k++)
			assert_int_equal(v[k], 3 * counts[i] * STEP + k * STEP);
	}
}

TEST(at_random_each_step_is_touched_once)
{
	for (size_t i = 0; i < ARRAY_SIZE(counts); i++) {
		for (size_t s = 0; s < ARRAY_SIZE(seeds); s++) {
			struct workload_share share =
				share_of(counts[i], true, seeds[s]);

			assert_each_once(&share);
		}
	}
}

TEST(at_random_over_many_chunks_each_step_is_touched_once)
{
	for (size_t s = 0; s < ARRAY_SIZE(seeds); s++) {
		struct workload_share share = share_of(512, true, seeds[s]);

		share.chunks = 7;
		assert_each_once(&share);
		share.step = share.geo.pmd_bytes;
		assert_each_once(&share);
	}
}

TEST(the_same_seed_gives_the_same_order)
{
	struct workload_share share = share_of(1025, true, 7);
	size_t n, m;
	cleanup_free uint64_t *a = order_of(&share, &n);
	cleanup_free uint64_t *b = order_of(&share, &m);

	assert_int_equal(n, m);
	assert_memory_equal(a, b, n * sizeof(*a));
}

TEST(other_seeds_give_other_orders)
{
	struct workload_share one = share_of(4096, true, 1);
	struct workload_share two = share_of(4096, true, 2);
	struct workload_share none = share_of(4096, false, 1);
	size_t n;
	cleanup_free uint64_t *a = order_of(&one, &n);
	cleanup_free uint64_t *b = order_of(&two, &n);
	cleanup_free uint64_t *c = order_of(&none, &n);

	assert_memory_not_equal(a, b, n * sizeof(*a));
	assert_memory_not_equal(a, c, n * sizeof(*a));
}

TEST(a_share_without_chunks_has_no_touches)
{
	struct workload_share share = share_of(512, true, 1);
	size_t n;

	share.chunks = 0;
	free(order_of(&share, &n));
	assert_int_equal(n, 0);
}

TEST(loads_and_stores_are_planned_as_asked)
{
	struct workload_share share = share_of(4, false, 1);
	size_t n;

	share.kind = OP_LOAD; // order_of() asserts it of every batch
	free(order_of(&share, &n));
	assert_int_equal(n, 4);
}

// With blocks larger and smaller than a page.
TEST(every_step_is_visited_whatever_it_divides_the_chunk_into)
{
	static const uint64_t steps[] = { 1, 2, 64, 128, 4096, 65536 };

	for (size_t i = 0; i < ARRAY_SIZE(steps); i++) {
		struct workload_share share = share_of(1024, i % 2, 9);

		share.step = steps[i];
		share.chunks = 3;
		assert_each_once(&share);
	}
}

// Operations that the workload plans for two chunks of 512 pages.
static uint64_t operations_of(const struct run_plan *plan)
{
	struct workload_share share = share_of(512, false, 1);
	cleanup_free struct batch *b = xcalloc(1, sizeof(*b));
	cleanup_free void *at = xcalloc(1, plan->workload->state_size);
	uint64_t n = 0;

	share.chunks = 2;
	share.kind = run_plan_op(plan);
	share.step = run_plan_step(plan, &share.geo);
	plan->workload->begin(at, &share);
	while (plan->workload->fill(at, &share, b)) {
		assert_int_equal(b->kind, share.kind);
		n += b->count;
	}
	return n;
}

TEST(pmd_fault_touches_each_chunk_and_pte_fault_each_page)
{
	static const char *const names[] = { "pmd-fault", "pte-fault" };
	const struct geometry geo = share_of(512, false, 1).geo;

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		const struct run_plan plan = {
			.workload = workload_find(names[i]),
			.page = i == 0 ? PAGE_SIZE_PMD : PAGE_SIZE_PTE,
			.write = true,
		};

		assert_non_null(plan.workload);
		uint64_t n = operations_of(&plan);
		assert_int_equal(n, 2 * run_plan_first_touches(&plan, &geo));
		assert_int_equal(n, i == 0 ? 2 : 1024);
	}
}

TEST(every_workload_covers_the_range_by_its_unit)
{
	static const enum page_size pages[] = { PAGE_SIZE_PMD, PAGE_SIZE_PTE };

	registry_for_each (it, workload) {
		for (size_t i = 0; i < ARRAY_SIZE(pages); i++) {
			const struct run_plan plan = {
				.workload = *it,
				.page = pages[i],
				.write = (*it)->write,
				.block = STEP / 4,
				.writes = 4,
			};
			const uint64_t wanted[] = {
				[UNIT_CHUNK] = 2,
				[UNIT_PAGE] = 1024,
				[UNIT_ENTRY] = i == 0 ? 2 : 1024,
				[UNIT_BLOCK] = 4096,
			};

			uint64_t each = (*it)->op == OP_TXN ? 4 : 1;

			assert_int_equal(operations_of(&plan) * each,
					 wanted[(*it)->unit]);
		}
	}
}

TEST(a_workload_is_found_by_its_whole_name)
{
	assert_string_equal(workload_find("pmd-fault")->name, "pmd-fault");
	assert_null(workload_find("pmd"));
	assert_null(workload_find(""));
	assert_string_equal(workload_nearest("pmd-falt"), "pmd-fault");
	assert_null(workload_nearest("something-else"));
}

// Four blocks of 128 bytes a transaction, in the four parts of a chunk.
TEST(transactions_write_every_block_once)
{
	const struct workload *w = workload_find("txn-sync");

	for (unsigned random = 0; random < 2; random++) {
		struct workload_share share = share_of(4096, random != 0, 5);
		cleanup_free struct batch *b = xcalloc(1, sizeof(*b));
		cleanup_free void *state_of = xcalloc(1, w->state_size);
		uint64_t chunk = share.geo.pmd_bytes, part = chunk / 4;
		cleanup_free unsigned char *seen = xcalloc(chunk / 128, 1);
		uint64_t n = 0;

		share.kind = OP_TXN;
		share.step = 4 * 128;
		w->begin(state_of, &share);
		while (w->fill(state_of, &share, b))
			for (size_t i = 0; i < b->count; i++, n++)
				for (unsigned k = 0; k < 4; k++) {
					uint64_t at = b->offset[i] + k * part -
						      3 * chunk;

					assert_true(at < chunk);
					assert_int_equal(at % 128, 0);
					assert_int_equal(seen[at / 128]++, 0);
				}
		assert_int_equal(n, chunk / 512);
	}
}

// Between them they touch everything once, and each its own.
TEST(parts_of_a_share_cover_it_without_overlap)
{
	for (size_t c = 0; c < ARRAY_SIZE(counts); c++) {
		for (unsigned parts = 1; parts <= 5; parts++) {
			cleanup_free unsigned char *seen =
				xcalloc(counts[c], 1);
			uint64_t total = 0;

			for (unsigned part = 0; part < parts; part++) {
				struct workload_share s =
					share_of(counts[c], part % 2, 9);
				struct touch_state t;
				cleanup_free struct batch *b =
					xcalloc(1, sizeof(*b));

				s.part = part;
				s.parts = parts;
				touch_begin(&t, &s);
				while (touch_fill(&t, &s, b))
					for (size_t i = 0; i < b->count; i++) {
						uint64_t k =
							b->offset[i] / STEP -
							3 * counts[c];

						assert_true(k < counts[c]);
						assert_int_equal(k % parts,
								 part);
						assert_int_equal(seen[k]++, 0);
						total++;
					}
			}
			assert_int_equal(total, counts[c]);
		}
	}
}

// Given by first and step or each by itself, in batches of any length.
TEST(a_progression_is_the_same_steps_in_the_same_order)
{
	static const size_t reaches[] = { 1, 7, BATCH_CAPACITY, 5000, 1 << 20 };

	for (unsigned part = 0; part < 3; part++)
		for (size_t r = 0; r < ARRAY_SIZE(reaches); r++) {
			struct workload_share share = share_of(2500, false, 9);
			struct touch_state t;
			cleanup_free struct batch *b = xcalloc(1, sizeof(*b));
			size_t n, at = 0;

			share.part = part;
			share.parts = 3;
			cleanup_free uint64_t *want = order_of(&share, &n);
			touch_begin(&t, &share);
			b->reach = reaches[r];
			while (touch_fill(&t, &share, b)) {
				assert_true(b->count <= reaches[r]);
				assert_true(b->step);
				for (size_t i = 0; i < b->count; i++)
					assert_int_equal(batch_offset(b, i),
							 want[at++]);
			}
			assert_int_equal(at, n);
		}
}

TEST(an_order_of_chance_is_never_a_progression)
{
	struct workload_share share = share_of(2500, true, 9);
	struct touch_state t;
	cleanup_free struct batch *b = xcalloc(1, sizeof(*b));
	cleanup_free uint64_t *want = NULL;
	size_t n, at = 0;

	want = order_of(&share, &n);
	touch_begin(&t, &share);
	b->reach = 1 << 20;
	b->step = 4711; // of who used it before
	while (touch_fill(&t, &share, b)) {
		assert_int_equal(b->step, 0);
		for (size_t i = 0; i < b->count; i++)
			assert_int_equal(b->offset[i], want[at++]);
	}
	assert_int_equal(at, n);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(parts_of_a_share_cover_it_without_overlap),
		cmocka_unit_test(
			a_progression_is_the_same_steps_in_the_same_order),
		cmocka_unit_test(an_order_of_chance_is_never_a_progression),
		cmocka_unit_test(transactions_write_every_block_once),
		cmocka_unit_test(
			in_sequence_each_step_is_touched_once_and_ascending),
		cmocka_unit_test(at_random_each_step_is_touched_once),
		cmocka_unit_test(
			at_random_over_many_chunks_each_step_is_touched_once),
		cmocka_unit_test(the_same_seed_gives_the_same_order),
		cmocka_unit_test(other_seeds_give_other_orders),
		cmocka_unit_test(a_share_without_chunks_has_no_touches),
		cmocka_unit_test(loads_and_stores_are_planned_as_asked),
		cmocka_unit_test(
			pmd_fault_touches_each_chunk_and_pte_fault_each_page),
		cmocka_unit_test(
			every_step_is_visited_whatever_it_divides_the_chunk_into),
		cmocka_unit_test(every_workload_covers_the_range_by_its_unit),
		cmocka_unit_test(a_workload_is_found_by_its_whole_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
