// SPDX-License-Identifier: MIT
// Targets: opening what the user typed, refusing what is not what it says,
// and the states that are prepared.
#include "unit.h"

#include <fcntl.h>

#include "target/blocks.h"
#include "target/target.h"

static const struct sysroot live = { 0 };

static int open_spec(struct target *t, const char *spec, struct error *err)
{
	struct geometry geo;

	*err = (struct error){ 0 };
	geometry_probe(&geo, &live);
	return target_open(t, spec, &live, &geo, err);
}

static int open_in(struct target *t, const char *prefix, const char *dir,
		   struct error *err)
{
	cleanup_free char *spec = xasprintf("%s%s", prefix, dir);

	return open_spec(t, spec, err);
}

TEST(a_control_is_opened_in_its_directory)
{
	cleanup_target struct target t;
	struct error err;
	struct stat st;

	assert_int_equal(open_in(&t, "control:", *state, &err), 0);
	assert_string_equal(t.cls->name, "control");
	assert_string_equal(t.path, *state);
	assert_false(t.found);
	assert_int_equal(fstat(t.fd, &st), 0);
	assert_int_equal(st.st_nlink, 0);
	assert_non_null(facts_find(&t.facts, "file.dax"));
}

TEST(shared_memory_is_opened_without_a_path)
{
	cleanup_target struct target t;
	struct error err;

	assert_int_equal(open_spec(&t, "shmem", &err), 0);
	assert_string_equal(t.cls->name, "shmem");
	assert_string_equal(t.path, "");
	assert_int_equal(facts_find(&t.facts, "file.dax")->number, 0);
	assert_non_null(facts_find(&t.facts, "thp.shmem_enabled"));
}

TEST(text_after_shmem_is_refused)
{
	cleanup_target struct target t;
	struct error err;

	assert_int_equal(open_spec(&t, "shmemX", &err), -EINVAL);
	assert_int_equal(err.kind, ERROR_USAGE);
	assert_contains(err.text, "'shmemX'");
	assert_contains(err.hint, "--target shmem");
}

TEST(a_page_cache_directory_is_refused_as_dax)
{
	cleanup_target struct target t;
	struct error err;

	assert_int_equal(open_spec(&t, *state, &err), -EOPNOTSUPP);
	assert_int_equal(err.kind, ERROR_ENVIRONMENT);
	assert_contains(err.text, *state);
	assert_contains(err.text, "not DAX");
	cleanup_free char *control = xasprintf("control:%s", (char *)*state);
	assert_contains(err.hint, control);
	assert_int_equal(t.fd, -1);
}

static void expect_missing(const char *prefix, const char *dir)
{
	cleanup_free char *none = xasprintf("%s/none", dir);
	cleanup_target struct target t;
	struct error err;

	assert_int_equal(open_in(&t, prefix, none, &err), -ENOENT);
	assert_contains(err.text, none);
	assert_contains(err.hint, "existing directory");
	assert_int_equal(t.fd, -1);
}

TEST(a_missing_directory_is_named)
{
	expect_missing("", *state);
	expect_missing("control:", *state);
}

static void expect_no_directory(const char *prefix, const char *file)
{
	cleanup_target struct target t;
	struct error err;

	assert_int_equal(open_in(&t, prefix, file, &err), -ENOTDIR);
	assert_int_equal(err.kind, ERROR_USAGE);
	assert_contains(err.text, file);
	assert_contains(err.hint, "directory");
}

TEST(a_file_is_not_taken_for_the_directory)
{
	cleanup_free char *file = xasprintf("%s/file", (char *)*state);

	unit_put(file, "precious");
	expect_no_directory("", file);
	expect_no_directory("control:", file);
	cleanup_free char *text = unit_get(file);
	assert_string_equal(text, "precious");
}

// On a captured machine without any mount there is nothing to find.
TEST(a_search_that_finds_nothing_says_where_to_go)
{
	const struct sysroot empty = { .root = *state };
	cleanup_target struct target t;
	struct geometry geo;
	struct error err = { 0 };

	geometry_probe(&geo, &empty);
	assert_int_equal(target_open(&t, NULL, &empty, &geo, &err), -ENODEV);
	assert_contains(err.text, "no writable DAX file system");
	assert_contains(err.hint, "--target");
	assert_contains(err.hint, "daxbench vm");
	assert_int_equal(t.fd, -1);
}

TEST(nothing_is_left_in_the_directory)
{
	struct sysroot sr = { .root = *state };
	cleanup_names char **names = NULL;
	struct error err;
	struct target t;

	assert_int_equal(open_in(&t, "control:", *state, &err), 0);
	assert_int_equal(sysroot_list(&sr, "/", &names), 0);
	target_close(&t);
}

static bool prepare(struct target *t, enum layout_extents extents,
		    uint64_t chunks)
{
	const struct layout layout = { .size = chunks * t->geo.pmd_bytes,
				       .extents = extents };
	struct error err = { 0 };
	bool made = false;

	if (target_prepare(t, &layout, &made, &err) < 0)
		fail_msg("%s", err.text);
	return made;
}

TEST(holes_and_unwritten_extents_are_made_anew_each_time)
{
	cleanup_target struct target t;
	struct error err;
	struct stat st;
	char byte;

	assert_int_equal(open_spec(&t, "shmem", &err), 0);
	for (unsigned i = 0; i < 2; i++) {
		assert_true(prepare(&t, LAYOUT_HOLE, 2));
		assert_int_equal(fstat(t.fd, &st), 0);
		assert_int_equal(st.st_blocks, 0);
		assert_int_equal(pwrite(t.fd, "x", 1, 0), 1);
	}
	for (unsigned i = 0; i < 2; i++) {
		assert_true(prepare(&t, LAYOUT_UNWRITTEN, 2));
		assert_int_equal(pread(t.fd, &byte, 1, 0), 1);
		assert_int_equal(byte, 0);
		assert_int_equal(pwrite(t.fd, "x", 1, 0), 1);
	}
}

TEST(written_extents_are_made_once_and_stay)
{
	cleanup_target struct target t;
	struct error err;
	char byte;

	assert_int_equal(open_spec(&t, "shmem", &err), 0);
	assert_true(prepare(&t, LAYOUT_WRITTEN, 2));
	assert_int_equal(pwrite(t.fd, "x", 1, 0), 1);
	assert_false(prepare(&t, LAYOUT_WRITTEN, 2));
	assert_int_equal(pread(t.fd, &byte, 1, 0), 1);
	assert_int_equal(byte, 'x');
}

TEST(clean_written_extents_are_made_anew_each_time)
{
	cleanup_target struct target t;
	struct error err;
	char byte;

	assert_int_equal(open_spec(&t, "shmem", &err), 0);
	for (unsigned i = 0; i < 2; i++) {
		assert_true(prepare(&t, LAYOUT_WRITTEN_CLEAN, 2));
		assert_int_equal(pread(t.fd, &byte, 1, 0), 1);
		assert_int_equal(byte, 0x5a);
		assert_int_equal(pwrite(t.fd, "x", 1, 0), 1);
	}
	// Nor are those that were touched taken for either kind.
	assert_true(prepare(&t, LAYOUT_WRITTEN, 2));
	assert_true(prepare(&t, LAYOUT_WRITTEN_CLEAN, 2));
}

TEST(another_size_or_state_between_makes_them_anew)
{
	cleanup_target struct target t;
	struct error err;

	assert_int_equal(open_spec(&t, "shmem", &err), 0);
	assert_true(prepare(&t, LAYOUT_WRITTEN, 2));
	assert_true(prepare(&t, LAYOUT_WRITTEN, 1));
	assert_true(prepare(&t, LAYOUT_HOLE, 1));
	assert_true(prepare(&t, LAYOUT_WRITTEN, 1));
}

TEST(a_layout_that_failed_is_not_taken_for_made)
{
	const struct layout huge = { .size = UINT64_C(1) << 60,
				     .extents = LAYOUT_WRITTEN };
	cleanup_target struct target t;
	struct error err;
	bool made = false;

	assert_int_equal(open_in(&t, "control:", *state, &err), 0);
	assert_true(target_prepare(&t, &huge, &made, &err) < 0);
	assert_true(err.text[0]);
	assert_int_equal(t.laid.size, 0);
	assert_true(target_prepare(&t, &huge, &made, &err) < 0);
}

TEST(close_may_be_called_twice)
{
	struct error err;
	struct target t;

	assert_int_equal(open_spec(&t, "shmem", &err), 0);
	target_close(&t);
	target_close(&t);
	assert_int_equal(t.fd, -1);
}

// Nothing is left of the attempt, and the next layout is laid.
TEST(memory_has_no_blocks_that_two_files_share)
{
	cleanup_target struct target t;
	struct error err = { 0 };
	bool made;

	assert_int_equal(open_spec(&t, "shmem", &err), 0);
	struct layout layout = { .size = 2 * t.geo.pmd_bytes,
				 .extents = LAYOUT_SHARED };
	assert_int_equal(target_prepare(&t, &layout, &made, &err), -EOPNOTSUPP);
	assert_contains(err.text, "no blocks that two files can share");
	assert_int_equal(t.twin, -1);
	layout.extents = LAYOUT_HOLE;
	assert_int_equal(target_prepare(&t, &layout, &made, &err), 0);
	assert_true(made);
}

static uint64_t allocated(int fd)
{
	struct stat st;

	assert_int_equal(fstat(fd, &st), 0);
	return (uint64_t)st.st_blocks * 512;
}

// Three of five chunks: one, two and two. Before its own a file has nothing.
TEST(several_files_have_a_part_each_at_its_own_offset)
{
	static const enum layout_extents kinds[] = { LAYOUT_WRITTEN_CLEAN,
						     LAYOUT_UNWRITTEN,
						     LAYOUT_HOLE };

	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		cleanup_target struct target t;
		struct error err;
		struct stat st;
		bool made;

		assert_int_equal(open_spec(&t, "shmem", &err), 0);
		const uint64_t chunk = t.geo.pmd_bytes;
		const uint64_t ends[] = { 0, chunk, 3 * chunk, 5 * chunk };
		const struct layout layout = { .size = 5 * chunk,
					       .extents = kinds[i],
					       .files = 3 };

		assert_int_equal(target_prepare(&t, &layout, &made, &err), 0);
		assert_int_equal(target_files(&t), 3);
		assert_int_equal(target_file(&t, 0), t.fd);
		for (unsigned k = 0; k < 3; k++) {
			int fd = target_file(&t, k);
			char byte = 1;

			assert_int_equal(fstat(fd, &st), 0);
			assert_int_equal(st.st_size, ends[k + 1]);
			assert_int_equal(allocated(fd),
					 kinds[i] == LAYOUT_HOLE
						 ? 0
						 : ends[k + 1] - ends[k]);
			assert_int_equal(pread(fd, &byte, 1, (off_t)ends[k]),
					 1);
			assert_int_equal(byte, kinds[i] == LAYOUT_WRITTEN_CLEAN
						       ? BLOCKS_FILL
						       : 0);
		}
	}
}

// Another number of files is another layout, and one is the target's own.
TEST(files_are_made_anew_for_another_number_and_closed)
{
	cleanup_target struct target t;
	struct error err;
	bool made;
	int second;

	assert_int_equal(open_spec(&t, "shmem", &err), 0);
	struct layout layout = { .size = 4 * t.geo.pmd_bytes,
				 .extents = LAYOUT_WRITTEN,
				 .files = 2 };
	assert_int_equal(target_prepare(&t, &layout, &made, &err), 0);
	assert_true(made);
	second = target_file(&t, 1);
	assert_int_equal(target_prepare(&t, &layout, &made, &err), 0);
	assert_false(made);
	assert_int_equal(target_file(&t, 1), second);
	layout.files = 0;
	assert_int_equal(target_prepare(&t, &layout, &made, &err), 0);
	assert_true(made);
	assert_int_equal(target_files(&t), 1);
	assert_int_equal(fcntl(second, F_GETFD), -1);
	layout.files = 3;
	assert_int_equal(target_prepare(&t, &layout, &made, &err), 0);
	second = target_file(&t, 2);
	target_close(&t);
	assert_int_equal(fcntl(second, F_GETFD), -1);
}

TEST(states_and_extents_have_names)
{
	const char *const *names = layout_extents_names();

	assert_string_equal(names[LAYOUT_HOLE], "hole");
	assert_string_equal(names[LAYOUT_UNWRITTEN], "unwritten");
	assert_string_equal(names[LAYOUT_WRITTEN], "written");
	assert_string_equal(names[LAYOUT_WRITTEN_CLEAN], "written-clean");
	assert_string_equal(names[LAYOUT_EMPTY], "empty");
	assert_string_equal(names[LAYOUT_SHARED], "shared");
	assert_string_equal(names[LAYOUT_DEVICE], "device");
	assert_null(names[LAYOUT_DEVICE + 1]);
	assert_string_equal(layout_state(LAYOUT_DEVICE), "remapped-device");
	assert_string_equal(layout_state(LAYOUT_HOLE), "fresh-hole");
	assert_string_equal(layout_state(LAYOUT_UNWRITTEN), "fresh-unwritten");
	assert_string_equal(layout_state(LAYOUT_WRITTEN), "remapped-written");
	assert_string_equal(layout_state(LAYOUT_WRITTEN_CLEAN),
			    "fresh-written");
	assert_string_equal(layout_state(LAYOUT_EMPTY), "fresh-empty");
	assert_string_equal(layout_state(LAYOUT_SHARED), "fresh-shared");
}

TEST(a_character_device_that_is_no_dax_is_refused)
{
	cleanup_target struct target t;
	struct error err;

	assert_int_equal(open_spec(&t, "/dev/null", &err), -EINVAL);
	assert_int_equal(err.kind, ERROR_USAGE);
	assert_contains(err.text, "no device-dax");
}

TEST(a_device_that_is_not_there_is_named)
{
	cleanup_target struct target t;
	struct error err;

	assert_int_equal(open_spec(&t, "/dev/dax999.999", &err), -ENOENT);
	assert_contains(err.text, "/dev/dax999.999");
	assert_contains(err.hint, "device-dax");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST_IN_DIR(a_control_is_opened_in_its_directory),
		cmocka_unit_test(shared_memory_is_opened_without_a_path),
		cmocka_unit_test(text_after_shmem_is_refused),
		TEST_IN_DIR(a_page_cache_directory_is_refused_as_dax),
		TEST_IN_DIR(a_missing_directory_is_named),
		TEST_IN_DIR(a_file_is_not_taken_for_the_directory),
		TEST_IN_DIR(a_search_that_finds_nothing_says_where_to_go),
		TEST_IN_DIR(nothing_is_left_in_the_directory),
		cmocka_unit_test(
			holes_and_unwritten_extents_are_made_anew_each_time),
		cmocka_unit_test(written_extents_are_made_once_and_stay),
		cmocka_unit_test(clean_written_extents_are_made_anew_each_time),
		cmocka_unit_test(another_size_or_state_between_makes_them_anew),
		TEST_IN_DIR(a_layout_that_failed_is_not_taken_for_made),
		cmocka_unit_test(close_may_be_called_twice),
		cmocka_unit_test(memory_has_no_blocks_that_two_files_share),
		cmocka_unit_test(states_and_extents_have_names),
		cmocka_unit_test(a_character_device_that_is_no_dax_is_refused),
		cmocka_unit_test(a_device_that_is_not_there_is_named),
		cmocka_unit_test(
			several_files_have_a_part_each_at_its_own_offset),
		cmocka_unit_test(
			files_are_made_anew_for_another_number_and_closed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
