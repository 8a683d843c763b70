// SPDX-License-Identifier: MIT
// Layouts of a file: hole, unwritten, written, each from nothing.
#include "unit.h"

#include "target/blocks.h"
#include "target/scratch.h"

#define SIZE (UINT64_C(4) << 20)

static int file_in(const char *dir)
{
	struct error err = { 0 };
	int fd = -1;

	assert_int_equal(scratch_open(dir, &fd, &err), 0);
	return fd;
}

static int lay(int fd, enum layout_extents extents, uint64_t size,
	       struct error *err)
{
	const struct layout layout = { .size = size, .extents = extents };

	return blocks_lay(fd, &layout, err);
}

static void expect_layout(int fd, enum layout_extents extents, uint64_t size)
{
	struct error err = { 0 };

	if (lay(fd, extents, size, &err) < 0)
		fail_msg("%s; %s", err.text, err.hint);
}

static uint64_t size_of(int fd)
{
	struct stat st;

	assert_int_equal(fstat(fd, &st), 0);
	return (uint64_t)st.st_size;
}

static uint64_t allocated(int fd)
{
	struct stat st;

	assert_int_equal(fstat(fd, &st), 0);
	return (uint64_t)st.st_blocks * 512;
}

// Every byte of the file has that value.
static void assert_filled(int fd, unsigned char value)
{
	cleanup_free unsigned char *data = xcalloc(1, SIZE);

	assert_int_equal(pread(fd, data, SIZE, 0), SIZE);
	for (size_t i = 0; i < SIZE; i++)
		if (data[i] != value)
			fail_msg("byte %zu is %#x", i, data[i]);
}

static void assert_no_data(int fd)
{
	assert_int_equal(lseek(fd, 0, SEEK_DATA), -1);
	assert_int_equal(errno, ENXIO);
}

TEST(a_hole_has_a_size_and_no_blocks)
{
	cleanup_close int fd = file_in(*state);

	expect_layout(fd, LAYOUT_HOLE, SIZE);
	assert_int_equal(size_of(fd), SIZE);
	assert_int_equal(allocated(fd), 0);
	assert_no_data(fd);
	assert_filled(fd, 0);
}

TEST(unwritten_extents_have_blocks_and_no_data)
{
	cleanup_close int fd = file_in(*state);

	expect_layout(fd, LAYOUT_UNWRITTEN, SIZE);
	assert_int_equal(size_of(fd), SIZE);
	assert_true(allocated(fd) >= SIZE);
	assert_no_data(fd);
	assert_filled(fd, 0);
}

TEST(written_extents_have_blocks_and_data)
{
	static const enum layout_extents kinds[] = { LAYOUT_WRITTEN,
						     LAYOUT_WRITTEN_CLEAN };

	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		cleanup_close int fd = file_in(*state);

		expect_layout(fd, kinds[i], SIZE);
		assert_int_equal(size_of(fd), SIZE);
		assert_true(allocated(fd) >= SIZE);
		assert_int_equal(lseek(fd, 0, SEEK_DATA), 0);
		assert_int_equal(lseek(fd, 0, SEEK_HOLE), SIZE);
		assert_filled(fd, 0x5a);
	}
}

TEST(a_file_may_end_before_its_range)
{
	static const enum layout_extents kinds[] = { LAYOUT_HOLE,
						     LAYOUT_UNWRITTEN,
						     LAYOUT_WRITTEN };

	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		cleanup_close int fd = file_in(*state);
		const struct layout layout = { .size = SIZE,
					       .extents = kinds[i],
					       .beyond = SIZE / 4 };
		struct error err = { 0 };

		assert_int_equal(blocks_lay(fd, &layout, &err), 0);
		assert_int_equal(size_of(fd), SIZE - SIZE / 4);
		if (kinds[i] != LAYOUT_HOLE)
			assert_true(allocated(fd) >= SIZE - SIZE / 4);
	}
}

// Sizes around the 64 KiB that are written at a time.
TEST(data_is_written_to_the_last_byte)
{
	static const uint64_t sizes[] = { 4096, 65536, 65536 + 4096, 65535 };

	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
		cleanup_close int fd = file_in(*state);
		unsigned char last = 0;

		expect_layout(fd, LAYOUT_WRITTEN, sizes[i]);
		assert_int_equal(size_of(fd), sizes[i]);
		assert_int_equal(pread(fd, &last, 1, (off_t)sizes[i] - 1), 1);
		assert_int_equal(last, 0x5a);
	}
}

TEST(a_hole_after_data_starts_from_nothing)
{
	cleanup_close int fd = file_in(*state);

	expect_layout(fd, LAYOUT_WRITTEN, SIZE);
	expect_layout(fd, LAYOUT_HOLE, SIZE);
	assert_int_equal(size_of(fd), SIZE);
	assert_int_equal(allocated(fd), 0);
	assert_filled(fd, 0);
}

TEST(unwritten_after_data_starts_from_nothing)
{
	cleanup_close int fd = file_in(*state);

	expect_layout(fd, LAYOUT_WRITTEN, SIZE);
	expect_layout(fd, LAYOUT_UNWRITTEN, SIZE);
	assert_no_data(fd);
	assert_filled(fd, 0);
}

TEST(data_after_other_data_is_the_layouts_own)
{
	cleanup_close int fd = file_in(*state);

	assert_int_equal(pwrite(fd, "foreign", 7, SIZE - 7), 7);
	expect_layout(fd, LAYOUT_WRITTEN, SIZE);
	assert_filled(fd, 0x5a);
}

TEST(a_smaller_layout_makes_the_file_smaller)
{
	cleanup_close int fd = file_in(*state);

	expect_layout(fd, LAYOUT_WRITTEN, SIZE);
	expect_layout(fd, LAYOUT_UNWRITTEN, SIZE / 2);
	assert_int_equal(size_of(fd), SIZE / 2);
	assert_true(allocated(fd) < SIZE);
}

TEST(a_hole_larger_than_the_file_system_is_refused_with_sizes)
{
	cleanup_close int fd = file_in(*state);
	struct error err = { 0 };

	assert_int_equal(lay(fd, LAYOUT_HOLE, UINT64_C(1) << 60, &err),
			 -ENOSPC);
	assert_contains(err.text, "1048576 TiB");
	assert_contains(err.text, "free)");
	assert_contains(err.hint, "--size");
	assert_int_equal(size_of(fd), 0);
}

TEST(a_file_that_cannot_be_changed_is_an_error)
{
	cleanup_free char *path = xasprintf("%s/f", (char *)*state);
	struct error err = { 0 };

	unit_put(path, "content");
	cleanup_close int fd = open(path, O_RDONLY | O_CLOEXEC);
	assert_true(lay(fd, LAYOUT_HOLE, SIZE, &err) < 0);
	assert_contains(err.text, "cannot empty the file");
	assert_int_equal(size_of(fd), 7);
}

// Whether the temporary directory's file system has unwritten extents that
// it shows as holes, as a DAX file system does.
static bool have_unwritten(void)
{
	void *dir = NULL;
	bool have = false;

	if (unit_dir_make(&dir) < 0)
		return false;
	cleanup_free char *path = xasprintf("%s/f", (char *)dir);
	cleanup_close int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (fd >= 0 && fallocate(fd, 0, 0, SIZE) == 0)
		have = lseek(fd, 0, SEEK_DATA) == -1 && errno == ENXIO;
	(void)unit_dir_remove(&dir);
	return have;
}

int main(void)
{
	static const char *const need_unwritten[] = {
		"unwritten_extents_have_blocks_and_no_data",
		"unwritten_after_data_starts_from_nothing",
		"a_smaller_layout_makes_the_file_smaller",
	};
	struct CMUnitTest tests[] = {
		TEST_IN_DIR(a_hole_has_a_size_and_no_blocks),
		TEST_IN_DIR(unwritten_extents_have_blocks_and_no_data),
		TEST_IN_DIR(written_extents_have_blocks_and_data),
		TEST_IN_DIR(a_file_may_end_before_its_range),
		TEST_IN_DIR(data_is_written_to_the_last_byte),
		TEST_IN_DIR(a_hole_after_data_starts_from_nothing),
		TEST_IN_DIR(unwritten_after_data_starts_from_nothing),
		TEST_IN_DIR(data_after_other_data_is_the_layouts_own),
		TEST_IN_DIR(a_smaller_layout_makes_the_file_smaller),
		TEST_IN_DIR(
			a_hole_larger_than_the_file_system_is_refused_with_sizes),
		TEST_IN_DIR(a_file_that_cannot_be_changed_is_an_error),
	};

	for (size_t i = 0; !have_unwritten() && i < ARRAY_SIZE(need_unwritten);
	     i++)
		unit_skip(tests, ARRAY_SIZE(tests), need_unwritten[i],
			  "the temporary directory has no unwritten extents");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
