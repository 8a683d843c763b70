// SPDX-License-Identifier: MIT
// Decoding pagemap entries and PAGEMAP_SCAN regions, captured under PMDs and
// PTEs on kernels 5.10 to 7.3.
#include "witness-captured.h"

#include "witness/read-pagemap.h"

#define PAGES 512u

static void load_entries(const char *which, uint64_t entries[2 * PAGES])
{
	cleanup_strbuf struct strbuf raw = captured_of(which, "pagemap");

	assert_int_equal(raw.len, 2 * PAGES * sizeof(*entries));
	memcpy(entries, raw.s, raw.len);
}

TEST(one_touch_under_a_pmd_makes_every_page_present)
{
	static const char *const which[] = {
		"5.10-ext4-pmd-write", "6.1-ext4-pmd-write",
		"6.12-ext4-pmd-write", "6.16-ext4-pmd-write",
		"7.3-ext4-pmd-write",  "7.3-xfs-pmd-read-hole",
	};
	uint64_t entries[2 * PAGES];

	for (size_t i = 0; i < ARRAY_SIZE(which); i++) {
		load_entries(which[i], entries);
		assert_int_equal(entries_present(entries, 2 * PAGES),
				 2 * PAGES);
		assert_int_equal(entries_pfn_order(entries, PAGES),
				 PFN_ALIGNED);
	}
}

TEST(one_touch_under_ptes_makes_one_page_present)
{
	static const char *const which[] = {
		"5.10-ext4-pte-write",     "6.1-ext4-pte-write",
		"6.12-ext4-pte-read-hole", "6.16-ext4-pte-write",
		"7.3-xfs-pte-write",
	};
	uint64_t entries[2 * PAGES];

	for (size_t i = 0; i < ARRAY_SIZE(which); i++) {
		load_entries(which[i], entries);
		assert_int_equal(entries_present(entries, PAGES), 1);
		assert_int_equal(entries_present(entries + PAGES, PAGES), 1);
	}
}

// Page frames of PTEs of an aligned extent look like those of a PMD.
TEST(aligned_page_frames_do_not_tell_pmd_from_pte)
{
	uint64_t entries[2 * PAGES];

	load_entries("7.3-xfs-pte-write", entries);
	assert_int_equal(entries_pfn_order(entries, PAGES), PFN_ALIGNED);
}

TEST(a_gap_or_a_misaligned_start_breaks_the_order)
{
	uint64_t entries[2 * PAGES];

	load_entries("6.1-ext4-pmd-write", entries);
	entries[100]++;
	assert_int_equal(entries_pfn_order(entries, PAGES), PFN_BROKEN);
	load_entries("6.1-ext4-pmd-write", entries);
	for (size_t i = 0; i < PAGES; i++)
		entries[i]++;
	assert_int_equal(entries_pfn_order(entries, PAGES), PFN_BROKEN);
}

TEST(hidden_page_frames_are_told_from_broken_ones)
{
	uint64_t entries[PAGES] = { 0 };

	assert_int_equal(entries_pfn_order(entries, PAGES), PFN_NONE);
	for (size_t i = 0; i < PAGES; i++)
		entries[i] = PAGEMAP_PRESENT;
	assert_int_equal(entries_pfn_order(entries, PAGES), PFN_HIDDEN);
	assert_int_equal(entries_pfn_order(entries, 1), PFN_HIDDEN);
}

static size_t load_regions(const char *which, struct scan_region *regions,
			   size_t max)
{
	cleanup_strbuf struct strbuf raw = captured_of(which, "regions");
	size_t n = raw.len / sizeof(*regions);

	assert_true(n > 0 && n <= max && raw.len % sizeof(*regions) == 0);
	memcpy(regions, raw.s, raw.len);
	return n;
}

static struct page_bytes account(const char *which)
{
	struct scan_region regions[16];
	struct page_bytes seen = { 0 };
	uint64_t file = 0, start = captured_addr(which);
	size_t n = load_regions(which, regions, ARRAY_SIZE(regions));

	assert_int_equal(regions_account(regions, n, start, start + 2 * CHUNK,
					 &seen, &file),
			 0);
	return seen;
}

TEST(a_huge_region_is_pmd)
{
	static const char *const which[] = { "6.12-ext4-pmd-write",
					     "6.16-ext4-pmd-write",
					     "7.3-ext4-pmd-write" };

	for (size_t i = 0; i < ARRAY_SIZE(which); i++) {
		struct page_bytes seen = account(which[i]);

		assert_int_equal(seen.pmd, 2 * CHUNK);
		assert_int_equal(seen.pte + seen.zero, 0);
	}
}

TEST(a_present_region_that_is_not_huge_is_pte)
{
	struct page_bytes seen = account("7.3-xfs-pte-write");

	assert_int_equal(seen.pmd, 0);
	assert_int_equal(seen.pte, 2 * PAGE);
}

TEST(zero_pages_are_counted_whatever_their_size)
{
	struct page_bytes huge = account("7.3-xfs-pmd-read-hole");
	struct page_bytes small = account("6.12-ext4-pte-read-hole");

	assert_int_equal(huge.pmd, 2 * CHUNK);
	assert_int_equal(huge.zero, 2 * CHUNK);
	assert_int_equal(small.pte, 2 * PAGE);
	assert_int_equal(small.zero, 2 * PAGE);
}

TEST(one_chunk_that_fell_back_is_told_from_the_other)
{
	struct page_bytes seen = account("7.3-ext4-fallback");

	assert_int_equal(seen.pmd, CHUNK);
	assert_int_equal(seen.pte, PAGE);
}

TEST(parts_outside_the_range_do_not_count)
{
	struct scan_region r[] = {
		{ 0, 4 * CHUNK, SCAN_PRESENT | SCAN_HUGE | SCAN_FILE },
		{ 5 * CHUNK, 6 * CHUNK, SCAN_PRESENT },
	};
	struct page_bytes seen = { 0 };
	uint64_t file = 0;

	assert_int_equal(regions_account(r, 2, CHUNK, 2 * CHUNK, &seen, &file),
			 0);
	assert_int_equal(seen.pmd, CHUNK);
	assert_int_equal(file, CHUNK);
	assert_int_equal(seen.pte, 0);
}

TEST(regions_out_of_order_are_refused)
{
	struct scan_region reversed[] = { { 8192, 4096, SCAN_PRESENT } };
	struct scan_region overlap[] = { { 0, 8192, SCAN_PRESENT },
					 { 4096, 12288, SCAN_PRESENT } };
	struct page_bytes seen = { 0 };
	uint64_t file = 0;

	assert_int_equal(regions_account(reversed, 1, 0, CHUNK, &seen, &file),
			 -EINVAL);
	assert_int_equal(regions_account(overlap, 2, 0, CHUNK, &seen, &file),
			 -EINVAL);
}

TEST(a_pagemap_that_ends_early_is_an_error)
{
	cleanup_file FILE *f = tmpfile();
	uint64_t entries[4] = { PAGEMAP_PRESENT };
	uint64_t pages;

	assert_non_null(f);
	assert_int_equal(fwrite(entries, 8, 2, f), 2);
	assert_int_equal(fflush(f), 0);
	assert_int_equal(pagemap_read(fileno(f), 0, PAGE, entries, 2), 0);
	assert_int_equal(pagemap_read(fileno(f), 0, PAGE, entries, 3),
			 -ENODATA);
	assert_int_equal(pagemap_present(fileno(f), 0, (uint64_t)2 * PAGE, PAGE,
					 &pages),
			 0);
	assert_int_equal(pages, 1);
	assert_int_equal(pagemap_present(fileno(f), 0, CHUNK, PAGE, &pages),
			 -ENODATA);
}

int main(void)
{
	const struct CMUnitTest witness_pagemap_tests[] = {
		cmocka_unit_test(
			one_touch_under_a_pmd_makes_every_page_present),
		cmocka_unit_test(one_touch_under_ptes_makes_one_page_present),
		cmocka_unit_test(aligned_page_frames_do_not_tell_pmd_from_pte),
		cmocka_unit_test(a_gap_or_a_misaligned_start_breaks_the_order),
		cmocka_unit_test(hidden_page_frames_are_told_from_broken_ones),
		cmocka_unit_test(a_huge_region_is_pmd),
		cmocka_unit_test(a_present_region_that_is_not_huge_is_pte),
		cmocka_unit_test(zero_pages_are_counted_whatever_their_size),
		cmocka_unit_test(
			one_chunk_that_fell_back_is_told_from_the_other),
		cmocka_unit_test(parts_outside_the_range_do_not_count),
		cmocka_unit_test(regions_out_of_order_are_refused),
		cmocka_unit_test(a_pagemap_that_ends_early_is_an_error),
	};

	return cmocka_run_group_tests(witness_pagemap_tests, NULL, NULL);
}
