// SPDX-License-Identifier: MIT
// Counters of /proc/self/status and /proc/vmstat, and what the growth of the
// page tables proves.
#include "witness-captured.h"

#include "witness/judge-tables.h"
#include "witness/read-counters.h"

TEST(vmpte_of_a_captured_status_is_read)
{
	cleanup_strbuf struct strbuf text =
		captured_of("6.1-ext4-pmd-write", "status");
	uint64_t bytes;

	assert_int_equal(counter_find_bytes(strbuf_str(&text), text.len,
					    "VmPTE", &bytes),
			 0);
	assert_int_equal(bytes, 45056);
}

TEST(fallbacks_of_a_captured_vmstat_are_read)
{
	cleanup_strbuf struct strbuf text =
		captured_of("7.3-ext4-pmd-write", "vmstat");
	uint64_t value;

	assert_int_equal(counter_find(strbuf_str(&text), text.len,
				      "thp_fault_fallback", &value),
			 0);
	assert_int_equal(value, 0);
	assert_int_equal(counter_find(strbuf_str(&text), text.len,
				      "nr_free_pages", &value),
			 0);
	assert_int_not_equal(value, 0);
}

static int find(const char *text, const char *key)
{
	uint64_t value;

	return counter_find(text, strlen(text), key, &value);
}

TEST(a_longer_name_is_another_counter)
{
	uint64_t value;
	const char *text = "thp_fault_fallback_charge 7\nthp_fault_fallback 3";

	assert_int_equal(counter_find(text, strlen(text), "thp_fault_fallback",
				      &value),
			 0);
	assert_int_equal(value, 3);
	assert_int_equal(find(text, "thp_fault"), -ENOENT);
}

TEST(what_is_no_number_is_an_error)
{
	uint64_t value;

	assert_int_equal(find("", "a"), -ENOENT);
	assert_int_equal(find("a", "a"), -ENOENT);
	assert_int_equal(find("a ", "a"), -EINVAL);
	assert_int_equal(find("a:\n", "a"), -EINVAL);
	assert_int_equal(find("a -1", "a"), -EINVAL);
	assert_int_equal(find("a 0x10", "a"), -EINVAL);
	assert_int_equal(find("a 99999999999999999999", "a"), -ERANGE);
	assert_int_equal(find("a 9999999999999999999999999999999", "a"),
			 -ERANGE);
	assert_int_equal(counter_find_bytes("a: 4", 4, "a", &value), -EINVAL);
	assert_int_equal(counter_find_bytes("a: 18446744073709551615 kB", 26,
					    "a", &value),
			 -ERANGE);
}

static struct table_case grown(enum page_size asked, uint64_t chunks,
			       int64_t tables)
{
	return (struct table_case){
		.asked = asked,
		.page_bytes = PAGE,
		.chunks = chunks,
		.before = 40960,
		.after = (uint64_t)(40960 + tables * (int64_t)PAGE),
	};
}

static enum verdict judged(struct table_case c)
{
	cleanup_evidence struct evidence ev = { 0 };

	tables_judge(&c, &ev);
	assert_false(ev.counted);
	assert_non_null(ev.reason);
	return ev.verdict;
}

TEST(no_new_table_proves_that_there_are_no_ptes)
{
	assert_int_equal(judged(grown(PAGE_SIZE_PMD, 8, 0)), VERDICT_CONFIRMS);
	assert_int_equal(judged(grown(PAGE_SIZE_PTE, 8, 0)), VERDICT_REFUTES);
}

TEST(a_table_per_chunk_proves_ptes)
{
	assert_int_equal(judged(grown(PAGE_SIZE_PTE, 8, 8)), VERDICT_CONFIRMS);
	assert_int_equal(judged(grown(PAGE_SIZE_PMD, 8, 8)), VERDICT_REFUTES);
}

TEST(growth_that_upper_levels_explain_is_silent)
{
	struct table_case c = grown(PAGE_SIZE_PMD, 64, TABLES_OF_OURS + 3);

	assert_int_equal(judged(grown(PAGE_SIZE_PMD, 64, 1)), VERDICT_SILENT);
	assert_int_equal(judged(c), VERDICT_REFUTES);
	c.upper = 3;
	assert_int_equal(judged(c), VERDICT_SILENT);
}

TEST(too_few_chunks_to_tell_are_silent)
{
	for (uint64_t chunks = 1; chunks <= TABLES_OF_OURS; chunks++) {
		assert_int_equal(
			judged(grown(PAGE_SIZE_PTE, chunks, (int64_t)chunks)),
			VERDICT_SILENT);
		assert_int_equal(
			judged(grown(PAGE_SIZE_PMD, chunks, (int64_t)chunks)),
			VERDICT_SILENT);
	}
}

TEST(growth_in_between_refutes_pmd_and_says_nothing_of_ptes)
{
	assert_int_equal(judged(grown(PAGE_SIZE_PMD, 64, 20)), VERDICT_REFUTES);
	assert_int_equal(judged(grown(PAGE_SIZE_PTE, 64, 20)), VERDICT_SILENT);
}

TEST(other_memory_mapped_or_freed_is_silent)
{
	struct table_case c = grown(PAGE_SIZE_PMD, 8, 64);

	c.mapped_other = true;
	assert_int_equal(judged(c), VERDICT_SILENT);
	assert_int_equal(judged(grown(PAGE_SIZE_PMD, 8, -1)), VERDICT_SILENT);
}

TEST(a_pud_needs_no_table)
{
	assert_int_equal(judged(grown(PAGE_SIZE_PUD, 2, 0)), VERDICT_CONFIRMS);
	assert_int_equal(judged(grown(PAGE_SIZE_PUD, 2, 64)), VERDICT_REFUTES);
}

TEST(nothing_is_said_where_neither_was_asked)
{
	assert_int_equal(judged(grown(PAGE_SIZE_ANY, 8, 0)), VERDICT_SILENT);
	assert_int_equal(judged(grown(PAGE_SIZE_MIXED, 8, 8)), VERDICT_SILENT);
}

int main(void)
{
	const struct CMUnitTest witness_tables_tests[] = {
		cmocka_unit_test(vmpte_of_a_captured_status_is_read),
		cmocka_unit_test(fallbacks_of_a_captured_vmstat_are_read),
		cmocka_unit_test(a_longer_name_is_another_counter),
		cmocka_unit_test(what_is_no_number_is_an_error),
		cmocka_unit_test(no_new_table_proves_that_there_are_no_ptes),
		cmocka_unit_test(a_table_per_chunk_proves_ptes),
		cmocka_unit_test(growth_that_upper_levels_explain_is_silent),
		cmocka_unit_test(too_few_chunks_to_tell_are_silent),
		cmocka_unit_test(
			growth_in_between_refutes_pmd_and_says_nothing_of_ptes),
		cmocka_unit_test(other_memory_mapped_or_freed_is_silent),
		cmocka_unit_test(a_pud_needs_no_table),
		cmocka_unit_test(nothing_is_said_where_neither_was_asked),
	};

	return cmocka_run_group_tests(witness_tables_tests, NULL, NULL);
}
