// SPDX-License-Identifier: MIT
// Finding a VMA in smaps as kernels 5.10 to 7.3 print it, and what its Rss
// proves on each.
#include "witness-captured.h"

#include "witness/judge-rss.h"
#include "witness/read-smaps.h"

static struct smaps_vma vma_of(const char *which)
{
	cleanup_strbuf struct strbuf text = captured_of(which, "smaps");
	struct smaps_vma vma;

	assert_int_equal(smaps_find(strbuf_str(&text), text.len,
				    captured_addr(which), &vma),
			 0);
	return vma;
}

TEST(the_block_of_the_mapping_is_found)
{
	struct smaps_vma vma = vma_of("7.3-ext4-pmd-write");

	assert_int_equal(vma.start, captured_addr("7.3-ext4-pmd-write"));
	assert_int_equal(vma.end - vma.start, 2 * CHUNK);
	assert_int_equal(vma.offset, 0);
	assert_string_equal(vma.perms, "rw-s");
	assert_string_equal(vma.flags, "rd wr sh mr mw me ms sd hg");
	assert_int_equal(smaps_field(&vma, "Size")->value, 2 * CHUNK);
	assert_int_equal(smaps_field(&vma, "Rss")->value, 2 * CHUNK);
	assert_true(smaps_field(&vma, "Rss")->bytes);
	assert_false(smaps_field(&vma, "THPeligible")->bytes);
	assert_null(smaps_field(&vma, "NoSuchField"));
}

TEST(an_address_in_the_middle_finds_the_same_block)
{
	cleanup_strbuf struct strbuf text =
		captured_of("6.1-ext4-pmd-write", "smaps");
	uint64_t addr = captured_addr("6.1-ext4-pmd-write");
	struct smaps_vma vma;

	assert_int_equal(smaps_find(strbuf_str(&text), text.len,
				    addr + 2 * CHUNK - 1, &vma),
			 0);
	assert_int_equal(vma.start, addr);
}

TEST(an_address_outside_finds_nothing)
{
	cleanup_strbuf struct strbuf text =
		captured_of("6.1-ext4-pmd-write", "smaps");
	struct smaps_vma vma;

	assert_int_equal(smaps_find(strbuf_str(&text), text.len, 4096, &vma),
			 -ENOENT);
	assert_int_equal(smaps_find("", 0, 4096, &vma), -ENOENT);
}

TEST(nohugepage_shows_in_the_flags)
{
	struct smaps_vma vma = vma_of("6.16-ext4-pte-write");

	assert_string_equal(vma.flags, "rd wr sh mr mw me ms sd nh");
}

TEST(map_sync_shows_in_the_flags)
{
	struct smaps_vma vma = vma_of("6.1-ext4-pmd-write-sync");

	assert_non_null(strstr(vma.flags, " sf"));
}

TEST(file_pmd_mapped_is_zero_under_a_dax_pmd)
{
	static const char *const which[] = {
		"5.10-ext4-pmd-write", "6.1-ext4-pmd-write",
		"6.12-ext4-pmd-write", "6.16-ext4-pmd-write",
		"7.3-ext4-pmd-write",
	};

	for (size_t i = 0; i < ARRAY_SIZE(which); i++) {
		struct smaps_vma vma = vma_of(which[i]);

		assert_int_equal(smaps_field(&vma, "FilePmdMapped")->value, 0);
	}
}

static int find(const char *text, struct smaps_vma *vma)
{
	return smaps_find(text, strlen(text), 0x1000, vma);
}

TEST(a_text_that_ends_inside_the_block_gives_what_it_has)
{
	struct smaps_vma vma;

	assert_int_equal(find("1000-2000 rw-s 00000000 00:01 5 /f\n"
			      "Rss:     4 kB\nPss:   ",
			      &vma),
			 0);
	assert_int_equal(vma.n_fields, 1);
	assert_int_equal(find("1000-2000 rw-s 00000000", &vma), 0);
}

TEST(numbers_that_do_not_fit_are_passed_over)
{
	struct smaps_vma vma;

	assert_int_equal(
		find("1000-2000 rw-s 0 00:01 5 /f\n"
		     "Rss: 99999999999999999999999999 kB\n"
		     "Pss: 18446744073709551615 kB\n"
		     "Size: -4 kB\nA very long field name that no kernel has: 4 kB\n"
		     "Swap: 8 kB\n",
		     &vma),
		0);
	assert_int_equal(vma.n_fields, 1);
	assert_int_equal(smaps_field(&vma, "Swap")->value, 8192);
	assert_int_equal(find("1000-fffffffffffffffff rw-s 0 0 0\n", &vma),
			 -ENOENT);
}

TEST(more_fields_than_fit_are_cut)
{
	cleanup_strbuf struct strbuf text = { 0 };
	struct smaps_vma vma;

	strbuf_puts(&text, "1000-2000 rw-s 0 00:01 5 /f\n");
	for (unsigned i = 0; i < 4 * SMAPS_FIELDS_MAX; i++)
		strbuf_printf(&text, "Field%u: %u kB\n", i, i);
	assert_int_equal(find(strbuf_str(&text), &vma), 0);
	assert_int_equal(vma.n_fields, SMAPS_FIELDS_MAX);
}

static struct rss_case on(unsigned major, unsigned minor, enum page_size asked,
			  uint64_t rss)
{
	return (struct rss_case){
		.asked = asked,
		.geo = x86,
		.chunks = 2,
		.touches_per_chunk = 1,
		.write = true,
		.kernel_major = major,
		.kernel_minor = minor,
		.rss = rss,
	};
}

static enum verdict judged(struct rss_case c)
{
	cleanup_evidence struct evidence ev = { 0 };

	rss_judge(&c, &ev);
	assert_false(ev.counted);
	return ev.verdict;
}

TEST(captured_rss_is_judged_as_mapped)
{
	static const struct {
		const char *which;
		unsigned major, minor;
		enum page_size asked;
		enum verdict verdict;
	} cases[] = {
		{ "5.10-ext4-pmd-write", 5, 10, PAGE_SIZE_PMD,
		  VERDICT_CONFIRMS },
		{ "5.10-ext4-pte-write", 5, 10, PAGE_SIZE_PTE,
		  VERDICT_CONFIRMS },
		{ "6.1-ext4-pmd-write", 6, 1, PAGE_SIZE_PMD, VERDICT_CONFIRMS },
		{ "6.1-ext4-pte-write", 6, 1, PAGE_SIZE_PMD, VERDICT_REFUTES },
		{ "6.1-ext4-fallback", 6, 1, PAGE_SIZE_PMD, VERDICT_SILENT },
		{ "6.12-ext4-pmd-write", 6, 12, PAGE_SIZE_PMD, VERDICT_SILENT },
		{ "6.12-ext4-pte-write", 6, 12, PAGE_SIZE_PTE, VERDICT_SILENT },
		{ "6.16-ext4-pmd-write", 6, 16, PAGE_SIZE_PMD,
		  VERDICT_CONFIRMS },
		{ "6.16-ext4-pte-write", 6, 16, PAGE_SIZE_PMD,
		  VERDICT_REFUTES },
		{ "7.3-ext4-pmd-write", 7, 3, PAGE_SIZE_PMD, VERDICT_CONFIRMS },
		{ "7.3-ext4-pte-write", 7, 3, PAGE_SIZE_PTE, VERDICT_CONFIRMS },
		{ "7.3-xfs-pte-write", 7, 3, PAGE_SIZE_PMD, VERDICT_REFUTES },
		{ "7.3-ext4-fallback", 7, 3, PAGE_SIZE_PMD, VERDICT_SILENT },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct smaps_vma vma = vma_of(cases[i].which);
		struct rss_case c =
			on(cases[i].major, cases[i].minor, cases[i].asked,
			   smaps_field(&vma, "Rss")->value);

		if (judged(c) != cases[i].verdict)
			fail_msg("%s: %s", cases[i].which,
				 verdict_name(judged(c)));
	}
}

TEST(a_kernel_that_was_not_measured_is_silent)
{
	cleanup_evidence struct evidence ev = { 0 };
	struct rss_case c = on(6, 6, PAGE_SIZE_PMD, 2 * CHUNK);

	rss_judge(&c, &ev);
	assert_int_equal(ev.verdict, VERDICT_SILENT);
	assert_non_null(strstr(ev.reason, "not measured on Linux 6.6"));
	assert_int_equal(judged(on(7, 4, PAGE_SIZE_PMD, 2 * CHUNK)),
			 VERDICT_SILENT);
	assert_int_equal(judged(on(4, 7, PAGE_SIZE_PMD, 2 * PAGE)),
			 VERDICT_SILENT);
	assert_int_equal(judged(on(0, 0, PAGE_SIZE_PMD, 0)), VERDICT_SILENT);
}

// A load of a hole maps the shared zero page, which adds nothing to Rss.
TEST(no_rss_after_loads_is_silent)
{
	struct rss_case c = on(6, 16, PAGE_SIZE_PMD, 0);

	c.write = false;
	assert_int_equal(judged(c), VERDICT_SILENT);
}

TEST(rss_of_every_page_touched_tells_nothing_from_6_17)
{
	struct rss_case c = on(6, 17, PAGE_SIZE_PMD, 2 * CHUNK);

	c.touches_per_chunk = 512;
	assert_int_equal(judged(c), VERDICT_SILENT);
	c = on(6, 1, PAGE_SIZE_PMD, 2 * PAGE);
	c.touches_per_chunk = 512;
	assert_int_equal(judged(c), VERDICT_CONFIRMS);
}

int main(void)
{
	const struct CMUnitTest witness_smaps_tests[] = {
		cmocka_unit_test(the_block_of_the_mapping_is_found),
		cmocka_unit_test(an_address_in_the_middle_finds_the_same_block),
		cmocka_unit_test(an_address_outside_finds_nothing),
		cmocka_unit_test(nohugepage_shows_in_the_flags),
		cmocka_unit_test(map_sync_shows_in_the_flags),
		cmocka_unit_test(file_pmd_mapped_is_zero_under_a_dax_pmd),
		cmocka_unit_test(
			a_text_that_ends_inside_the_block_gives_what_it_has),
		cmocka_unit_test(numbers_that_do_not_fit_are_passed_over),
		cmocka_unit_test(more_fields_than_fit_are_cut),
		cmocka_unit_test(captured_rss_is_judged_as_mapped),
		cmocka_unit_test(a_kernel_that_was_not_measured_is_silent),
		cmocka_unit_test(no_rss_after_loads_is_silent),
		cmocka_unit_test(
			rss_of_every_page_touched_tells_nothing_from_6_17),
	};

	return cmocka_run_group_tests(witness_smaps_tests, NULL, NULL);
}
