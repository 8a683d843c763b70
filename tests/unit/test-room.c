// SPDX-License-Identifier: MIT
// How far --fit halves a size.
#include "unit.h"

#include "run/room.h"

#define M (UINT64_C(1) << 20)

TEST(a_size_is_halved_until_it_fits)
{
	assert_int_equal(room_size(2048 * M, 8192 * M, 2 * M), 2048 * M);
	// Three quarters of the room are 1536 MiB.
	assert_int_equal(room_size(2048 * M, 2048 * M, 2 * M), 1024 * M);
	assert_int_equal(room_size(1024 * M, 1024 * M, 2 * M), 512 * M);
	assert_int_equal(room_size(2048 * M, 3 * M, 2 * M), 2 * M);
}

TEST(a_size_that_was_halved_is_whole_chunks)
{
	assert_int_equal(room_size(6 * M, 6 * M, 2 * M), 2 * M);
	assert_int_equal(room_size(10 * M, 10 * M, 2 * M), 4 * M);
}

TEST(no_size_fits_where_no_chunk_does)
{
	assert_int_equal(room_size(2048 * M, 2 * M, 2 * M), 0);
	assert_int_equal(room_size(2048 * M, 0, 2 * M), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_size_is_halved_until_it_fits),
		cmocka_unit_test(a_size_that_was_halved_is_whole_chunks),
		cmocka_unit_test(no_size_fits_where_no_chunk_does),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
