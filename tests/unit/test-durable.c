// SPDX-License-Identifier: MIT
// Records: what is found, absent, torn or foreign, in memory and in a file.
#include "unit.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "durable/durable.h"

#define SIZE DURABLE_RECORD_BYTES

TEST(a_record_is_found_by_its_seed_and_number_only)
{
	unsigned char r[SIZE];

	durable_record(r, 7, 3);
	assert_int_equal(durable_look(r, 7, 3), DURABLE_FOUND);
	assert_int_equal(durable_look(r, 8, 3), DURABLE_FOREIGN);
	assert_int_equal(durable_look(r, 7, 4), DURABLE_FOREIGN);
}

TEST(zeros_are_absent_and_a_part_is_torn)
{
	unsigned char r[SIZE] = { 0 }, whole[SIZE];

	durable_record(whole, 7, 3);
	assert_int_equal(durable_look(r, 7, 3), DURABLE_ABSENT);
	memcpy(r, whole, 64);
	assert_int_equal(durable_look(r, 7, 3), DURABLE_TORN);
	memcpy(r, whole, SIZE - 64);
	assert_int_equal(durable_look(r, 7, 3), DURABLE_TORN);
	memcpy(r, whole, SIZE);
	assert_int_equal(durable_look(r, 7, 3), DURABLE_FOUND);
	r[SIZE - 1] ^= 1;
	assert_int_equal(durable_look(r, 7, 3), DURABLE_TORN);
	memset(r, 0x5a, SIZE);
	assert_int_equal(durable_look(r, 7, 3), DURABLE_FOREIGN);
}

// Writes `n` records in a directory of its own, with the mode of that index.
static void write_some(const char *dir, unsigned mode, uint64_t n)
{
	struct durable_writer w = {
		.mode = durable_mode(mode), .seed = 5, .records = n, .fd = -1
	};
	struct error err = { 0 };

	assert_int_equal(durable_open(&w, dir, &err), 0);
	for (uint64_t i = 0; i < n; i++)
		assert_int_equal(durable_write(&w, i), 0);
	durable_close(&w);
}

TEST(every_mode_that_needs_no_dax_writes_what_is_found)
{
	char dir[] = "/tmp/daxbench-durable.XXXXXX";

	assert_non_null(mkdtemp(dir));
	for (unsigned m = 1; durable_mode(m); m++) {
		struct durable_count c;
		struct error err = { 0 };

		write_some(dir, m, 9);
		assert_int_equal(durable_verify(dir, 5, 7, &c, &err), 0);
		assert_int_equal(c.found, 7);
		assert_int_equal(c.beyond, 2);
		assert_int_equal(durable_lost(&c), 0);
		assert_int_equal(durable_remove(dir, &err), 0);
	}
	assert_int_equal(rmdir(dir), 0);
}

TEST(what_is_damaged_or_cut_off_is_lost)
{
	char dir[] = "/tmp/daxbench-durable.XXXXXX", path[64];
	struct durable_count c;
	struct error err = { 0 };

	assert_non_null(mkdtemp(dir));
	write_some(dir, 2, 9);
	(void)snprintf(path, sizeof(path), "%s/daxbench-records", dir);
	int fd = open(path, O_RDWR);
	assert_true(fd >= 0);
	assert_int_equal(pwrite(fd, "x", 1, 2 * SIZE + 100), 1);
	assert_int_equal(ftruncate(fd, 6 * SIZE + 1000), 0);
	(void)close(fd);
	assert_int_equal(durable_verify(dir, 5, 9, &c, &err), 0);
	assert_int_equal(c.found, 5);
	assert_int_equal(c.torn, 2);
	assert_int_equal(c.absent, 2);
	assert_int_equal(durable_lost(&c), 4);
	// It may be waiting to be verified.
	struct durable_writer w = {
		.mode = durable_mode(2), .seed = 5, .records = 1, .fd = -1
	};
	assert_int_equal(durable_open(&w, dir, &err), -EEXIST);
	assert_int_equal(durable_remove(dir, &err), 0);
	assert_int_equal(rmdir(dir), 0);
}

TEST(only_modes_that_make_durable_promise_it)
{
	for (unsigned m = 0; durable_mode(m); m++) {
		const char *name = durable_mode(m)->name;
		bool control = strcmp(name, "store") == 0 ||
			       strcmp(name, "write") == 0;

		assert_string_equal(name, durable_mode_names[m]);
		assert_int_equal(durable_mode(m)->promises, !control);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_record_is_found_by_its_seed_and_number_only),
		cmocka_unit_test(zeros_are_absent_and_a_part_is_torn),
		cmocka_unit_test(
			every_mode_that_needs_no_dax_writes_what_is_found),
		cmocka_unit_test(what_is_damaged_or_cut_off_is_lost),
		cmocka_unit_test(only_modes_that_make_durable_promise_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
