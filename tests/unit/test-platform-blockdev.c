// SPDX-License-Identifier: MIT
// From a device number to the disk and what it offers.
#include "platform-sysroot.h"

#include "platform/blockdev.h"

TEST(a_whole_disk_is_its_own_disk)
{
	cleanup_machine struct machine m =
		machine_captured("debian-6.1-nvdimm-ext4");
	cleanup_blockdev struct blockdev b = { 0 };

	assert_int_equal(blockdev_read(&b, &m.sr, 259, 0), 0);
	assert_string_equal(b.name, "pmem0");
	assert_string_equal(b.disk, "pmem0");
	assert_false(b.partition);
	assert_false(b.dm);
}

TEST(facts_of_a_captured_pmem_disk)
{
	cleanup_machine struct machine m =
		machine_captured("debian-6.1-nvdimm-ext4");
	cleanup_facts struct facts f = { 0 };

	blockdev_facts(&f, &m.sr, 259, 0);
	assert_fact_number(&f, "block.size", FACT_BYTES, 1006ull << 20);
	assert_fact_number(&f, "block.dax", FACT_BOOL, 1);
	assert_fact_number(&f, "block.write_cache", FACT_BOOL, 1);
	assert_fact_number(&f, "block.badblocks", FACT_BYTES, 0);
	assert_null(facts_find(&f, "block.start"));
}

static struct machine partitioned(void)
{
	struct machine m = machine_new();

	machine_link(&m, "/sys/dev/block/259:1",
		     "../../devices/x/block/pmem0/pmem0p1");
	machine_link(&m, "/sys/block/pmem0", "../devices/x/block/pmem0");
	machine_put(&m, "/sys/devices/x/block/pmem0/pmem0p1/partition", "1\n");
	machine_put(&m, "/sys/devices/x/block/pmem0/pmem0p1/start", "4096\n");
	machine_put(&m, "/sys/devices/x/block/pmem0/pmem0p1/size", "8192\n");
	machine_put(&m, "/sys/devices/x/block/pmem0/queue/dax", "1\n");
	return m;
}

TEST(a_partition_names_its_disk_and_start)
{
	cleanup_machine struct machine m = partitioned();
	cleanup_facts struct facts f = { 0 };

	blockdev_facts(&f, &m.sr, 259, 1);
	assert_fact_text(&f, "block.name", "pmem0p1");
	assert_fact_text(&f, "block.disk", "pmem0");
	assert_fact_number(&f, "block.start", FACT_BYTES, 2 << 20);
	assert_fact_number(&f, "block.size", FACT_BYTES, 4 << 20);
	assert_fact_number(&f, "block.dax", FACT_BOOL, 1);
}

TEST(a_disk_is_on_a_node_or_on_none)
{
	static const struct {
		const char *text;
		bool known;
	} rows[] = { { "0\n", true }, { "-1\n", false }, { "x\n", false } };

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		cleanup_machine struct machine m = partitioned();
		cleanup_facts struct facts f = { 0 };

		machine_put(&m, "/sys/devices/x/block/pmem0/device/numa_node",
			    rows[i].text);
		blockdev_facts(&f, &m.sr, 259, 1);
		const struct fact *node = facts_find(&f, "block.numa_node");
		assert_non_null(node);
		assert_int_equal(node->status == FACT_KNOWN, rows[i].known);
		assert_true(rows[i].known ? node->number == 0
					  : node->reason[0] != 0);
	}
}

TEST(bad_sectors_are_added_up)
{
	cleanup_machine struct machine m = partitioned();
	cleanup_facts struct facts f = { 0 };

	machine_put(&m, "/sys/devices/x/block/pmem0/badblocks", "8 1\n16 7\n");
	blockdev_facts(&f, &m.sr, 259, 1);
	assert_fact_number(&f, "block.badblocks", FACT_BYTES, 8 * 512);
}

TEST(nonsense_in_badblocks_is_an_error_not_zero)
{
	cleanup_machine struct machine m = partitioned();
	cleanup_facts struct facts f = { 0 };

	machine_put(&m, "/sys/devices/x/block/pmem0/badblocks", "8\n");
	blockdev_facts(&f, &m.sr, 259, 1);
	assert_fact_unknown(&f, "block.badblocks", FACT_ERROR);
}

TEST(a_mapped_device_tells_its_name)
{
	cleanup_machine struct machine m = machine_new();
	cleanup_facts struct facts f = { 0 };

	machine_link(&m, "/sys/dev/block/253:0",
		     "../../devices/virtual/block/dm-0");
	machine_put(&m, "/sys/devices/virtual/block/dm-0/dm/name", "vg-pmem\n");
	blockdev_facts(&f, &m.sr, 253, 0);
	assert_fact_text(&f, "block.dm_name", "vg-pmem");
}

TEST(a_number_of_no_block_device_is_absent)
{
	cleanup_machine struct machine m = machine_new();
	cleanup_facts struct facts f = { 0 };

	blockdev_facts(&f, &m.sr, 0, 41);
	assert_int_equal(f.n, 1);
	assert_fact_unknown(&f, "block.name", FACT_ABSENT);
}

TEST(a_missing_queue_file_is_unknown_not_no)
{
	cleanup_machine struct machine m = machine_new();
	cleanup_facts struct facts f = { 0 };

	machine_link(&m, "/sys/dev/block/259:0", "../../devices/x/block/pmem0");
	blockdev_facts(&f, &m.sr, 259, 0);
	assert_fact_unknown(&f, "block.dax", FACT_ABSENT);
	assert_fact_unknown(&f, "block.size", FACT_ABSENT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_whole_disk_is_its_own_disk),
		cmocka_unit_test(facts_of_a_captured_pmem_disk),
		cmocka_unit_test(a_partition_names_its_disk_and_start),
		cmocka_unit_test(a_disk_is_on_a_node_or_on_none),
		cmocka_unit_test(bad_sectors_are_added_up),
		cmocka_unit_test(nonsense_in_badblocks_is_an_error_not_zero),
		cmocka_unit_test(a_mapped_device_tells_its_name),
		cmocka_unit_test(a_number_of_no_block_device_is_absent),
		cmocka_unit_test(a_missing_queue_file_is_unknown_not_no),
	};

	return cmocka_run_group_tests_name("platform/blockdev", tests, NULL,
					   NULL);
}
