// SPDX-License-Identifier: MIT
// Which mount a path lies on, and which mounts may have DAX.
#include "platform-sysroot.h"

#include "platform/mounts.h"

#define ROOT "1 1 8:1 / / rw,relatime - ext4 /dev/sda1 rw\n"

static struct mounts mounts_of(const char *mountinfo)
{
	cleanup_machine struct machine m = machine_new();
	struct mounts list = { 0 };

	machine_put(&m, MOUNTS_PATH, mountinfo);
	assert_int_equal(mounts_read(&list, &m.sr), 0);
	return list;
}

static void expect_mount(const struct mounts *list, const char *path,
			 unsigned id)
{
	const struct mount *mnt = mounts_find_path(list, path);

	assert_non_null(mnt);
	assert_int_equal(mnt->id, id);
}

TEST(every_field_of_a_line_is_read)
{
	cleanup_mounts struct mounts list = mounts_of(
		"29 1 259:5 /sub /mnt/dax rw,noatime shared:1 master:2 - "
		"ext4 /dev/pmem0 rw,stripe=512,dax=always\n");
	const struct mount *mnt = &list.v[0];

	assert_int_equal(list.n, 1);
	assert_int_equal(mnt->id, 29);
	assert_int_equal(mnt->parent_id, 1);
	assert_int_equal(mnt->major, 259);
	assert_int_equal(mnt->minor, 5);
	assert_string_equal(mnt->root, "/sub");
	assert_string_equal(mnt->point, "/mnt/dax");
	assert_string_equal(mnt->options, "rw,noatime");
	assert_string_equal(mnt->fs_type, "ext4");
	assert_string_equal(mnt->source, "/dev/pmem0");
	assert_string_equal(mnt->super_options, "rw,stripe=512,dax=always");
}

TEST(octal_escapes_are_undone)
{
	cleanup_mounts struct mounts list = mounts_of(
		"2 1 8:2 / /with\\040space\\134\\011tab rw - xfs /dev/b rw\n");

	assert_string_equal(list.v[0].point, "/with space\\\ttab");
}

TEST(an_empty_source_is_read_as_empty)
{
	cleanup_mounts struct mounts list =
		mounts_of("2 1 0:9 / /t rw - tmpfs  rw,size=4k\n");

	assert_string_equal(list.v[0].source, "");
	assert_string_equal(list.v[0].super_options, "rw,size=4k");
}

TEST(malformed_lines_are_left_out)
{
	cleanup_mounts struct mounts list =
		mounts_of("\n"
			  "nonsense\n"
			  "2 1 8:2 / /a rw\n"
			  "2 1 8:2 / /a rw -\n"
			  "2 1 8:2 / /a rw - ext4\n"
			  "x 1 8:2 / /a rw - ext4 s rw\n"
			  "2 1 8x2 / /a rw - ext4 s rw\n"
			  "3 1 8:3 / /b rw - ext4 s rw");

	assert_int_equal(list.n, 1);
	assert_int_equal(list.v[0].id, 3);
}

TEST(the_longest_prefix_wins)
{
	cleanup_mounts struct mounts list =
		mounts_of(ROOT "2 1 8:2 / /mnt rw - ext4 /dev/a rw\n"
			       "3 2 8:3 / /mnt/dax rw - xfs /dev/b rw\n");

	expect_mount(&list, "/mnt/dax/file", 3);
	expect_mount(&list, "/mnt/dax", 3);
	expect_mount(&list, "/mnt/other", 2);
	expect_mount(&list, "/", 1);
}

TEST(a_prefix_ends_at_a_component)
{
	cleanup_mounts struct mounts list =
		mounts_of(ROOT "2 1 8:2 / /mnt rw - ext4 /dev/a rw\n");

	expect_mount(&list, "/mnt2/file", 1);
}

TEST(a_second_mount_on_the_same_point_hides_the_first)
{
	cleanup_mounts struct mounts list =
		mounts_of(ROOT "2 1 8:2 / /mnt rw - ext4 /dev/a rw\n"
			       "3 2 8:3 / /mnt rw - xfs /dev/b rw\n");

	expect_mount(&list, "/mnt/file", 3);
}

// 2 was mounted deeper first, then 3 over the directory above it.
TEST(a_later_mount_above_hides_one_below)
{
	cleanup_mounts struct mounts list =
		mounts_of(ROOT "2 1 8:2 / /mnt/dax rw - ext4 /dev/a rw\n"
			       "3 1 8:3 / /mnt rw - xfs /dev/b rw\n");

	expect_mount(&list, "/mnt/dax/file", 3);
}

TEST(the_order_of_lines_does_not_matter)
{
	cleanup_mounts struct mounts list =
		mounts_of("3 2 8:3 / /mnt/dax rw - xfs /dev/b rw\n"
			  "2 1 8:2 / /mnt rw - ext4 /dev/a rw\n" ROOT);

	expect_mount(&list, "/mnt/dax/file", 3);
}

TEST(without_a_root_mount_the_others_are_found)
{
	cleanup_mounts struct mounts list =
		mounts_of("9 7 8:2 / /mnt rw - ext4 /dev/a rw\n");

	expect_mount(&list, "/mnt/file", 9);
	assert_null(mounts_find_path(&list, "/other"));
}

TEST(mounts_that_are_each_others_parent_end)
{
	cleanup_mounts struct mounts list =
		mounts_of(ROOT "2 3 8:2 / / rw - ext4 /dev/a rw\n"
			       "3 2 8:3 / / rw - ext4 /dev/b rw\n"
			       "3 1 8:4 / / rw - ext4 /dev/c rw\n");

	assert_non_null(mounts_find_path(&list, "/x"));
}

TEST(a_device_is_found_by_its_mount_of_the_root)
{
	cleanup_mounts struct mounts list =
		mounts_of(ROOT "2 1 8:2 /sub /bind rw - ext4 /dev/a rw\n"
			       "3 1 8:2 / /mnt rw - ext4 /dev/a rw\n");

	assert_int_equal(mounts_find_dev(&list, 8, 2)->id, 3);
	assert_null(mounts_find_dev(&list, 8, 3));
}

TEST(what_may_have_dax_is_proposed_in_order)
{
	cleanup_mounts struct mounts list =
		mounts_of(ROOT "2 1 8:2 / /a rw - ext4 s rw,dax\n"
			       "3 1 8:3 / /b rw - xfs s rw,dax=never\n"
			       "4 1 8:4 / /c rw - xfs s rw,dax=inode,noquota\n"
			       "5 1 8:5 / /d rw - btrfs s rw,dax\n"
			       "6 1 8:6 / /e rw - fuse s rw,dax=always\n"
			       "7 1 8:7 / /f rw - virtiofs s rw,dax=always\n"
			       "8 1 8:8 / /g rw - ext4 s rw,nodax,daxes\n");
	cleanup_free const struct mount **v = NULL;

	assert_int_equal(mounts_propose_dax(&list, &v), 4);
	assert_string_equal(v[0]->point, "/a");
	assert_string_equal(v[1]->point, "/c");
	assert_string_equal(v[2]->point, "/e");
	assert_string_equal(v[3]->point, "/f");
}

TEST(the_dax_option_is_told_as_newer_kernels_say_it)
{
	cleanup_mounts struct mounts list =
		mounts_of(ROOT "2 1 8:2 / /a rw - ext4 s rw,dax\n"
			       "3 1 8:3 / /b rw - xfs s rw,dax=never\n"
			       "4 1 8:4 / /c rw - xfs s rw,dax=inode\n");

	assert_null(mount_dax_option(&list.v[0]));
	assert_string_equal(mount_dax_option(&list.v[1]), "always");
	assert_string_equal(mount_dax_option(&list.v[2]), "never");
	assert_string_equal(mount_dax_option(&list.v[3]), "inode");
}

TEST(no_mountinfo_is_an_error)
{
	cleanup_machine struct machine m = machine_new();
	struct mounts list = { 0 };

	assert_int_equal(mounts_read(&list, &m.sr), -ENOENT);
}

TEST(a_captured_machine_proposes_its_dax_mount)
{
	cleanup_machine struct machine m =
		machine_captured("debian-6.17-nvdimm-xfs");
	cleanup_free const struct mount **v = NULL;
	cleanup_mounts struct mounts list = { 0 };

	assert_int_equal(mounts_read(&list, &m.sr), 0);
	assert_int_equal(mounts_propose_dax(&list, &v), 1);
	assert_string_equal(v[0]->fs_type, "xfs");
	assert_ptr_equal(mounts_find_path(&list, "/mnt/dax/file"), v[0]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_field_of_a_line_is_read),
		cmocka_unit_test(octal_escapes_are_undone),
		cmocka_unit_test(an_empty_source_is_read_as_empty),
		cmocka_unit_test(malformed_lines_are_left_out),
		cmocka_unit_test(the_longest_prefix_wins),
		cmocka_unit_test(a_prefix_ends_at_a_component),
		cmocka_unit_test(
			a_second_mount_on_the_same_point_hides_the_first),
		cmocka_unit_test(a_later_mount_above_hides_one_below),
		cmocka_unit_test(the_order_of_lines_does_not_matter),
		cmocka_unit_test(without_a_root_mount_the_others_are_found),
		cmocka_unit_test(mounts_that_are_each_others_parent_end),
		cmocka_unit_test(a_device_is_found_by_its_mount_of_the_root),
		cmocka_unit_test(what_may_have_dax_is_proposed_in_order),
		cmocka_unit_test(
			the_dax_option_is_told_as_newer_kernels_say_it),
		cmocka_unit_test(no_mountinfo_is_an_error),
		cmocka_unit_test(a_captured_machine_proposes_its_dax_mount),
	};

	return cmocka_run_group_tests_name("platform/mounts", tests, NULL,
					   NULL);
}
