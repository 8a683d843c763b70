// SPDX-License-Identifier: MIT
// Reading fs_dax events as kernels 5.10 to 7.3 print them.
#include "witness-captured.h"

#include "witness/read-trace.h"

#define CHUNKS 2

struct reading {
	struct trace_tally tally;
	unsigned char chunks[CHUNKS];
	char line[1024];
};

static void begin(struct reading *r, uint64_t start)
{
	*r = (struct reading){ 0 };
	r->tally = (struct trace_tally){
		.start = start,
		.chunk_bytes = CHUNK,
		.n_chunks = CHUNKS,
		.chunks = r->chunks,
		.partial = r->line,
		.partial_size = sizeof(r->line),
	};
}

static void read_captured(struct reading *r, const char *which)
{
	cleanup_strbuf struct strbuf text = captured_of(which, "trace");

	begin(r, captured_addr(which));
	assert_true(text.len > 0);
	trace_feed(&r->tally, text.s, text.len);
	trace_finish(&r->tally);
}

static void read_text(struct reading *r, const char *text)
{
	begin(r, 0x7f0000000000);
	trace_feed(&r->tally, text, strlen(text));
	trace_finish(&r->tally);
}

static void judge(const struct reading *r, enum page_size asked,
		  struct evidence *ev)
{
	evidence_release(ev);
	trace_judge(&r->tally, asked, PAGE, ev);
}

// What a captured case shows; returns how often the kernel fell back.
static unsigned expect(const char *which, enum page_size asked,
		       enum verdict verdict, struct page_bytes seen)
{
	cleanup_evidence struct evidence ev = { 0 };
	struct reading r;

	read_captured(&r, which);
	judge(&r, asked, &ev);
	assert_int_equal(ev.verdict, verdict);
	assert_int_equal(ev.seen.pmd, seen.pmd);
	assert_int_equal(ev.seen.pte, seen.pte);
	assert_int_equal(ev.seen.zero, seen.zero);
	assert_int_equal(ev.seen.absent, seen.absent);
	return r.tally.fallbacks;
}

static const struct page_bytes by_pmd = { .pmd = 2 * CHUNK };
static const struct page_bytes by_pte = { .pte = 2 * PAGE,
					  .absent = 2 * (CHUNK - PAGE) };
static const struct page_bytes by_both = { .pmd = CHUNK,
					   .pte = PAGE,
					   .absent = CHUNK - PAGE };

TEST(pmd_faults_are_counted_by_chunk)
{
	static const char *const which[] = {
		"5.10-ext4-pmd-write", "6.1-ext4-pmd-write",
		"6.12-ext4-pmd-write", "6.16-ext4-pmd-write",
		"7.3-ext4-pmd-write",
	};

	for (size_t i = 0; i < ARRAY_SIZE(which); i++)
		expect(which[i], PAGE_SIZE_PMD, VERDICT_CONFIRMS, by_pmd);
}

TEST(map_sync_faults_are_pmd_faults)
{
	expect("6.1-ext4-pmd-write-sync", PAGE_SIZE_PMD, VERDICT_CONFIRMS,
	       by_pmd);
}

TEST(pte_faults_are_one_page_each)
{
	static const char *const which[] = {
		"5.10-ext4-pte-write", "6.1-ext4-pte-write",
		"6.12-ext4-pte-write", "6.16-ext4-pte-write",
		"7.3-xfs-pte-write",
	};

	for (size_t i = 0; i < ARRAY_SIZE(which); i++)
		expect(which[i], PAGE_SIZE_PTE, VERDICT_CONFIRMS, by_pte);
}

TEST(holes_show_the_zero_page)
{
	struct page_bytes pmd = by_pmd, pte = by_pte;

	pmd.zero = pmd.pmd;
	pte.zero = pte.pte;
	expect("5.10-ext4-pmd-read-hole", PAGE_SIZE_PMD, VERDICT_CONFIRMS, pmd);
	expect("7.3-xfs-pmd-read-hole", PAGE_SIZE_PMD, VERDICT_CONFIRMS, pmd);
	expect("6.12-ext4-pte-read-hole", PAGE_SIZE_PTE, VERDICT_CONFIRMS, pte);
}

TEST(a_fallback_is_told_from_a_pmd)
{
	static const char *const which[] = { "6.1-ext4-fallback",
					     "7.3-xfs-fallback" };

	for (size_t i = 0; i < ARRAY_SIZE(which); i++)
		assert_int_equal(expect(which[i], PAGE_SIZE_PMD,
					VERDICT_REFUTES, by_both),
				 1);
}

// ext4 from 6.12: first under the VMA lock, then without.
TEST(a_pmd_tried_twice_is_one_chunk)
{
	assert_int_equal(expect("7.3-ext4-fallback", PAGE_SIZE_PMD,
				VERDICT_REFUTES, by_both),
			 2);
}

TEST(any_split_of_the_text_reads_the_same)
{
	cleanup_strbuf struct strbuf text =
		captured_of("7.3-ext4-fallback", "trace");
	struct reading whole;

	read_captured(&whole, "7.3-ext4-fallback");
	for (size_t piece = 1; piece < 200; piece += 7) {
		struct reading r;

		begin(&r, whole.tally.start);
		for (size_t at = 0; at < text.len; at += piece)
			trace_feed(&r.tally, text.s + at,
				   at + piece < text.len ? piece
							 : text.len - at);
		trace_finish(&r.tally);
		assert_int_equal(r.tally.events, whole.tally.events);
		assert_memory_equal(r.chunks, whole.chunks, CHUNKS);
	}
}

TEST(lost_events_make_it_silent)
{
	cleanup_evidence struct evidence ev = { 0 };
	struct reading r;

	read_text(&r, "# entries-in-buffer/entries-written: 10/12   #P:1\n");
	assert_int_equal(r.tally.lost, 2);
	read_text(&r, "CPU:0 [LOST 5 EVENTS]\n");
	assert_int_equal(r.tally.lost, 5);
	judge(&r, PAGE_SIZE_PMD, &ev);
	assert_int_equal(ev.verdict, VERDICT_SILENT);
	assert_non_null(strstr(ev.reason, "5 events lost"));
}

TEST(a_range_without_events_is_silent)
{
	cleanup_evidence struct evidence ev = { 0 };
	struct reading r;

	read_text(&r, "# tracer: nop\n");
	judge(&r, PAGE_SIZE_PTE, &ev);
	assert_int_equal(ev.verdict, VERDICT_SILENT);
}

#define PTE_DONE(address, result)                                              \
	"  drv-1 [000] ..... 1.0: dax_pte_fault_done: dev 259:1 ino 0xc "      \
	"shared WRITE address " address " pgoff 0x0 " result "\n"
#define PMD_DONE(address, result)                                              \
	"  drv-1 [000] ..... 1.0: dax_pmd_fault_done: dev 259:1 ino 0xc "      \
	"shared WRITE address " address " vm_start 0x7f0000000000 vm_end "     \
	"0x7f0000400000 pgoff 0x0 max_pgoff 0x400 " result "\n"

TEST(a_chunk_without_a_fault_is_silent)
{
	cleanup_evidence struct evidence ev = { 0 };
	struct reading r;

	read_text(&r, PMD_DONE("0x7f0000000000", "NOPAGE"));
	assert_int_equal(r.tally.events, 1);
	judge(&r, PAGE_SIZE_PMD, &ev);
	assert_int_equal(ev.verdict, VERDICT_SILENT);
	assert_non_null(strstr(ev.reason, "1 of 2 chunks"));
}

TEST(a_failed_fault_is_silent)
{
	cleanup_evidence struct evidence ev = { 0 };
	struct reading r;

	read_text(&r, PMD_DONE("0x7f0000000000",
			       "FALLBACK") PTE_DONE("0x7f0000000000", "SIGBUS")
			      PTE_DONE("0x7f0000200000", "MAJOR|NOPAGE"));
	judge(&r, PAGE_SIZE_PTE, &ev);
	assert_int_equal(ev.verdict, VERDICT_SILENT);
	assert_int_equal(r.chunks[0], TRACE_FALLBACK | TRACE_FAILED);
	assert_int_equal(r.chunks[1], TRACE_PTE);
}

TEST(events_of_other_addresses_do_not_count)
{
	struct reading r;

	read_text(&r, PTE_DONE("0x7effffffffff", "NOPAGE")
			      PTE_DONE("0x7f0000400000", "NOPAGE")
				      PTE_DONE("0xffffffffffffffff", "NOPAGE"));
	assert_int_equal(r.tally.events, 0);
	assert_int_equal(r.tally.elsewhere, 3);
}

TEST(lines_that_are_cut_or_overlong_make_it_silent)
{
	cleanup_evidence struct evidence ev = { 0 };
	cleanup_strbuf struct strbuf text = { 0 };
	struct reading r;

	read_text(&r, " x: dax_pmd_fault_done: dev 259:1 ino 0xc shared WR");
	assert_int_equal(r.tally.unreadable, 1);
	for (unsigned i = 0; i < 5000; i++)
		strbuf_putc(&text, 'a');
	read_text(&r, strbuf_str(&text));
	assert_int_equal(r.tally.unreadable, 1);
	judge(&r, PAGE_SIZE_PMD, &ev);
	assert_int_equal(ev.verdict, VERDICT_SILENT);
}

TEST(an_unnamed_flag_or_no_result_is_no_fault)
{
	struct reading r;

	read_text(&r, PMD_DONE("0x7f0000000000", "0x80000")
			      PTE_DONE("0x7f0000200000", "")
				      PTE_DONE("0x", "NOPAGE"));
	assert_int_equal(r.chunks[0] | r.chunks[1], 0);
	assert_int_equal(r.tally.unreadable, 1);
}

int main(void)
{
	const struct CMUnitTest witness_trace_tests[] = {
		cmocka_unit_test(pmd_faults_are_counted_by_chunk),
		cmocka_unit_test(map_sync_faults_are_pmd_faults),
		cmocka_unit_test(pte_faults_are_one_page_each),
		cmocka_unit_test(holes_show_the_zero_page),
		cmocka_unit_test(a_fallback_is_told_from_a_pmd),
		cmocka_unit_test(a_pmd_tried_twice_is_one_chunk),
		cmocka_unit_test(any_split_of_the_text_reads_the_same),
		cmocka_unit_test(lost_events_make_it_silent),
		cmocka_unit_test(a_range_without_events_is_silent),
		cmocka_unit_test(a_chunk_without_a_fault_is_silent),
		cmocka_unit_test(a_failed_fault_is_silent),
		cmocka_unit_test(events_of_other_addresses_do_not_count),
		cmocka_unit_test(lines_that_are_cut_or_overlong_make_it_silent),
		cmocka_unit_test(an_unnamed_flag_or_no_result_is_no_fault),
	};

	return cmocka_run_group_tests(witness_trace_tests, NULL, NULL);
}
