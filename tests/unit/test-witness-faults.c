// SPDX-License-Identifier: MIT
// What a number of faults proves, with the numbers measured on kernels 4.4 to
// 7.3 for 8 MiB (4 chunks of 512 pages).
#include "witness-captured.h"

#include "witness/judge-faults.h"

static struct fault_case asked(enum page_size size, uint64_t faults)
{
	return (struct fault_case){
		.asked = size, .geo = x86, .chunks = 4, .faults = faults
	};
}

TEST(one_fault_per_chunk_is_pmd)
{
	cleanup_evidence struct evidence ev = { 0 };
	struct fault_case c = asked(PAGE_SIZE_PMD, 4);

	faults_judge_every_page(&c, &ev);
	assert_int_equal(ev.verdict, VERDICT_CONFIRMS);
	assert_true(ev.counted);
	assert_int_equal(ev.seen.pmd, 4 * CHUNK);
	assert_int_equal(ev.seen.pte + ev.seen.absent, 0);
}

TEST(one_fault_per_pud_sized_chunk_is_pud)
{
	cleanup_evidence struct evidence ev = { 0 };
	struct fault_case c = asked(PAGE_SIZE_PUD, 4);

	c.geo.chunk_bytes = c.geo.pud_bytes;
	faults_judge_first_page(&c, 0, &ev);
	assert_int_equal(ev.verdict, VERDICT_CONFIRMS);
	assert_int_equal(ev.seen.pud, 4 * x86.pud_bytes);
	assert_int_equal(ev.seen.pmd + ev.seen.pte + ev.seen.absent, 0);
	// The last page of each faults once more: it was not one entry.
	faults_judge_first_page(&c, 4, &ev);
	assert_int_equal(ev.verdict, VERDICT_REFUTES);
}

TEST(one_fault_per_page_is_pte)
{
	cleanup_evidence struct evidence ev = { 0 };
	struct fault_case c = asked(PAGE_SIZE_PTE, 2048);

	faults_judge_every_page(&c, &ev);
	assert_int_equal(ev.verdict, VERDICT_CONFIRMS);
	assert_int_equal(ev.seen.pte, 4 * CHUNK);
	c.asked = PAGE_SIZE_PMD;
	faults_judge_every_page(&c, &ev);
	assert_int_equal(ev.verdict, VERDICT_REFUTES);
}

// A third of the pages of every chunk, say, by a process that leaves the others
// to others.
static void some_pages_of_each_chunk_are_counted_as_such(void **state)
{
	struct fault_case c = asked(PAGE_SIZE_PTE, 4 * 256);

	(void)state;
	c.pages = 256;
	for (unsigned i = 0; i < 3; i++) {
		cleanup_evidence struct evidence ev = { 0 };
		// None, all and one of the four by PMD.
		static const uint64_t faults[] = { 4 * 256, 4, 3 * 256 + 1 };
		static const uint64_t huge[] = { 0, 4, 1 };

		c.faults = faults[i];
		faults_judge_every_page(&c, &ev);
		assert_true(ev.counted);
		assert_int_equal(ev.seen.pmd, huge[i] * CHUNK);
		assert_int_equal(ev.seen.pte, (4 - huge[i]) * 256 * 4096);
		assert_int_equal(ev.seen.absent, (4 - huge[i]) * 256 * 4096);
	}
}

// 4.4 to 4.10: read-only insertion, then dax_pfn_mkwrite.
TEST(two_faults_per_written_page_are_pte)
{
	cleanup_evidence struct evidence ev = { 0 };
	struct fault_case c = asked(PAGE_SIZE_PTE, 4096);

	c.two_per_page = true;
	faults_judge_every_page(&c, &ev);
	assert_int_equal(ev.verdict, VERDICT_CONFIRMS);
	assert_int_equal(ev.seen.pte, 4 * CHUNK);
}

// One chunk with a hole in it: 10 minor and 505 major on 6.1 and 7.3.
TEST(three_pmds_and_one_chunk_of_ptes_are_told_apart)
{
	cleanup_evidence struct evidence ev = { 0 };
	struct fault_case c = asked(PAGE_SIZE_PMD, 10 + 505);

	faults_judge_every_page(&c, &ev);
	assert_int_equal(ev.verdict, VERDICT_REFUTES);
	assert_int_equal(ev.seen.pmd, 3 * CHUNK);
	assert_int_equal(ev.seen.pte, CHUNK);
}

TEST(a_mix_is_not_guessed_where_writes_fault_twice)
{
	cleanup_evidence struct evidence ev = { 0 };
	struct fault_case c = asked(PAGE_SIZE_PMD, 515);

	c.two_per_page = true;
	faults_judge_every_page(&c, &ev);
	assert_int_equal(ev.verdict, VERDICT_SILENT);
	assert_false(ev.counted);
}

// 16 pages per fault of a page-cache file; with 511 chunks the total is also
// that of 480 PMDs and 31 chunks of PTEs.
TEST(fault_around_is_never_taken_for_pmds)
{
	for (uint64_t chunks = 1; chunks <= 1022; chunks++)
		for (uint64_t around = 2; around < 512; around *= 2) {
			cleanup_evidence struct evidence ev = { 0 };
			struct fault_case c =
				asked(PAGE_SIZE_PMD, chunks * 512 / around);

			c.chunks = chunks;
			faults_judge_every_page(&c, &ev);
			assert_int_equal(ev.verdict, VERDICT_SILENT);
		}
}

TEST(numbers_that_fit_nothing_are_silent)
{
	for (uint64_t faults = 0; faults < 2048; faults++) {
		cleanup_evidence struct evidence ev = { 0 };
		struct fault_case c = asked(PAGE_SIZE_PMD, faults);
		bool fits = faults >= 4 && (faults - 4) % 511 == 0;

		faults_judge_every_page(&c, &ev);
		assert_int_equal(ev.counted, fits);
	}
}

TEST(fewer_faults_than_chunks_are_no_first_touch)
{
	cleanup_evidence struct evidence ev = { 0 };
	struct fault_case c = asked(PAGE_SIZE_PMD, 3);

	faults_judge_every_page(&c, &ev);
	assert_int_equal(ev.verdict, VERDICT_SILENT);
	faults_judge_first_page(&c, 0, &ev);
	assert_int_equal(ev.verdict, VERDICT_SILENT);
}

TEST(no_fault_at_the_last_page_is_pmd)
{
	cleanup_evidence struct evidence ev = { 0 };
	struct fault_case c = asked(PAGE_SIZE_PMD, 4);

	faults_judge_first_page(&c, 0, &ev);
	assert_int_equal(ev.verdict, VERDICT_CONFIRMS);
	assert_int_equal(ev.seen.pmd, 4 * CHUNK);
}

TEST(a_fault_at_every_last_page_is_one_touched_pte_each)
{
	cleanup_evidence struct evidence ev = { 0 };
	struct fault_case c = asked(PAGE_SIZE_PTE, 4);

	faults_judge_first_page(&c, 4, &ev);
	assert_int_equal(ev.verdict, VERDICT_CONFIRMS);
	assert_int_equal(ev.seen.pte, 4 * PAGE);
	assert_int_equal(ev.seen.absent, 4 * (CHUNK - PAGE));
}

TEST(a_fault_at_some_last_pages_is_mixed)
{
	cleanup_evidence struct evidence ev = { 0 };
	struct fault_case c = asked(PAGE_SIZE_PMD, 4);

	faults_judge_first_page(&c, 1, &ev);
	assert_int_equal(ev.verdict, VERDICT_REFUTES);
	assert_int_equal(ev.seen.pmd, 3 * CHUNK);
	assert_int_equal(ev.seen.pte, PAGE);
}

TEST(more_faults_than_loads_are_somebody_elses)
{
	cleanup_evidence struct evidence ev = { 0 };
	struct fault_case c = asked(PAGE_SIZE_PMD, 4);

	faults_judge_first_page(&c, 5, &ev);
	assert_int_equal(ev.verdict, VERDICT_SILENT);
}

// Some hypervisors that shadow page tables deliver a fault twice.
TEST(doubled_faults_are_not_taken_for_ptes_of_some_chunks)
{
	cleanup_evidence struct evidence ev = { 0 };
	struct fault_case c = asked(PAGE_SIZE_PMD, 8);

	faults_judge_first_page(&c, 4, &ev);
	assert_int_equal(ev.verdict, VERDICT_SILENT);
	faults_judge_first_page(&c, 0, &ev);
	assert_int_equal(ev.verdict, VERDICT_CONFIRMS);
}

TEST(an_empty_range_is_silent)
{
	cleanup_evidence struct evidence ev = { 0 };
	struct fault_case c = asked(PAGE_SIZE_PMD, 0);

	c.chunks = 0;
	faults_judge_every_page(&c, &ev);
	assert_int_equal(ev.verdict, VERDICT_SILENT);
	faults_judge_first_page(&c, 0, &ev);
	assert_int_equal(ev.verdict, VERDICT_SILENT);
}

int main(void)
{
	const struct CMUnitTest witness_faults_tests[] = {
		cmocka_unit_test(one_fault_per_chunk_is_pmd),
		cmocka_unit_test(one_fault_per_pud_sized_chunk_is_pud),
		cmocka_unit_test(one_fault_per_page_is_pte),
		cmocka_unit_test(two_faults_per_written_page_are_pte),
		cmocka_unit_test(
			three_pmds_and_one_chunk_of_ptes_are_told_apart),
		cmocka_unit_test(a_mix_is_not_guessed_where_writes_fault_twice),
		cmocka_unit_test(fault_around_is_never_taken_for_pmds),
		cmocka_unit_test(numbers_that_fit_nothing_are_silent),
		cmocka_unit_test(fewer_faults_than_chunks_are_no_first_touch),
		cmocka_unit_test(no_fault_at_the_last_page_is_pmd),
		cmocka_unit_test(
			a_fault_at_every_last_page_is_one_touched_pte_each),
		cmocka_unit_test(a_fault_at_some_last_pages_is_mixed),
		cmocka_unit_test(more_faults_than_loads_are_somebody_elses),
		cmocka_unit_test(
			doubled_faults_are_not_taken_for_ptes_of_some_chunks),
		cmocka_unit_test(an_empty_range_is_silent),
		cmocka_unit_test(some_pages_of_each_chunk_are_counted_as_such),
	};

	return cmocka_run_group_tests(witness_faults_tests, NULL, NULL);
}
