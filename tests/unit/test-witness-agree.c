// SPDX-License-Identifier: MIT
// The rule by which the evidence of one pass becomes one statement.
#include "witness-captured.h"

#include "witness/witness.h"

static struct evidence said(enum evidence_strength strength,
			    enum verdict verdict)
{
	return (struct evidence){ .witness = "test",
				  .strength = strength,
				  .verdict = verdict };
}

static struct evidence counted(enum verdict verdict, uint64_t pmd, uint64_t pte,
			       uint64_t zero)
{
	struct evidence ev = said(EVIDENCE_DECIDES, verdict);

	ev.counted = true;
	ev.seen = (struct page_bytes){
		.pmd = pmd, .pte = pte, .zero = zero, .zero_known = zero > 0
	};
	return ev;
}

struct agreed {
	enum agreement agreement;
	struct page_bytes seen;
	bool doubt;
};

static struct agreed agree(const struct evidence *v, size_t n)
{
	struct agreed a = { 0 };

	a.agreement = witness_agree(v, n, &a.seen, &a.doubt);
	return a;
}

#define AGREE(...)                                                             \
	agree((const struct evidence[]){ __VA_ARGS__ },                        \
	      ARRAY_SIZE(((const struct evidence[]){ __VA_ARGS__ })))

TEST(no_evidence_is_unwitnessed)
{
	assert_int_equal(agree(NULL, 0).agreement, AGREEMENT_UNWITNESSED);
}

TEST(silent_and_unavailable_witness_nothing)
{
	struct agreed a = AGREE(said(EVIDENCE_DECIDES, VERDICT_SILENT),
				said(EVIDENCE_DECIDES, VERDICT_UNAVAILABLE));
	assert_int_equal(a.agreement, AGREEMENT_UNWITNESSED);
}

TEST(corroborators_alone_witness_nothing)
{
	struct agreed a = AGREE(said(EVIDENCE_CORROBORATES, VERDICT_CONFIRMS),
				said(EVIDENCE_CORROBORATES, VERDICT_CONFIRMS));
	assert_int_equal(a.agreement, AGREEMENT_UNWITNESSED);
	assert_false(a.doubt);
}

TEST(one_that_decides_is_enough)
{
	struct agreed a = AGREE(said(EVIDENCE_DECIDES, VERDICT_SILENT),
				counted(VERDICT_CONFIRMS, CHUNK, 0, 0));
	assert_int_equal(a.agreement, AGREEMENT_WITNESSED);
	assert_int_equal(a.seen.pmd, CHUNK);
}

TEST(all_refuting_is_witnessed)
{
	struct agreed a = AGREE(counted(VERDICT_REFUTES, 0, PAGE, 0),
				said(EVIDENCE_DECIDES, VERDICT_REFUTES));
	assert_int_equal(a.agreement, AGREEMENT_WITNESSED);
	assert_int_equal(a.seen.pte, PAGE);
}

TEST(confirm_against_refute_is_disputed)
{
	struct agreed a = AGREE(counted(VERDICT_CONFIRMS, CHUNK, 0, 0),
				said(EVIDENCE_DECIDES, VERDICT_REFUTES));
	assert_int_equal(a.agreement, AGREEMENT_DISPUTED);
	a = AGREE(said(EVIDENCE_DECIDES, VERDICT_REFUTES),
		  said(EVIDENCE_DECIDES, VERDICT_SILENT),
		  counted(VERDICT_CONFIRMS, CHUNK, 0, 0));
	assert_int_equal(a.agreement, AGREEMENT_DISPUTED);
}

TEST(different_pmd_bytes_are_disputed)
{
	struct agreed a = AGREE(counted(VERDICT_REFUTES, CHUNK, PAGE, 0),
				said(EVIDENCE_DECIDES, VERDICT_REFUTES),
				counted(VERDICT_REFUTES, 2 * CHUNK, PAGE, 0));
	assert_int_equal(a.agreement, AGREEMENT_DISPUTED);
}

TEST(different_pud_bytes_are_disputed)
{
	struct evidence pud = counted(VERDICT_CONFIRMS, CHUNK, 0, 0);

	pud.seen.pud = CHUNK;
	struct agreed a = AGREE(counted(VERDICT_CONFIRMS, CHUNK, 0, 0), pud);
	assert_int_equal(a.agreement, AGREEMENT_DISPUTED);
}

// A witness that touched more itself sees more PTEs than one before it.
TEST(different_pte_bytes_agree_and_the_fullest_is_taken)
{
	struct agreed a = AGREE(counted(VERDICT_REFUTES, CHUNK, PAGE, 0),
				counted(VERDICT_REFUTES, CHUNK, 2 * PAGE, 0),
				counted(VERDICT_REFUTES, CHUNK, PAGE, 0));
	assert_int_equal(a.agreement, AGREEMENT_WITNESSED);
	assert_int_equal(a.seen.pte, 2 * PAGE);
}

TEST(zero_page_seen_by_one_is_kept)
{
	struct agreed a = AGREE(counted(VERDICT_CONFIRMS, CHUNK, 0, 0),
				counted(VERDICT_CONFIRMS, CHUNK, 0, CHUNK),
				counted(VERDICT_CONFIRMS, CHUNK, 0, 0));
	assert_int_equal(a.seen.zero, CHUNK);
}

TEST(witnessed_without_a_count_has_zero_bytes)
{
	struct page_bytes seen = { .pmd = 7 };
	struct evidence ev = said(EVIDENCE_DECIDES, VERDICT_CONFIRMS);
	bool doubt = true;

	assert_int_equal(witness_agree(&ev, 1, &seen, &doubt),
			 AGREEMENT_WITNESSED);
	assert_int_equal(seen.pmd, 0);
	assert_false(doubt);
}

TEST(a_corroborator_raises_doubt_but_no_dispute)
{
	struct agreed a = AGREE(said(EVIDENCE_CORROBORATES, VERDICT_REFUTES),
				counted(VERDICT_CONFIRMS, CHUNK, 0, 0));
	assert_int_equal(a.agreement, AGREEMENT_WITNESSED);
	assert_true(a.doubt);
	a = AGREE(said(EVIDENCE_CORROBORATES, VERDICT_CONFIRMS),
		  counted(VERDICT_REFUTES, 0, PAGE, 0));
	assert_true(a.doubt);
}

TEST(a_silent_corroborator_raises_no_doubt)
{
	struct agreed a =
		AGREE(counted(VERDICT_CONFIRMS, CHUNK, 0, 0),
		      said(EVIDENCE_CORROBORATES, VERDICT_SILENT),
		      said(EVIDENCE_CORROBORATES, VERDICT_UNAVAILABLE));
	assert_false(a.doubt);
}

TEST(a_count_of_a_silent_witness_does_not_count)
{
	struct evidence silent = counted(VERDICT_SILENT, 0, PAGE, 0);

	struct agreed a = AGREE(silent, counted(VERDICT_CONFIRMS, CHUNK, 0, 0));
	assert_int_equal(a.agreement, AGREEMENT_WITNESSED);
	assert_int_equal(a.seen.pmd, CHUNK);
}

TEST(every_agreement_has_a_name)
{
	assert_string_equal(agreement_name(AGREEMENT_WITNESSED), "witnessed");
	assert_string_equal(agreement_name(AGREEMENT_UNWITNESSED),
			    "unwitnessed");
	assert_string_equal(agreement_name(AGREEMENT_DISPUTED), "disputed");
}

int main(void)
{
	const struct CMUnitTest witness_agree_tests[] = {
		cmocka_unit_test(no_evidence_is_unwitnessed),
		cmocka_unit_test(silent_and_unavailable_witness_nothing),
		cmocka_unit_test(corroborators_alone_witness_nothing),
		cmocka_unit_test(one_that_decides_is_enough),
		cmocka_unit_test(all_refuting_is_witnessed),
		cmocka_unit_test(confirm_against_refute_is_disputed),
		cmocka_unit_test(different_pmd_bytes_are_disputed),
		cmocka_unit_test(different_pud_bytes_are_disputed),
		cmocka_unit_test(
			different_pte_bytes_agree_and_the_fullest_is_taken),
		cmocka_unit_test(zero_page_seen_by_one_is_kept),
		cmocka_unit_test(witnessed_without_a_count_has_zero_bytes),
		cmocka_unit_test(a_corroborator_raises_doubt_but_no_dispute),
		cmocka_unit_test(a_silent_corroborator_raises_no_doubt),
		cmocka_unit_test(a_count_of_a_silent_witness_does_not_count),
		cmocka_unit_test(every_agreement_has_a_name),
	};

	return cmocka_run_group_tests(witness_agree_tests, NULL, NULL);
}
