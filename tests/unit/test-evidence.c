// SPDX-License-Identifier: MIT
// What counted bytes say about what was asked for.
#include "unit.h"

#include "base/evidence.h"

#define M (UINT64_C(1) << 20)

static enum verdict verdict_of(enum page_size asked, struct page_bytes seen)
{
	struct evidence ev = { 0 };

	evidence_count(&ev, asked, &seen);
	enum verdict v = ev.verdict;
	assert_true(ev.counted);
	assert_true(page_bytes_equal(&ev.seen, &seen));
	assert_int_equal(ev.seen.zero, seen.zero);
	assert_non_null(ev.reason);
	evidence_release(&ev);
	return v;
}

#define confirms(asked, ...)                                                   \
	assert_int_equal(verdict_of(asked,                                     \
				    (struct page_bytes){ __VA_ARGS__ }),       \
			 VERDICT_CONFIRMS)
#define refutes(asked, ...)                                                    \
	assert_int_equal(verdict_of(asked,                                     \
				    (struct page_bytes){ __VA_ARGS__ }),       \
			 VERDICT_REFUTES)

TEST(asked_for_pmd_all_must_be_pmd_or_larger)
{
	confirms(PAGE_SIZE_PMD, .pmd = 64 * M);
	confirms(PAGE_SIZE_PMD, .pud = 1024 * M);
	confirms(PAGE_SIZE_PMD, .pud = 1024 * M, .pmd = 2 * M);
	refutes(PAGE_SIZE_PMD, .pte = 64 * M);
	refutes(PAGE_SIZE_PMD, .pmd = 62 * M, .pte = 2 * M);
	refutes(PAGE_SIZE_PMD, .pmd = 62 * M, .absent = 2 * M);
	refutes(PAGE_SIZE_PMD, .absent = 64 * M);
	refutes(PAGE_SIZE_PMD, .pmd = 0);
}

TEST(asked_for_pte_some_must_be_pte_and_none_larger)
{
	confirms(PAGE_SIZE_PTE, .pte = 64 * M);
	confirms(PAGE_SIZE_PTE, .pte = 4096, .absent = 64 * M - 4096);
	refutes(PAGE_SIZE_PTE, .pmd = 64 * M);
	refutes(PAGE_SIZE_PTE, .pmd = 2 * M, .pte = 62 * M);
	refutes(PAGE_SIZE_PTE, .pud = 1024 * M, .pte = 4096);
	refutes(PAGE_SIZE_PTE, .absent = 64 * M);
}

TEST(asked_for_pud_all_must_be_pud)
{
	confirms(PAGE_SIZE_PUD, .pud = 1024 * M);
	refutes(PAGE_SIZE_PUD, .pud = 1024 * M, .pmd = 2 * M);
	refutes(PAGE_SIZE_PUD, .pud = 1024 * M, .pte = 4096);
	refutes(PAGE_SIZE_PUD, .pud = 1024 * M, .absent = 1024 * M);
	refutes(PAGE_SIZE_PUD, .pmd = 64 * M);
	refutes(PAGE_SIZE_PUD, .absent = 64 * M);
}

// The zero page is a mapping like another: its entry's size decides.
TEST(zero_pages_count_by_the_size_of_their_entry)
{
	confirms(PAGE_SIZE_PMD, .pmd = 64 * M, .zero = 64 * M);
	refutes(PAGE_SIZE_PMD, .pte = 64 * M, .zero = 64 * M);
	confirms(PAGE_SIZE_PTE, .pte = 64 * M, .zero = 64 * M);
	refutes(PAGE_SIZE_PTE, .pmd = 64 * M, .zero = 64 * M);
}

TEST(asked_for_any_everything_is_as_asked)
{
	confirms(PAGE_SIZE_ANY, .absent = 64 * M);
	confirms(PAGE_SIZE_ANY, .pmd = 2 * M, .pte = 4096);
}

TEST(the_reason_of_a_count_is_the_count)
{
	struct evidence ev = { 0 };
	const struct page_bytes seen = { .pmd = 2 * M,
					 .pte = 4096,
					 .absent = 5 };

	evidence_count(&ev, PAGE_SIZE_PMD, &seen);
	assert_string_equal(ev.reason, "2 MiB PMD, 4 KiB PTE, 5 B absent");
	evidence_release(&ev);
}

TEST(what_is_said_last_stands)
{
	struct evidence ev = { 0 };

	evidence_say(&ev, VERDICT_SILENT, "nothing %d", 1);
	evidence_say(&ev, VERDICT_UNAVAILABLE, "because of %s", "it");
	assert_int_equal(ev.verdict, VERDICT_UNAVAILABLE);
	assert_string_equal(ev.reason, "because of it");
	assert_false(ev.counted);
	evidence_release(&ev);
}

TEST(the_old_reason_may_be_part_of_the_new)
{
	struct evidence ev = { 0 };

	evidence_say(&ev, VERDICT_SILENT, "inner");
	evidence_say(&ev, VERDICT_SILENT, "outer: %s", ev.reason);
	assert_string_equal(ev.reason, "outer: inner");
	evidence_release(&ev);
}

static void expect_size(enum page_size size, struct page_bytes b)
{
	assert_int_equal(page_bytes_size(&b), size);
}

TEST(the_size_of_a_range_ignores_what_is_absent)
{
	expect_size(PAGE_SIZE_NONE, (struct page_bytes){ .absent = M });
	expect_size(PAGE_SIZE_NONE, (struct page_bytes){ 0 });
	expect_size(PAGE_SIZE_PTE,
		    (struct page_bytes){ .pte = 1, .absent = M });
	expect_size(PAGE_SIZE_PMD,
		    (struct page_bytes){ .pmd = M, .absent = M });
	expect_size(PAGE_SIZE_PUD, (struct page_bytes){ .pud = M });
	expect_size(PAGE_SIZE_MIXED, (struct page_bytes){ .pmd = M, .pte = 1 });
	expect_size(PAGE_SIZE_MIXED, (struct page_bytes){ .pud = M, .pmd = 1 });
	expect_size(PAGE_SIZE_PMD, (struct page_bytes){ .pmd = M, .zero = M });
}

TEST(ranges_are_equal_by_entries_and_not_by_zero_pages)
{
	const struct page_bytes a = { .pmd = M, .zero = M, .zero_known = true };
	const struct page_bytes b = { .pmd = M };

	assert_true(page_bytes_equal(&a, &b));
	for (unsigned i = 0; i < 4; i++) {
		struct page_bytes other = b;
		uint64_t *const parts[] = { &other.pud, &other.pmd, &other.pte,
					    &other.absent };

		*parts[i] += 1;
		assert_false(page_bytes_equal(&b, &other));
	}
}

TEST(sizes_and_verdicts_have_names)
{
	assert_string_equal(page_size_name(PAGE_SIZE_NONE), "none");
	assert_string_equal(page_size_name(PAGE_SIZE_PTE), "pte");
	assert_string_equal(page_size_name(PAGE_SIZE_PMD), "pmd");
	assert_string_equal(page_size_name(PAGE_SIZE_PUD), "pud");
	assert_string_equal(page_size_name(PAGE_SIZE_MIXED), "mixed");
	assert_string_equal(page_size_name(PAGE_SIZE_ANY), "any");
	assert_string_equal(verdict_name(VERDICT_CONFIRMS), "confirms");
	assert_string_equal(verdict_name(VERDICT_REFUTES), "refutes");
	assert_string_equal(verdict_name(VERDICT_SILENT), "silent");
	assert_string_equal(verdict_name(VERDICT_UNAVAILABLE), "unavailable");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(asked_for_pmd_all_must_be_pmd_or_larger),
		cmocka_unit_test(
			asked_for_pte_some_must_be_pte_and_none_larger),
		cmocka_unit_test(asked_for_pud_all_must_be_pud),
		cmocka_unit_test(zero_pages_count_by_the_size_of_their_entry),
		cmocka_unit_test(asked_for_any_everything_is_as_asked),
		cmocka_unit_test(the_reason_of_a_count_is_the_count),
		cmocka_unit_test(what_is_said_last_stands),
		cmocka_unit_test(the_old_reason_may_be_part_of_the_new),
		cmocka_unit_test(the_size_of_a_range_ignores_what_is_absent),
		cmocka_unit_test(
			ranges_are_equal_by_entries_and_not_by_zero_pages),
		cmocka_unit_test(sizes_and_verdicts_have_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
