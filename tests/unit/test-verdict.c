// SPDX-License-Identifier: MIT
// From the surveys of all passes to one mapping block and its judgement.
#include "unit.h"

#include "run/verdict.h"

#define M (UINT64_C(1) << 20)
#define LEN (64 * M)

static const struct workload pmd = { .name = "test", .asked = PAGE_SIZE_PMD };

static const struct page_bytes all_pmd = { .pmd = LEN };
static const struct page_bytes all_pte = { .pte = LEN };
static const struct page_bytes all_pud = { .pud = LEN };

// The surveys of a run are built up here, then judged.
struct scene {
	struct survey surveys[8];
	size_t n;
	struct result result;
	struct run_record *run;
};

static struct evidence *say(struct scene *s, const char *witness,
			    enum evidence_strength strength,
			    enum verdict verdict, const char *reason)
{
	struct survey *pass = &s->surveys[s->n - 1];

	pass->evidence = xreallocarray(pass->evidence, pass->n + 1,
				       sizeof(*pass->evidence));
	struct evidence *ev = &pass->evidence[pass->n++];
	*ev = (struct evidence){ .witness = witness, .strength = strength };
	evidence_say(ev, verdict, "%s", reason);
	return ev;
}

// A pass that was counted so by a witness that decides.
static struct survey *witnessed(struct scene *s, const struct page_bytes *seen)
{
	struct survey *pass = &s->surveys[s->n++];

	*pass = (struct survey){
		.pass = s->n == 1 ? WITNESS_REHEARSAL : WITNESS_TIMED,
		.agreement = AGREEMENT_WITNESSED,
		.counted = true,
		.seen = *seen,
	};
	return pass;
}

// Decided without a count, as by the number of faults.
static struct survey *uncounted(struct scene *s)
{
	struct survey *pass = &s->surveys[s->n++];

	*pass = (struct survey){ .agreement = AGREEMENT_WITNESSED };
	return pass;
}

static struct survey *undecided(struct scene *s, enum agreement agreement)
{
	struct survey *pass = &s->surveys[s->n++];

	*pass = (struct survey){ .agreement = agreement };
	return pass;
}

static const struct run_record *judge(struct scene *s, enum page_size expected)
{
	const struct run_plan plan = { .workload = &pmd,
				       .page = PAGE_SIZE_PMD,
				       .expected = expected };

	s->run = result_add_run(&s->result, "test", "copy");
	verdict_reach(s->run, &plan, s->surveys, s->n);
	return s->run;
}

static void scene_release(struct scene *s)
{
	for (size_t i = 0; i < s->n; i++)
		survey_release(&s->surveys[i]);
	result_release(&s->result);
}
DEFINE_CLEANUP(scene, struct scene, scene_release)
#define cleanup_scene CLEANUP(scene_cleanup_)

static bool has_reason(const struct run_record *run, const char *part)
{
	for (size_t i = 0; i < run->n_reasons; i++)
		if (strstr(run->reasons[i], part))
			return true;
	return false;
}

static uint64_t passes(const struct evidence *ev, const char *key)
{
	const struct fact *f = facts_find(&ev->facts, key);

	assert_non_null(f);
	return f->number;
}

TEST(passes_that_agree_are_valid)
{
	cleanup_scene struct scene s = { 0 };

	for (unsigned i = 0; i < 4; i++)
		witnessed(&s, &all_pmd);
	const struct run_record *run = judge(&s, PAGE_SIZE_PMD);
	assert_int_equal(run->mapping.asked, PAGE_SIZE_PMD);
	assert_int_equal(run->mapping.page_size, PAGE_SIZE_PMD);
	assert_true(run->mapping.obtained_known);
	assert_true(page_bytes_equal(&run->mapping.obtained, &all_pmd));
	assert_string_equal(run->mapping.agreement, "witnessed");
	assert_true(run->judged);
	assert_true(run->expectation_met);
	assert_int_equal(run->validity, VALIDITY_VALID);
	assert_int_equal(run->n_reasons, 0);
}

TEST(without_any_pass_nothing_is_judged)
{
	cleanup_scene struct scene s = { 0 };
	const struct run_record *run = judge(&s, PAGE_SIZE_PMD);

	assert_string_equal(run->mapping.agreement, "unwitnessed");
	assert_false(run->mapping.obtained_known);
	assert_int_equal(run->mapping.n_witnesses, 0);
	assert_false(run->judged);
	assert_int_equal(run->validity, VALIDITY_SUSPECT);
}

TEST(a_rehearsal_alone_speaks_for_the_run)
{
	cleanup_scene struct scene s = { 0 };

	witnessed(&s, &all_pte);
	const struct run_record *run = judge(&s, PAGE_SIZE_PMD);
	assert_int_equal(run->mapping.page_size, PAGE_SIZE_PTE);
	assert_true(run->judged);
	assert_false(run->expectation_met);
}

TEST(a_confirming_pass_stands_before_silent_ones)
{
	cleanup_scene struct scene s = { 0 };

	witnessed(&s, &all_pmd);
	say(&s, "smaps", EVIDENCE_DECIDES, VERDICT_CONFIRMS, "the count");
	witnessed(&s, &all_pmd);
	say(&s, "smaps", EVIDENCE_DECIDES, VERDICT_SILENT, "nothing");
	const struct run_record *run = judge(&s, PAGE_SIZE_PMD);
	assert_int_equal(run->mapping.n_witnesses, 1);
	const struct evidence *ev = &run->mapping.witnesses[0];
	assert_int_equal(ev->verdict, VERDICT_CONFIRMS);
	assert_string_equal(ev->reason, "the count");
	assert_int_equal(passes(ev, "passes.confirms"), 1);
	assert_int_equal(passes(ev, "passes.silent"), 1);
	assert_int_equal(passes(ev, "passes.refutes"), 0);
	assert_int_equal(passes(ev, "passes.unavailable"), 0);
}

TEST(a_refutation_in_one_pass_stands_before_all_else)
{
	cleanup_scene struct scene s = { 0 };

	witnessed(&s, &all_pmd);
	say(&s, "smaps", EVIDENCE_DECIDES, VERDICT_CONFIRMS, "yes");
	witnessed(&s, &all_pte);
	say(&s, "smaps", EVIDENCE_DECIDES, VERDICT_REFUTES, "no");
	witnessed(&s, &all_pmd);
	say(&s, "smaps", EVIDENCE_DECIDES, VERDICT_CONFIRMS, "yes");
	const struct run_record *run = judge(&s, PAGE_SIZE_PMD);
	const struct evidence *ev = &run->mapping.witnesses[0];
	assert_int_equal(ev->verdict, VERDICT_REFUTES);
	assert_string_equal(ev->reason, "no");
	assert_int_equal(passes(ev, "passes.confirms"), 2);
	assert_int_equal(passes(ev, "passes.refutes"), 1);
}

TEST(of_equal_passes_the_last_stands)
{
	cleanup_scene struct scene s = { 0 };

	witnessed(&s, &all_pmd);
	say(&s, "smaps", EVIDENCE_DECIDES, VERDICT_CONFIRMS, "first");
	witnessed(&s, &all_pmd);
	say(&s, "smaps", EVIDENCE_DECIDES, VERDICT_CONFIRMS, "last");
	const struct run_record *run = judge(&s, PAGE_SIZE_PMD);
	assert_string_equal(run->mapping.witnesses[0].reason, "last");
}

TEST(each_witness_has_one_entry_in_order_of_appearance)
{
	cleanup_scene struct scene s = { 0 };

	witnessed(&s, &all_pmd);
	say(&s, "trace", EVIDENCE_DECIDES, VERDICT_CONFIRMS, "a");
	say(&s, "smaps", EVIDENCE_DECIDES, VERDICT_SILENT, "b");
	witnessed(&s, &all_pmd);
	say(&s, "smaps", EVIDENCE_DECIDES, VERDICT_SILENT, "c");
	say(&s, "vmstat", EVIDENCE_CORROBORATES, VERDICT_UNAVAILABLE, "d");
	const struct run_record *run = judge(&s, PAGE_SIZE_PMD);
	const struct evidence *v = run->mapping.witnesses;
	assert_int_equal(run->mapping.n_witnesses, 3);
	assert_string_equal(v[0].witness, "trace");
	assert_string_equal(v[1].witness, "smaps");
	assert_int_equal(passes(&v[1], "passes.silent"), 2);
	assert_string_equal(v[2].witness, "vmstat");
	assert_int_equal(passes(&v[2], "passes.unavailable"), 1);
}

TEST(facts_of_the_evidence_that_stands_are_kept)
{
	cleanup_scene struct scene s = { 0 };

	witnessed(&s, &all_pmd);
	struct evidence *ev =
		say(&s, "trace", EVIDENCE_DECIDES, VERDICT_CONFIRMS, "a");
	facts_count(&ev->facts, "events", "trace", 32, "events");
	const struct run_record *run = judge(&s, PAGE_SIZE_PMD);
	assert_int_equal(passes(&run->mapping.witnesses[0], "events"), 32);
}

TEST(a_dispute_in_one_pass_is_a_dispute)
{
	cleanup_scene struct scene s = { 0 };

	witnessed(&s, &all_pmd);
	undecided(&s, AGREEMENT_DISPUTED);
	witnessed(&s, &all_pmd);
	const struct run_record *run = judge(&s, PAGE_SIZE_PMD);
	assert_string_equal(run->mapping.agreement, "disputed");
	assert_int_equal(run->validity, VALIDITY_INVALID);
	assert_false(run->judged);
	assert_true(has_reason(run, "contradict each other"));
}

TEST(one_pass_that_nobody_witnessed_leaves_the_run_unwitnessed)
{
	cleanup_scene struct scene s = { 0 };

	witnessed(&s, &all_pmd);
	witnessed(&s, &all_pmd);
	undecided(&s, AGREEMENT_UNWITNESSED);
	const struct run_record *run = judge(&s, PAGE_SIZE_PMD);
	assert_string_equal(run->mapping.agreement, "unwitnessed");
	assert_false(run->judged);
	assert_int_equal(run->validity, VALIDITY_SUSPECT);
	assert_true(has_reason(run, "no witness could decide"));
}

TEST(timed_passes_of_other_page_sizes_are_mixed_and_doubted)
{
	cleanup_scene struct scene s = { 0 };

	witnessed(&s, &all_pmd);
	witnessed(&s, &all_pte);
	witnessed(&s, &all_pmd);
	const struct run_record *run = judge(&s, PAGE_SIZE_PMD);
	assert_int_equal(run->mapping.page_size, PAGE_SIZE_MIXED);
	assert_int_equal(run->validity, VALIDITY_SUSPECT);
	assert_true(has_reason(run, "pass 1 was mapped differently"));
	assert_true(run->judged);
	assert_false(run->expectation_met);
}

TEST(a_pass_with_other_bytes_of_the_same_size_is_doubted)
{
	const struct page_bytes less = { .pmd = LEN - 2 * M, .absent = 2 * M };
	cleanup_scene struct scene s = { 0 };

	witnessed(&s, &all_pmd);
	witnessed(&s, &less);
	witnessed(&s, &all_pmd);
	const struct run_record *run = judge(&s, PAGE_SIZE_PMD);
	assert_int_equal(run->mapping.page_size, PAGE_SIZE_PMD);
	assert_int_equal(run->validity, VALIDITY_SUSPECT);
}

TEST(a_rehearsal_of_another_page_size_is_doubted_but_not_mixed_in)
{
	cleanup_scene struct scene s = { 0 };

	witnessed(&s, &all_pte);
	witnessed(&s, &all_pmd);
	witnessed(&s, &all_pmd);
	const struct run_record *run = judge(&s, PAGE_SIZE_PMD);
	assert_int_equal(run->mapping.page_size, PAGE_SIZE_PMD);
	assert_true(run->expectation_met);
	assert_int_equal(run->validity, VALIDITY_SUSPECT);
	assert_true(has_reason(
		run, "rehearsal was mapped by pte, the timed passes by pmd"));
}

// What a way to prefault maps is its own.
TEST(a_rehearsal_by_other_means_is_not_compared)
{
	cleanup_scene struct scene s = { 0 };

	witnessed(&s, &all_pte)->apart = true;
	witnessed(&s, &all_pmd);
	const struct run_record *run = judge(&s, PAGE_SIZE_PMD);
	assert_int_equal(run->mapping.page_size, PAGE_SIZE_PMD);
	assert_true(run->expectation_met);
	assert_int_equal(run->validity, VALIDITY_VALID);
}

// A rehearsal touches one byte a chunk: most of the range is then absent.
TEST(a_rehearsal_of_fewer_bytes_is_no_doubt)
{
	const struct page_bytes few = { .pte = 32 * 4096,
					.absent = LEN - 32 * 4096 };
	cleanup_scene struct scene s = { 0 };

	witnessed(&s, &few);
	witnessed(&s, &all_pte);
	witnessed(&s, &all_pte);
	const struct run_record *run = judge(&s, PAGE_SIZE_PTE);
	assert_int_equal(run->validity, VALIDITY_VALID);
	assert_true(run->expectation_met);
}

// Which bytes show the zero page is seen by few witnesses.
TEST(another_count_of_zero_pages_is_no_doubt)
{
	const struct page_bytes zero = { .pmd = LEN,
					 .zero = LEN,
					 .zero_known = true };
	cleanup_scene struct scene s = { 0 };

	witnessed(&s, &all_pmd);
	witnessed(&s, &zero);
	witnessed(&s, &all_pmd);
	const struct run_record *run = judge(&s, PAGE_SIZE_PMD);
	assert_int_equal(run->validity, VALIDITY_VALID);
	assert_true(run->expectation_met);
}

TEST(a_range_that_stayed_absent_is_judged_and_not_as_expected)
{
	const struct page_bytes absent = { .absent = LEN };
	cleanup_scene struct scene s = { 0 };

	witnessed(&s, &absent);
	witnessed(&s, &absent);
	const struct run_record *run = judge(&s, PAGE_SIZE_PMD);
	assert_int_equal(run->mapping.page_size, PAGE_SIZE_NONE);
	assert_true(run->judged);
	assert_false(run->expectation_met);
}

TEST(a_corroborating_witness_that_contradicts_is_a_doubt)
{
	cleanup_scene struct scene s = { 0 };

	witnessed(&s, &all_pmd);
	witnessed(&s, &all_pmd)->doubt = true;
	const struct run_record *run = judge(&s, PAGE_SIZE_PMD);
	assert_int_equal(run->validity, VALIDITY_SUSPECT);
	assert_true(has_reason(run, "pass 1: a corroborating witness"));
	assert_true(run->judged);
	assert_true(run->expectation_met);
}

// Unknown is not zero: it neither mixes nor contradicts.
TEST(a_pass_that_nobody_counted_is_not_one_of_another_size)
{
	for (size_t which = 0; which < 3; which++) {
		cleanup_scene struct scene s = { 0 };

		for (size_t i = 0; i < 3; i++)
			(void)(i == which ? uncounted(&s)
					  : witnessed(&s, &all_pmd));
		const struct run_record *run = judge(&s, PAGE_SIZE_PMD);
		assert_true(run->mapping.obtained_known);
		assert_int_equal(run->mapping.page_size, PAGE_SIZE_PMD);
		assert_int_equal(run->n_reasons, 0);
		assert_true(run->judged);
		assert_true(run->expectation_met);
	}
}

TEST(a_rehearsal_does_not_speak_for_timed_passes_that_nobody_counted)
{
	cleanup_scene struct scene s = { 0 };

	witnessed(&s, &all_pmd);
	uncounted(&s);
	const struct run_record *run = judge(&s, PAGE_SIZE_PMD);
	assert_false(run->mapping.obtained_known);
	assert_false(run->judged);
	assert_int_equal(run->n_reasons, 1);
	assert_int_equal(run->validity, VALIDITY_SUSPECT);
}

static void expect_judgement(const struct page_bytes *seen,
			     enum page_size expected, bool met)
{
	cleanup_scene struct scene s = { 0 };

	witnessed(&s, seen);
	witnessed(&s, seen);
	const struct run_record *run = judge(&s, expected);
	assert_int_equal(run->expected, expected);
	assert_true(run->judged);
	assert_int_equal(run->expectation_met, met);
}

// Foretold for the last pass: so many chunks of 32 by PMD and by PTE.
static const struct run_record *foretold(struct scene *s, bool given,
					 uint64_t by_pmd, uint64_t by_pte,
					 const struct page_bytes *seen)
{
	const struct run_plan plan = { .workload = &pmd,
				       .layout = { .size = LEN },
				       .page = PAGE_SIZE_PMD,
				       .expected = PAGE_SIZE_PMD,
				       .expect_given = given };

	witnessed(s, &all_pmd);
	struct survey *last = witnessed(s, seen);
	last->foretold = true;
	last->forecast = (struct forecast){
		.chunks = 32,
		.pmd = by_pmd,
		.pte = by_pte,
		.reason = by_pmd == 32 ? NULL : xstrdup("because"),
	};
	s->run = result_add_run(&s->result, "test", "copy");
	verdict_reach(s->run, &plan, s->surveys, s->n);
	assert_true(s->run->judged);
	return s->run;
}

TEST(blocks_that_allow_no_pmd_are_expected_to_give_none)
{
	cleanup_scene struct scene s = { 0 }, t = { 0 }, u = { 0 };
	const struct run_record *run = foretold(&s, false, 0, 32, &all_pte);

	assert_int_equal(run->expected, PAGE_SIZE_PTE);
	assert_string_equal(run->expected_by, "prediction");
	assert_string_equal(run->expected_reason, "because");
	assert_true(run->expectation_met);
	assert_false(foretold(&t, false, 0, 32, &all_pmd)->expectation_met);
	// What the user demands stays demanded.
	run = foretold(&u, true, 0, 32, &all_pte);
	assert_int_equal(run->expected, PAGE_SIZE_PMD);
	assert_string_equal(run->expected_by, "option");
	assert_string_equal(run->expected_reason, "because");
	assert_false(run->expectation_met);
}

TEST(blocks_that_allow_a_pmd_in_part_are_expected_to_give_that_part)
{
	const struct page_bytes half = { .pmd = LEN / 2, .pte = M };
	const struct page_bytes less = { .pmd = LEN / 4, .pte = M };
	cleanup_scene struct scene s = { 0 }, t = { 0 };

	const struct run_record *run = foretold(&s, false, 16, 16, &half);
	assert_int_equal(run->expected, PAGE_SIZE_MIXED);
	assert_true(run->expectation_met);
	assert_false(foretold(&t, false, 16, 16, &less)->expectation_met);
}

// As of a file that ends inside its last chunk, whose blocks nobody can
// foretell: all others are expected by PMD.
TEST(what_is_pte_for_certain_is_all_that_may_be)
{
	const struct page_bytes rest = { .pmd = LEN / 4 * 3, .pte = M };
	const struct page_bytes less = { .pmd = LEN / 2, .pte = M };
	cleanup_scene struct scene s = { 0 }, t = { 0 }, u = { 0 };

	const struct run_record *run = foretold(&s, false, 0, 8, &rest);
	assert_int_equal(run->expected, PAGE_SIZE_MIXED);
	assert_string_equal(run->expected_by, "prediction");
	assert_true(run->expectation_met);
	assert_false(foretold(&t, false, 0, 8, &less)->expectation_met);
	assert_false(foretold(&u, false, 0, 8, &all_pte)->expectation_met);
}

// A PMD fault that was lost is not excused by what is not certain.
TEST(what_is_not_certain_lowers_no_expectation)
{
	cleanup_scene struct scene s = { 0 }, t = { 0 };

	const struct run_record *run = foretold(&s, false, 0, 0, &all_pte);
	assert_int_equal(run->expected, PAGE_SIZE_PMD);
	assert_string_equal(run->expected_by, "workload");
	assert_string_equal(run->expected_reason, "because");
	assert_false(run->expectation_met);
	run = foretold(&t, false, 32, 0, &all_pte);
	assert_null(run->expected_reason);
	assert_false(run->expectation_met);
}

TEST(expected_pmd_is_met_by_pmd_or_larger)
{
	const struct page_bytes mixed = { .pmd = LEN / 2, .pte = LEN / 2 };

	expect_judgement(&all_pmd, PAGE_SIZE_PMD, true);
	expect_judgement(&all_pud, PAGE_SIZE_PMD, true);
	expect_judgement(&all_pte, PAGE_SIZE_PMD, false);
	expect_judgement(&mixed, PAGE_SIZE_PMD, false);
}

TEST(expected_pte_is_met_by_pte_only)
{
	const struct page_bytes mixed = { .pmd = LEN / 2, .pte = LEN / 2 };

	expect_judgement(&all_pte, PAGE_SIZE_PTE, true);
	expect_judgement(&all_pmd, PAGE_SIZE_PTE, false);
	expect_judgement(&all_pud, PAGE_SIZE_PTE, false);
	expect_judgement(&mixed, PAGE_SIZE_PTE, false);
}

TEST(expected_any_is_always_met)
{
	cleanup_scene struct scene s = { 0 };

	expect_judgement(&all_pte, PAGE_SIZE_ANY, true);
	expect_judgement(&all_pmd, PAGE_SIZE_ANY, true);
	undecided(&s, AGREEMENT_UNWITNESSED);
	const struct run_record *run = judge(&s, PAGE_SIZE_ANY);
	assert_true(run->judged);
	assert_true(run->expectation_met);
}

// An engine that needs no mapping: nothing to witness, nothing to doubt.
TEST(without_a_mapping_nothing_is_witnessed_and_any_is_met)
{
	const struct run_plan plan = { .workload = &pmd,
				       .page = PAGE_SIZE_NONE,
				       .expected = PAGE_SIZE_ANY };
	cleanup_scene struct scene s = { 0 };

	for (unsigned i = 0; i < 3; i++)
		(void)undecided(&s, AGREEMENT_UNWITNESSED);
	s.run = result_add_run(&s.result, "test", "psync");
	verdict_reach(s.run, &plan, s.surveys, s.n);
	assert_int_equal(s.run->mapping.asked, PAGE_SIZE_NONE);
	assert_false(s.run->mapping.obtained_known);
	assert_int_equal(s.run->mapping.n_witnesses, 0);
	assert_true(s.run->judged);
	assert_true(s.run->expectation_met);
	assert_int_equal(s.run->validity, VALIDITY_VALID);
	assert_int_equal(s.run->n_reasons, 0);
}

TEST(decided_without_a_count_is_not_judged)
{
	cleanup_scene struct scene s = { 0 };

	uncounted(&s);
	uncounted(&s);
	const struct run_record *run = judge(&s, PAGE_SIZE_PMD);
	assert_false(run->judged);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(passes_that_agree_are_valid),
		cmocka_unit_test(without_any_pass_nothing_is_judged),
		cmocka_unit_test(a_rehearsal_alone_speaks_for_the_run),
		cmocka_unit_test(a_confirming_pass_stands_before_silent_ones),
		cmocka_unit_test(
			a_refutation_in_one_pass_stands_before_all_else),
		cmocka_unit_test(of_equal_passes_the_last_stands),
		cmocka_unit_test(
			each_witness_has_one_entry_in_order_of_appearance),
		cmocka_unit_test(facts_of_the_evidence_that_stands_are_kept),
		cmocka_unit_test(a_dispute_in_one_pass_is_a_dispute),
		cmocka_unit_test(
			one_pass_that_nobody_witnessed_leaves_the_run_unwitnessed),
		cmocka_unit_test(
			timed_passes_of_other_page_sizes_are_mixed_and_doubted),
		cmocka_unit_test(
			a_pass_with_other_bytes_of_the_same_size_is_doubted),
		cmocka_unit_test(a_rehearsal_by_other_means_is_not_compared),
		cmocka_unit_test(
			a_rehearsal_of_another_page_size_is_doubted_but_not_mixed_in),
		cmocka_unit_test(a_rehearsal_of_fewer_bytes_is_no_doubt),
		cmocka_unit_test(another_count_of_zero_pages_is_no_doubt),
		cmocka_unit_test(
			a_range_that_stayed_absent_is_judged_and_not_as_expected),
		cmocka_unit_test(
			a_corroborating_witness_that_contradicts_is_a_doubt),
		cmocka_unit_test(
			a_pass_that_nobody_counted_is_not_one_of_another_size),
		cmocka_unit_test(
			a_rehearsal_does_not_speak_for_timed_passes_that_nobody_counted),
		cmocka_unit_test(
			blocks_that_allow_no_pmd_are_expected_to_give_none),
		cmocka_unit_test(
			blocks_that_allow_a_pmd_in_part_are_expected_to_give_that_part),
		cmocka_unit_test(what_is_pte_for_certain_is_all_that_may_be),
		cmocka_unit_test(what_is_not_certain_lowers_no_expectation),
		cmocka_unit_test(expected_pmd_is_met_by_pmd_or_larger),
		cmocka_unit_test(expected_pte_is_met_by_pte_only),
		cmocka_unit_test(expected_any_is_always_met),
		cmocka_unit_test(
			without_a_mapping_nothing_is_witnessed_and_any_is_met),
		cmocka_unit_test(decided_without_a_count_is_not_judged),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
