// SPDX-License-Identifier: MIT
// The seeded generator against the published sequence, and its bounds.
#include "unit.h"

#include "base/rng.h"

// splitmix64 by Sebastiano Vigna, seed 1234567.
TEST(the_sequence_is_that_of_splitmix64)
{
	static const uint64_t expected[] = {
		6457827717110365317u,  3203168211198807973u,
		9817491932198370423u,  4593380528125082431u,
		16408922859458223821u,
	};
	struct rng r = { 1234567 };

	for (size_t i = 0; i < ARRAY_SIZE(expected); i++)
		assert_true(rng_next(&r) == expected[i]);
}

TEST(the_same_seed_gives_the_same_sequence)
{
	struct rng a = { 42 }, b = { 42 };

	for (unsigned i = 0; i < 1000; i++)
		assert_true(rng_next(&a) == rng_next(&b));
}

TEST(neighbouring_seeds_give_other_sequences)
{
	struct rng a = { 1 }, b = { 2 };
	unsigned same = 0;

	for (unsigned i = 0; i < 1000; i++)
		same += rng_next(&a) == rng_next(&b);
	assert_int_equal(same, 0);
}

TEST(below_stays_below)
{
	static const uint64_t limits[] = {
		1, 2, 3, 7, 512, 1000003, UINT64_C(1) << 63, UINT64_MAX
	};
	struct rng r = { 9 };

	for (size_t i = 0; i < ARRAY_SIZE(limits); i++)
		for (unsigned k = 0; k < 1000; k++)
			assert_true(rng_below(&r, limits[i]) < limits[i]);
}

// 6 × 10000 draws: the count of each has a standard deviation of 91.
TEST(below_gives_every_value_about_equally_often)
{
	unsigned count[6] = { 0 };
	struct rng r = { 77 };

	for (unsigned i = 0; i < 60000; i++)
		count[rng_below(&r, 6)]++;
	for (unsigned i = 0; i < 6; i++)
		assert_in_range(count[i], 9500, 10500);
}

// A remainder of a draw below 3 × 2^62 would fall into the lower third twice
// as often; it is rejected instead.
TEST(below_is_not_biased_where_a_remainder_would_be)
{
	const uint64_t n = UINT64_C(3) << 62;
	unsigned low = 0;
	struct rng r = { 5 };

	for (unsigned i = 0; i < 30000; i++)
		low += rng_below(&r, n) < n / 3;
	assert_in_range(low, 9500, 10500);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_sequence_is_that_of_splitmix64),
		cmocka_unit_test(the_same_seed_gives_the_same_sequence),
		cmocka_unit_test(neighbouring_seeds_give_other_sequences),
		cmocka_unit_test(below_stays_below),
		cmocka_unit_test(below_gives_every_value_about_equally_often),
		cmocka_unit_test(
			below_is_not_biased_where_a_remainder_would_be),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
