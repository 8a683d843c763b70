// SPDX-License-Identifier: MIT
// Chains of dependent loads: one cycle through all of a share, in an order that
// the seed chooses, and nothing outside of it written.
#include "unit.h"

#include "workload/chain.h"

#define STEP 64

static struct workload_share share_of(uint64_t links, bool random,
				      uint64_t seed)
{
	return (struct workload_share){
		.geo = { .page_bytes = STEP, .pmd_bytes = links * STEP },
		.first_chunk = 2,
		.chunks = 3,
		.kind = OP_CHASE,
		.step = STEP,
		.random = random,
		.seed = seed,
	};
}

static unsigned char *inscribed(const struct workload_share *share)
{
	uint64_t chunk = share->geo.pmd_bytes;
	unsigned char *base = xcalloc(6, chunk);

	memset(base, 0xff, 6 * chunk);
	chain_inscribe(base, share);
	for (uint64_t at = 0; at < 6 * chunk; at++)
		if (at < 2 * chunk || at >= 5 * chunk || at % STEP >= 8)
			assert_int_equal(base[at], 0xff);
	return base;
}

static uint64_t next_of(const unsigned char *base, uint64_t at)
{
	return *(const uint64_t *)(const void *)(base + at);
}

static void assert_one_cycle(const struct workload_share *share)
{
	uint64_t first = 2 * share->geo.pmd_bytes, at = first, steps = 0;
	uint64_t links = 3 * share->geo.pmd_bytes / STEP;
	cleanup_free unsigned char *base = inscribed(share);

	do {
		at = next_of(base, at);
		assert_in_range(at, first, 5 * share->geo.pmd_bytes - STEP);
		assert_int_equal(at % STEP, 0);
		steps++;
	} while (at != first && steps <= links);
	assert_int_equal(steps, links);
}

TEST(a_chain_visits_every_link_once_and_comes_back)
{
	static const uint64_t counts[] = { 1, 2, 3, 512, 1000 };

	for (size_t i = 0; i < ARRAY_SIZE(counts); i++) {
		for (uint64_t seed = 0; seed < 5; seed++) {
			struct workload_share s =
				share_of(counts[i], true, seed);
			assert_one_cycle(&s);
		}
		struct workload_share s = share_of(counts[i], false, 1);
		assert_one_cycle(&s);
	}
}

TEST(in_sequence_the_next_is_the_next)
{
	struct workload_share s = share_of(8, false, 1);
	cleanup_free unsigned char *base = inscribed(&s);

	for (uint64_t i = 0; i < 23; i++)
		assert_int_equal(next_of(base, 16 * STEP + i * STEP),
				 16 * STEP + (i + 1) * STEP);
}

TEST(another_seed_is_another_order_and_the_same_one_is_not)
{
	struct workload_share one = share_of(512, true, 1), two = one;
	cleanup_free unsigned char *a = inscribed(&one);
	cleanup_free unsigned char *again = inscribed(&one);

	two.seed = 2;
	cleanup_free unsigned char *b = inscribed(&two);
	size_t len = 6 * one.geo.pmd_bytes;
	assert_memory_equal(a, again, len);
	assert_true(memcmp(a, b, len) != 0);
}

// The engine leaves in offset[0] where it has come to, and goes on from there.
TEST(batches_go_on_where_the_one_before_ended)
{
	struct workload_share s = share_of(1000, true, 3);
	cleanup_free struct batch *batch = xcalloc(1, sizeof(*batch));
	struct chain_state chain;
	uint64_t steps = 0;

	batch->offset[0] = 12345; // of who used it before
	chain_begin(&chain, &s);
	while (chain_fill(&chain, &s, batch)) {
		assert_int_equal(batch->kind, OP_CHASE);
		assert_int_equal(batch->offset[0], steps ? 777 : 2000 * STEP);
		assert_true(batch->count <= BATCH_CAPACITY);
		steps += batch->count;
		batch->offset[0] = 777;
	}
	assert_int_equal(steps, 3000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_chain_visits_every_link_once_and_comes_back),
		cmocka_unit_test(in_sequence_the_next_is_the_next),
		cmocka_unit_test(
			another_seed_is_another_order_and_the_same_one_is_not),
		cmocka_unit_test(batches_go_on_where_the_one_before_ended),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
