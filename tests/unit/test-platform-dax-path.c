// SPDX-License-Identifier: MIT
// By kallsyms alone: iomap, buffer_head or both.
#include "platform-sysroot.h"

#include "platform/dax-path.h"

static void expect_path(const struct sysroot *sr, const char *fs,
			const char *path, const char *evidence)
{
	cleanup_free char *got = NULL;
	cleanup_free char *why = NULL;

	assert_int_equal(dax_path_probe(sr, fs, &got, &why), 0);
	assert_string_equal(got, path);
	assert_non_null(strstr(why, evidence));
}

static void expect_on(const char *machine, const char *fs, const char *path,
		      const char *evidence)
{
	cleanup_machine struct machine m = machine_captured(machine);

	expect_path(&m.sr, fs, path, evidence);
}

static void expect_with(const char *kallsyms, const char *fs, const char *path,
			const char *evidence)
{
	cleanup_machine struct machine m = machine_new();

	machine_put(&m, "/proc/kallsyms", kallsyms);
	expect_path(&m.sr, fs, path, evidence);
}

TEST(all_are_buffer_head_in_4_4)
{
	expect_on("synthetic-4.4", "ext4", "buffer_head", "ext4_get_block_dax");
	expect_on("synthetic-4.4", "xfs", "buffer_head",
		  "xfs_get_blocks_dax_fault");
	expect_on("synthetic-4.4", "ext2", "buffer_head", "ext2_dax_fault");
}

TEST(all_are_buffer_head_in_4_6)
{
	expect_on("synthetic-4.6", "ext4", "buffer_head",
		  "ext4_dax_mmap_get_block");
	expect_on("synthetic-4.6", "xfs", "buffer_head",
		  "xfs_get_blocks_dax_fault");
	expect_on("synthetic-4.6", "ext2", "buffer_head", "ext2_dax_fault");
}

// 4.8 has xfs_iomap_ops and xfs_file_iomap_begin, which DAX does not use.
TEST(xfs_is_buffer_head_in_4_8_despite_its_iomap_symbols)
{
	expect_on("synthetic-4.8", "xfs", "buffer_head",
		  "xfs_get_blocks_dax_fault");
}

TEST(ext4_and_ext2_are_buffer_head_in_4_8)
{
	expect_on("synthetic-4.8", "ext4", "buffer_head", "ext4_dax_get_block");
	expect_on("synthetic-4.8", "ext2", "buffer_head", "ext2_dax_fault");
}

TEST(ext4_is_buffer_head_in_4_9)
{
	expect_on("synthetic-4.9", "ext4", "buffer_head", "ext4_dax_get_block");
}

TEST(xfs_and_ext2_are_mixed_in_4_9)
{
	expect_on("synthetic-4.9", "xfs", "mixed", "iomap_dax_fault");
	expect_on("synthetic-4.9", "ext2", "mixed", "iomap_dax_fault");
}

TEST(all_are_iomap_in_4_10)
{
	expect_on("synthetic-4.10", "ext4", "iomap", "ext4_iomap_begin");
	expect_on("synthetic-4.10", "xfs", "iomap", "xfs_");
	expect_on("synthetic-4.10", "ext2", "iomap", "ext2_iomap_begin");
}

TEST(all_are_iomap_in_4_15)
{
	expect_on("synthetic-4.15", "ext4", "iomap", "ext4_iomap_begin");
	expect_on("synthetic-4.15", "xfs", "iomap", "xfs_");
	expect_on("synthetic-4.15", "ext2", "iomap", "ext2_iomap_begin");
}

TEST(a_captured_6_1_shows_ext4_by_its_own_symbol)
{
	expect_on("debian-6.1-nvdimm-ext4", "ext4", "iomap",
		  "ext4_iomap_begin");
}

TEST(a_captured_6_17_shows_xfs_by_its_own_symbol)
{
	expect_on("debian-6.17-nvdimm-xfs", "xfs", "iomap",
		  "xfs_dax_write_iomap_ops");
}

TEST(a_file_system_not_loaded_goes_by_the_generic_one)
{
	expect_on("debian-6.1-nvdimm-ext4", "xfs", "iomap",
		  "dax_iomap_fault (no symbol of xfs is listed)");
	expect_with("0 T dax_fault\n", "xfs", "buffer_head",
		    "dax_fault (no symbol of xfs is listed)");
}

TEST(without_own_symbols_4_9_is_mixed_for_all_but_ext4)
{
	static const char kallsyms[] = "0 T dax_fault\n0 T iomap_dax_fault\n";

	expect_with(kallsyms, "ext4", "buffer_head", "dax_fault");
	expect_with(kallsyms, "xfs", "mixed", "iomap_dax_fault");
	expect_with(kallsyms, "ext2", "mixed", "iomap_dax_fault");
}

TEST(renamed_callbacks_of_7_3_are_iomap)
{
	static const char kallsyms[] = "0 T dax_iomap_fault\n"
				       "0 t ext4_iomap_next\t[ext4]\n"
				       "0 t xfs_dax_write_iomap_next\t[xfs]\n";

	expect_with(kallsyms, "ext4", "iomap", "ext4_iomap_next");
	expect_with(kallsyms, "xfs", "iomap", "xfs_dax_write_iomap_next");
	expect_on("debian-7.3-nvdimm-xfs", "xfs", "iomap",
		  "xfs_dax_write_iomap_next");
}

TEST(suffixes_of_the_compiler_do_not_hide_a_symbol)
{
	expect_with("0 T dax_iomap_fault\n"
		    "0 t ext4_iomap_begin.llvm.8161\t[ext4]\n",
		    "ext4", "iomap", "ext4_iomap_begin");
}

TEST(a_longer_name_is_another_symbol)
{
	expect_with("0 T dev_dax_fault\n0 T dax_iomap_fault_x\n", "ext4",
		    "unknown", "CONFIG_FS_DAX");
}

TEST(ext2_driven_by_ext4_is_shown_by_ext4)
{
	cleanup_machine struct machine m = machine_new();

	machine_put(&m, "/proc/kallsyms",
		    "0 T dax_iomap_fault\n0 t ext4_iomap_begin\t[ext4]\n");
	machine_put(&m, "/proc/filesystems", "\text2\n\text4\n");
	expect_path(&m.sr, "ext2", "iomap",
		    "ext4_iomap_begin (ext2 is driven by ext4)");
}

// ext4 uses iomap for direct I/O as well: its symbols alone prove no DAX.
TEST(iomap_without_a_dax_fault_handler_is_unknown)
{
	expect_with("0 t ext4_iomap_begin\t[ext4]\n", "ext4", "unknown",
		    "CONFIG_FS_DAX");
}

TEST(without_kallsyms_it_is_unknown_and_says_why)
{
	cleanup_machine struct machine m = machine_new();
	cleanup_facts struct facts f = { 0 };

	expect_path(&m.sr, "ext4", "unknown", "No such file");
	dax_path_facts(&f, &m.sr);
	assert_fact_unknown(&f, "kernel.dax_path.ext4", FACT_ABSENT);
}

TEST(malformed_lines_are_passed_over)
{
	expect_with("\n \nffff\nffff T\ngarbage dax_fault\n0 T \n"
		    "0 T dax_iomap_fault",
		    "ext4", "iomap", "dax_iomap_fault");
}

TEST(other_file_systems_are_refused)
{
	cleanup_machine struct machine m = machine_new();
	cleanup_free char *path = NULL;
	cleanup_free char *why = NULL;

	assert_int_equal(dax_path_probe(&m.sr, "btrfs", &path, &why), -EINVAL);
	assert_null(path);
}

TEST(facts_name_the_symbol_in_their_source)
{
	cleanup_machine struct machine m = machine_captured("synthetic-4.10");
	cleanup_facts struct facts f = { 0 };

	dax_path_facts(&f, &m.sr);
	assert_int_equal(f.n, 3);
	assert_fact_text(&f, "kernel.dax_path.ext4", "iomap");
	assert_string_equal(facts_find(&f, "kernel.dax_path.ext4")->source,
			    "/proc/kallsyms: ext4_iomap_begin");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_are_buffer_head_in_4_4),
		cmocka_unit_test(all_are_buffer_head_in_4_6),
		cmocka_unit_test(
			xfs_is_buffer_head_in_4_8_despite_its_iomap_symbols),
		cmocka_unit_test(ext4_and_ext2_are_buffer_head_in_4_8),
		cmocka_unit_test(ext4_is_buffer_head_in_4_9),
		cmocka_unit_test(xfs_and_ext2_are_mixed_in_4_9),
		cmocka_unit_test(all_are_iomap_in_4_10),
		cmocka_unit_test(all_are_iomap_in_4_15),
		cmocka_unit_test(a_captured_6_1_shows_ext4_by_its_own_symbol),
		cmocka_unit_test(a_captured_6_17_shows_xfs_by_its_own_symbol),
		cmocka_unit_test(
			a_file_system_not_loaded_goes_by_the_generic_one),
		cmocka_unit_test(
			without_own_symbols_4_9_is_mixed_for_all_but_ext4),
		cmocka_unit_test(renamed_callbacks_of_7_3_are_iomap),
		cmocka_unit_test(suffixes_of_the_compiler_do_not_hide_a_symbol),
		cmocka_unit_test(a_longer_name_is_another_symbol),
		cmocka_unit_test(ext2_driven_by_ext4_is_shown_by_ext4),
		cmocka_unit_test(iomap_without_a_dax_fault_handler_is_unknown),
		cmocka_unit_test(without_kallsyms_it_is_unknown_and_says_why),
		cmocka_unit_test(malformed_lines_are_passed_over),
		cmocka_unit_test(other_file_systems_are_refused),
		cmocka_unit_test(facts_name_the_symbol_in_their_source),
	};

	return cmocka_run_group_tests_name("platform/dax-path", tests, NULL,
					   NULL);
}
