// SPDX-License-Identifier: MIT
// The rules of the gate over plain numbers, and how often they err under the
// noise they were chosen for.
#include "unit.h"

#include "gate-model.h"

#define SAMPLE(v) ((struct sample){ v, ARRAY_SIZE(v) })

static const struct rule_limits less = {
	.min_effect = 0.03,
	.confidence = 0.95,
	.direction = DIRECTION_LESS,
};

static void assert_outcome(struct ruling r, enum outcome expected)
{
	if (r.outcome != expected)
		fail_msg("%s (%s), not %s", outcome_name(r.outcome),
			 r.why ? r.why : "-", outcome_name(expected));
}

TEST(exact_values_go_by_direction)
{
	const double one[] = { 1, 1 }, half[] = { 1, 0.5 };

	assert_outcome(rule_exact(SAMPLE(one), SAMPLE(one), DIRECTION_MORE),
		       OUTCOME_SAME);
	assert_outcome(rule_exact(SAMPLE(one), SAMPLE(half), DIRECTION_MORE),
		       OUTCOME_REGRESSED);
	assert_outcome(rule_exact(SAMPLE(half), SAMPLE(one), DIRECTION_MORE),
		       OUTCOME_IMPROVED);
	assert_outcome(rule_exact(SAMPLE(one), SAMPLE(half), DIRECTION_LESS),
		       OUTCOME_IMPROVED);
	assert_outcome(rule_exact(SAMPLE(half), SAMPLE(one), DIRECTION_EQUAL),
		       OUTCOME_REGRESSED);
}

TEST(what_is_not_known_or_zero_never_passes)
{
	const double one[] = { 1, 1 }, zero[] = { 0, 0 }, gap[] = { 1, NAN };
	const struct sample none = { NULL, 0 };
	struct ruling (*const rules[])(struct sample, struct sample,
				       const struct rule_limits *) = {
		rule_icount, rule_unpaired, rule_paired
	};

	assert_outcome(rule_exact(SAMPLE(one), SAMPLE(gap), DIRECTION_EQUAL),
		       OUTCOME_INCONCLUSIVE);
	assert_outcome(rule_exact(none, none, DIRECTION_EQUAL),
		       OUTCOME_INCONCLUSIVE);
	for (size_t i = 0; i < ARRAY_SIZE(rules); i++) {
		assert_outcome(rules[i](SAMPLE(zero), SAMPLE(zero), &less),
			       OUTCOME_INCONCLUSIVE);
		assert_outcome(rules[i](SAMPLE(one), SAMPLE(gap), &less),
			       OUTCOME_INCONCLUSIVE);
		assert_outcome(rules[i](none, SAMPLE(one), &less),
			       OUTCOME_INCONCLUSIVE);
	}
}

TEST(instructions_need_two_repetitions_and_half_a_percent)
{
	const struct rule_limits half = { .min_effect = 0.005,
					  .confidence = 0.95 };
	const double a[] = { 1000, 1000, 1001 }, b[] = { 1010, 1010, 1011 };
	const double c[] = { 1004, 1004, 1004 }, noisy[] = { 900, 1000, 1100 };

	assert_outcome(rule_icount(SAMPLE(a), SAMPLE(a), &half), OUTCOME_SAME);
	assert_outcome(rule_icount(SAMPLE(a), SAMPLE(b), &half),
		       OUTCOME_REGRESSED);
	assert_outcome(rule_icount(SAMPLE(b), SAMPLE(a), &half),
		       OUTCOME_IMPROVED);
	assert_outcome(rule_icount(SAMPLE(a), SAMPLE(c), &half), OUTCOME_SAME);
	assert_outcome(rule_icount(SAMPLE(noisy), SAMPLE(noisy), &half),
		       OUTCOME_INCONCLUSIVE);
	assert_outcome(rule_icount(SAMPLE(a), (struct sample){ b, 1 }, &half),
		       OUTCOME_INCONCLUSIVE);
}

static const struct rule_limits matched = { .min_effect = 0.005,
					    .confidence = 0.95,
					    .matched = true };

// Repetitions differ by 10 %, and do so in every boot: values that repeat
// between boots are the same although none of a boot's are alike.
TEST(what_every_boot_does_is_no_noise)
{
	const double a[] = { 900, 1000, 1100 };
	const double b[] = { 900.1, 1000, 1100.1 };
	const double slower[] = { 909, 1010, 1111 };
	const double other[] = { 1100, 900, 1000 };
	struct rule_limits unmatched = matched, noisy = matched;

	unmatched.matched = false;
	noisy.noise = 0.01;
	assert_outcome(rule_icount(SAMPLE(a), SAMPLE(a), &matched),
		       OUTCOME_SAME);
	assert_outcome(rule_icount(SAMPLE(a), SAMPLE(b), &matched),
		       OUTCOME_SAME);
	assert_outcome(rule_icount(SAMPLE(a), SAMPLE(slower), &matched),
		       OUTCOME_REGRESSED);
	assert_outcome(rule_icount(SAMPLE(slower), SAMPLE(a), &matched),
		       OUTCOME_IMPROVED);
	// The same values in another order are not what this boot did.
	assert_outcome(rule_icount(SAMPLE(a), SAMPLE(other), &matched),
		       OUTCOME_INCONCLUSIVE);
	assert_outcome(rule_icount(SAMPLE(a), SAMPLE(a), &unmatched),
		       OUTCOME_INCONCLUSIVE);
	assert_outcome(rule_icount(SAMPLE(a), SAMPLE((const double[]){ 900 }),
				   &matched),
		       OUTCOME_INCONCLUSIVE);
	// The A/A floor says that boots differ more than that.
	assert_outcome(rule_icount(SAMPLE(a), SAMPLE(a), &noisy),
		       OUTCOME_INCONCLUSIVE);
}

static void ramp(double *v, size_t n, double from)
{
	for (size_t i = 0; i < n; i++)
		v[i] = from * (1 + 0.001 * (double)(i * 7 % 11));
}

TEST(unpaired_needs_nine_a_side)
{
	double a[9], b[9];

	ramp(a, 9, 1000);
	ramp(b, 9, 1100);
	assert_outcome(rule_unpaired(SAMPLE(a), SAMPLE(b), &less),
		       OUTCOME_REGRESSED);
	assert_outcome(rule_unpaired(SAMPLE(a), SAMPLE(a), &less),
		       OUTCOME_SAME);
	assert_outcome(rule_unpaired((struct sample){ a, 8 }, SAMPLE(b), &less),
		       OUTCOME_INCONCLUSIVE);
}

TEST(a_difference_below_the_floor_is_the_same)
{
	struct rule_limits limits = less;
	double a[9], b[9];

	limits.floor = 20;
	ramp(a, 9, 100);
	ramp(b, 9, 110);
	assert_outcome(rule_unpaired(SAMPLE(a), SAMPLE(b), &limits),
		       OUTCOME_SAME);
	limits.floor = 5;
	assert_outcome(rule_unpaired(SAMPLE(a), SAMPLE(b), &limits),
		       OUTCOME_REGRESSED);
}

TEST(throughput_is_better_when_there_is_more)
{
	struct rule_limits more = less;
	double a[9], b[9];

	more.direction = DIRECTION_MORE;
	ramp(a, 9, 1000);
	ramp(b, 9, 1100);
	assert_outcome(rule_unpaired(SAMPLE(a), SAMPLE(b), &more),
		       OUTCOME_IMPROVED);
	assert_outcome(rule_unpaired(SAMPLE(b), SAMPLE(a), &more),
		       OUTCOME_REGRESSED);
}

TEST(ten_pairs_raise_suspicion_twenty_confirm_it)
{
	double a[20], b[20];

	ramp(a, 20, 1000);
	ramp(b, 20, 1100);
	assert_outcome(rule_paired((struct sample){ a, 9 },
				   (struct sample){ b, 9 }, &less),
		       OUTCOME_INCONCLUSIVE);
	assert_outcome(rule_paired((struct sample){ a, 10 },
				   (struct sample){ b, 10 }, &less),
		       OUTCOME_INCONCLUSIVE);
	assert_outcome(rule_paired((struct sample){ a, 10 },
				   (struct sample){ a, 10 }, &less),
		       OUTCOME_SAME);
	assert_outcome(rule_paired(SAMPLE(a), SAMPLE(b), &less),
		       OUTCOME_REGRESSED);
	assert_outcome(rule_paired(SAMPLE(b), SAMPLE(a), &less),
		       OUTCOME_IMPROVED);
	// Ten slow pairs and then ten the other way round.
	for (size_t i = 10; i < 20; i++)
		b[i] = a[i] * 0.99;
	if (rule_paired(SAMPLE(a), SAMPLE(b), &less).outcome ==
	    OUTCOME_REGRESSED)
		fail_msg("confirmed by pairs that contradict it");
}

TEST(a_wide_interval_is_inconclusive)
{
	double a[10], b[10];

	for (size_t i = 0; i < 10; i++) {
		a[i] = 1000;
		b[i] = i % 2 ? 1300 : 800;
	}
	assert_outcome(rule_paired(SAMPLE(a), SAMPLE(b), &less),
		       OUTCOME_INCONCLUSIVE);
}

TEST(an_adjusted_p_can_take_a_claim_back)
{
	struct ruling r = { .outcome = OUTCOME_REGRESSED, .confidence = 0.95 };

	rule_adjust(&r, 0.04);
	assert_outcome(r, OUTCOME_REGRESSED);
	rule_adjust(&r, 0.06);
	assert_outcome(r, OUTCOME_INCONCLUSIVE);
}

// Least k with P(Binomial(n, p) > k) < 1e-6: more than k is no bad luck.
static unsigned most(unsigned n, double p)
{
	double sum = 0;

	for (unsigned k = 0; k <= n; k++) {
		sum += exp(lgamma(n + 1.0) - lgamma(k + 1.0) -
			   lgamma(n - k + 1.0) + k * log(p) +
			   (n - k) * log1p(-p));
		if (1 - sum < 1e-6)
			return k;
	}
	return n;
}

#define ROUNDS 2000

TEST(two_stages_almost_never_cry_wolf)
{
	unsigned slower = model_count(DESIGN_TWO_STAGE, 0, ROUNDS, 1);

	assert_in_range(slower, 0, most(ROUNDS, 0.001));
}

TEST(two_stages_see_five_percent)
{
	unsigned slower = model_count(DESIGN_TWO_STAGE, 0.05, ROUNDS, 2);

	// Missed at most as often as a rule of power 90 % would.
	assert_in_range(ROUNDS - slower, 0, most(ROUNDS, 0.10));
}

TEST(one_boot_each_cries_wolf_and_twenty_pairs_do_not)
{
	unsigned naive = model_count(DESIGN_ONE_BOOT, 0, ROUNDS, 3);

	// The published share is 35.5 %; both bounds from the binomial.
	assert_in_range(naive, ROUNDS - most(ROUNDS, 1 - 0.30),
			most(ROUNDS, 0.41));
}

#define COUNTED 1000 // each draws a bootstrap

// Boots of one kernel under a counted clock: repetitions differ by `shared`
// in the same way in each of them, and by `own` in each in its own way.
static void counted(struct rng *rng, size_t n, double shared, double own,
		    double change, double *a, double *b)
{
	for (size_t i = 0; i < n; i++) {
		double both = 7 + shared * model_normal(rng);

		a[i] = exp(both + own * model_normal(rng));
		b[i] = exp(both + own * model_normal(rng) + change);
	}
}

static unsigned count_counted(size_t n, double shared, double own,
			      double change, const struct rule_limits *limits,
			      enum outcome outcome)
{
	struct rng rng = { 4 };
	unsigned count = 0;

	for (unsigned i = 0; i < COUNTED; i++) {
		double a[10], b[10];

		counted(&rng, n, shared, own, change, a, b);
		count += rule_icount((struct sample){ a, n },
				     (struct sample){ b, n }, limits)
				 .outcome == outcome;
	}
	return count;
}

// However few repetitions, and whether they differ alike in all boots or not.
TEST(counted_boots_of_one_kernel_almost_never_regress)
{
	static const size_t sizes[] = { 2, 3, 6 };
	struct rule_limits unmatched = matched;

	unmatched.matched = false;
	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
		const unsigned seen[] = {
			count_counted(sizes[i], 0, 0.01, 0, &matched,
				      OUTCOME_REGRESSED),
			count_counted(sizes[i], 0, 0.01, 0, &unmatched,
				      OUTCOME_REGRESSED),
			count_counted(sizes[i], 0.01, 0.0001, 0, &matched,
				      OUTCOME_REGRESSED),
		};

		for (size_t k = 0; k < ARRAY_SIZE(seen); k++)
			if (seen[k] > most(COUNTED, 0.001))
				fail_msg("%zu repetitions, case %zu: %u of %d",
					 sizes[i], k, seen[k], COUNTED);
	}
}

// As boots of one kernel do in the virtual machine: to 0.01 %.
TEST(what_repeats_between_boots_is_judged_from_three_repetitions)
{
	assert_in_range(count_counted(3, 0.02, 0.0001, 0, &matched,
				      OUTCOME_SAME),
			COUNTED * 99 / 100, COUNTED);
	assert_in_range(count_counted(3, 0.02, 0.0001, 0.01, &matched,
				      OUTCOME_REGRESSED),
			COUNTED * 99 / 100, COUNTED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(exact_values_go_by_direction),
		cmocka_unit_test(what_is_not_known_or_zero_never_passes),
		cmocka_unit_test(
			instructions_need_two_repetitions_and_half_a_percent),
		cmocka_unit_test(what_every_boot_does_is_no_noise),
		cmocka_unit_test(unpaired_needs_nine_a_side),
		cmocka_unit_test(a_difference_below_the_floor_is_the_same),
		cmocka_unit_test(throughput_is_better_when_there_is_more),
		cmocka_unit_test(ten_pairs_raise_suspicion_twenty_confirm_it),
		cmocka_unit_test(a_wide_interval_is_inconclusive),
		cmocka_unit_test(an_adjusted_p_can_take_a_claim_back),
		cmocka_unit_test(two_stages_almost_never_cry_wolf),
		cmocka_unit_test(two_stages_see_five_percent),
		cmocka_unit_test(
			one_boot_each_cries_wolf_and_twenty_pairs_do_not),
		cmocka_unit_test(
			counted_boots_of_one_kernel_almost_never_regress),
		cmocka_unit_test(
			what_repeats_between_boots_is_judged_from_three_repetitions),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
