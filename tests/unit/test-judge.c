// SPDX-License-Identifier: MIT
// The gate as a whole, on records made here: what is matched, refused, taken
// for lost, and what the overall verdict is.
#include "unit.h"

#include <math.h>

#include "gate/fingerprint.h"
#include "gate/judge.h"

#define MIB (UINT64_C(1) << 20)

static const struct gate_options usual = { .confidence = 0.95 };

static double thousand(const struct run_record *run ATTR_UNUSED,
		       const struct repetition *rep)
{
	return 1000 + rep->index % 3;
}

static double one(const struct run_record *run ATTR_UNUSED,
		  const struct repetition *rep ATTR_UNUSED)
{
	return 1;
}

static struct run_record *add_run(struct result *r, const char *workload,
				  uint64_t size, unsigned repetitions)
{
	static const struct metric latency = {
		.name = "latency_p50",
		.unit = "ns",
		.direction = DIRECTION_LESS,
		.gate = true,
	};
	static const struct metric faults = {
		.name = "faults_per_chunk",
		.unit = "faults",
		.direction = DIRECTION_EQUAL,
		.exact = true,
		.gate = true,
	};
	struct run_record *run = result_add_run(r, workload, "copy");

	facts_bytes(&run->parameters, "size", "command line", size);
	facts_count(&run->parameters, "repeat", "command line", repetitions,
		    "");
	run->mapping.asked = PAGE_SIZE_PMD;
	run->mapping.agreement = "witnessed";
	for (unsigned i = 0; i < repetitions; i++) {
		struct repetition *rep = run_record_add_repetition(run);

		rep->mapped_known = true;
		rep->mapped.pmd = size;
	}
	run_record_add_metric(run, &latency, thousand);
	run_record_add_metric(run, &faults, one);
	return run;
}

static struct result make(unsigned repetitions)
{
	struct result r = { .clock = CLOCK_KIND_WALL, .target_class = "fsdax" };

	r.kernel_release = xstrdup("6.1.0");
	facts_text(&r.platform, "cpu.model", "test", "a cpu");
	facts_text(&r.target, "mount.fs_type", "test", "ext4");
	add_run(&r, "pmd-fault", 16 * MIB, repetitions);
	return r;
}

// A set of one, two or twenty results; takes them.
static struct result_set set_of(struct result r)
{
	struct result_set set = { .n = 1 };

	set.v = xcalloc(1, sizeof(*set.v));
	set.v[0] = (struct result_file){ xstrdup("a.json"), r };
	return set;
}

static struct comparison compared(struct result a, struct result b,
				  const struct gate_options *options)
{
	cleanup_result_set struct result_set base = set_of(a), new = set_of(b);
	struct comparison c;

	gate_compare(&base, "a", &new, "b", options, &c);
	return c;
}

static void assert_overall(struct result a, struct result b,
			   const struct gate_options *options,
			   enum outcome expected, const char *why)
{
	cleanup_comparison struct comparison c = compared(a, b, options);

	if (c.overall != expected)
		fail_msg("%s, not %s: %s", outcome_name(c.overall),
			 outcome_name(expected), c.reason);
	assert_contains(c.reason, why);
}

static void scale(struct result *r, double factor)
{
	struct metric *m = &r->runs[0].metrics[0];

	for (size_t i = 0; i < m->n; i++)
		m->values[i] *= factor;
}

TEST(the_same_is_the_same)
{
	assert_overall(make(10), make(10), &usual, OUTCOME_SAME,
		       "all 3 gating metrics");
}

TEST(slower_regresses_faster_improves)
{
	struct result slow = make(10), fast = make(10);

	scale(&slow, 1.1);
	scale(&fast, 0.9);
	assert_overall(make(10), slow, &usual, OUTCOME_REGRESSED,
		       "latency_p50 rose by 10.00 %");
	assert_overall(make(10), fast, &usual, OUTCOME_IMPROVED,
		       "latency_p50 fell by 10.00 %");
}

TEST(few_repetitions_are_inconclusive)
{
	assert_overall(make(8), make(10), &usual, OUTCOME_INCONCLUSIVE,
		       "fewer than 9 values a side");
}

TEST(a_lost_huge_mapping_is_the_loudest)
{
	struct result b = make(10);

	scale(&b, 0.5);
	b.runs[0].repetitions[7].mapped =
		(struct page_bytes){ .pmd = 14 * MIB, .pte = 2 * MIB };
	assert_overall(
		make(10), b, &usual, OUTCOME_REGRESSED,
		"HUGE MAPPINGS LOST: share by PMD went from 100 to 87.5 %");
}

TEST(the_mapping_gates_whatever_metric_is_named)
{
	const struct gate_options named = { .confidence = 0.95,
					    .metrics = "latency_p50" };
	struct result b = make(10);

	b.runs[0].repetitions[0].mapped = (struct page_bytes){ .pte = 1 };
	assert_overall(make(10), b, &named, OUTCOME_REGRESSED, "LOST");
}

TEST(an_unknown_or_disputed_mapping_does_not_pass)
{
	struct result b = make(10), c = make(10);

	b.runs[0].repetitions[0].mapped_known = false;
	assert_overall(make(10), b, &usual, OUTCOME_INCONCLUSIVE,
		       "no witness counted");
	c.runs[0].mapping.agreement = "disputed";
	assert_overall(make(10), c, &usual, OUTCOME_INCONCLUSIVE,
		       "contradict each other");
}

TEST(nothing_missing_passes)
{
	struct result run_lost = make(10), metric_lost = make(10);
	struct result empty = make(10), more = make(10);
	const struct gate_options unknown = { .confidence = 0.95,
					      .metrics = "latency_p5" };

	facts_bytes(&run_lost.runs[0].parameters, "stride", "command line", 1);
	assert_overall(make(10), run_lost, &usual, OUTCOME_INCONCLUSIVE,
		       "has no counterpart in NEW");
	metric_lost.runs[0].metrics[0].name = "latency";
	assert_overall(make(10), metric_lost, &usual, OUTCOME_INCONCLUSIVE,
		       "NEW does not have it");
	add_run(&more, "pte-fault", MIB, 10);
	assert_overall(make(10), more, &usual, OUTCOME_SAME, "all 3");
	assert_overall(make(10), make(10), &unknown, OUTCOME_INCONCLUSIVE,
		       "has no counterpart");
	result_release(&empty);
	empty = (struct result){ .target_class = "fsdax" };
	assert_overall(empty, (struct result){ .target_class = "fsdax" },
		       &usual, OUTCOME_INCONCLUSIVE, "nothing was compared");
}

static void skip_one(struct result *r)
{
	struct run_record *run = add_run(r, "persist", MIB, 0);

	run_record_skip(run, "no MAP_SYNC here");
}

TEST(what_was_skipped_is_said_and_no_number)
{
	struct result a = make(10), b = make(10);

	skip_one(&a);
	skip_one(&b);
	cleanup_comparison struct comparison both = compared(a, b, &usual);

	assert_int_equal(both.overall, OUTCOME_SAME);
	assert_int_equal(both.n_notes, 2);
	assert_string_equal(
		both.notes[0],
		"skipped in BASE: persist copy size=1MiB: no MAP_SYNC here");
	a = make(10);
	b = make(10);
	add_run(&a, "persist", MIB, 10);
	skip_one(&b);
	assert_overall(a, b, &usual, OUTCOME_INCONCLUSIVE,
		       "has no counterpart in NEW");
}

TEST(a_plans_run_is_that_of_a_command_line)
{
	struct result a = make(10), b = make(10);

	facts_release(&b.runs[0].parameters);
	facts_bytes(&b.runs[0].parameters, "size", "plan", 16 * MIB);
	facts_count(&b.runs[0].parameters, "repeat", "plan", 3, "");
	assert_overall(a, b, &usual, OUTCOME_SAME, "all 3 gating metrics");
}

TEST(what_no_side_measured_informs_unless_it_is_named)
{
	const struct gate_options named = { .confidence = 0.95,
					    .metrics = "latency_p50" };

	for (int i = 0; i < 2; i++) {
		struct result a = make(10), b = make(10);

		scale(&a, NAN);
		scale(&b, NAN);
		assert_overall(a, b, i ? &named : &usual,
			       i ? OUTCOME_INCONCLUSIVE : OUTCOME_SAME,
			       i ? "not known" : "all 2 gating metrics");
	}
	struct result lost = make(10);

	scale(&lost, NAN);
	assert_overall(make(10), lost, &usual, OUTCOME_INCONCLUSIVE,
		       "not known");
}

TEST(without_a_mapping_there_is_none_to_judge)
{
	struct result a = make(10), b = make(10);

	a.runs[0].mapping.asked = b.runs[0].mapping.asked = PAGE_SIZE_NONE;
	a.runs[0].repetitions[0].mapped_known = false;
	assert_overall(a, b, &usual, OUTCOME_SAME, "all 2 gating metrics");
}

TEST(zero_never_passes)
{
	struct result a = make(10), b = make(10);

	scale(&a, 0);
	scale(&b, 0);
	assert_overall(a, b, &usual, OUTCOME_INCONCLUSIVE, "is zero");
}

TEST(times_of_doubtful_runs_are_inconclusive)
{
	struct result suspect = make(10), cut = make(10);

	run_record_doubt(&suspect.runs[0], VALIDITY_SUSPECT, "taint");
	assert_overall(make(10), suspect, &usual, OUTCOME_INCONCLUSIVE,
		       "NEW is suspect: taint");
	cut.status = RESULT_INTERRUPTED;
	assert_overall(cut, make(10), &usual, OUTCOME_INCONCLUSIVE,
		       "BASE is interrupted");
}

TEST(other_machines_clocks_and_targets_are_never_compared)
{
	struct result cpu = make(10), clock = make(10), target = make(10);
	const struct gate_options all = {
		.confidence = 0.95,
		.allow = "qemu,vm,pmem,compiler,fs,kernel",
	};

	facts_release(&cpu.platform);
	facts_text(&cpu.platform, "cpu.model", "test", "another");
	assert_overall(make(10), cpu, &all, OUTCOME_INCOMPARABLE,
		       "cpu.model is a cpu and another");
	clock.clock = CLOCK_KIND_ICOUNT;
	assert_overall(make(10), clock, &all, OUTCOME_INCOMPARABLE,
		       "clock is wall and icount");
	target.target_class = "control";
	assert_overall(make(10), target, &all, OUTCOME_INCOMPARABLE,
		       "target.class is fsdax and control");
}

TEST(what_is_allowed_may_differ)
{
	const struct gate_options fs = { .confidence = 0.95, .allow = "vm,fs" };
	const struct gate_options near = { .confidence = 0.95, .allow = "f" };
	struct error err = { 0 };

	for (int i = 0; i < 3; i++) {
		struct result b = make(10);

		facts_release(&b.target);
		facts_text(&b.target, "mount.fs_type", "test", "xfs");
		assert_overall(make(10), b,
			       i == 0   ? &fs
			       : i == 1 ? &near
					: &usual,
			       i == 0 ? OUTCOME_SAME : OUTCOME_INCOMPARABLE,
			       i == 0 ? "all 3" : "mount.fs_type");
	}
	assert_int_equal(fingerprint_allow_check("kernel,fs", &err), 0);
	assert_true(fingerprint_allow_check("fs,cpu", &err) < 0);
	assert_contains(err.text, "does not take 'cpu'");
}

TEST(an_aged_file_system_is_held_against_a_fresh_one_only_on_request)
{
	const struct gate_options age = { .confidence = 0.95, .allow = "age" };
	struct result b = make(10), again = make(10);

	facts_count(&b.target, "age.keep_percent", "command line", 50, "");
	assert_overall(make(10), b, &usual, OUTCOME_INCOMPARABLE,
		       "age.keep_percent is not known and 50");
	facts_count(&again.target, "age.keep_percent", "command line", 50, "");
	assert_overall(make(10), again, &age, OUTCOME_SAME, "all 3");
}

// A namespace aligned to 4 KiB has other mappings, not another kernel.
TEST(what_the_machine_was_given_may_differ_on_request)
{
	static const char *const given[][2] = {
		{ "vm.numa_nodes", "vm" },
		{ "vm.namespace", "pmem" },
		{ "vm.align", "pmem" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(given); i++) {
		const struct gate_options asked = { .confidence = 0.95,
						    .allow = given[i][1] };
		struct result a = make(10), b = make(10);

		facts_text(&a.platform, given[i][0], "test", "this");
		facts_text(&b.platform, given[i][0], "test", "that");
		assert_overall(a, b, &usual, OUTCOME_INCOMPARABLE, given[i][0]);
		a = make(10);
		b = make(10);
		facts_text(&a.platform, given[i][0], "test", "this");
		facts_text(&b.platform, given[i][0], "test", "that");
		assert_overall(a, b, &asked, OUTCOME_SAME, "all 3");
	}
}

TEST(the_kernel_may_differ_and_is_said)
{
	struct result b = make(10);

	free(b.kernel_release);
	b.kernel_release = xstrdup("7.3.0");
	cleanup_comparison struct comparison c = compared(make(10), b, &usual);

	assert_int_equal(c.overall, OUTCOME_SAME);
	assert_int_equal(c.n_differences, 1);
	assert_string_equal(c.differences[0].base, "6.1.0");
	assert_string_equal(c.differences[0].new, "7.3.0");
	assert_true(c.differences[0].allowed);
}

static struct result_set boots(unsigned n, double factor)
{
	struct result_set set = { .n = n };

	set.v = xcalloc(n, sizeof(*set.v));
	for (unsigned i = 0; i < n; i++) {
		set.v[i] = (struct result_file){ xasprintf("%02u.json", i),
						 make(3) };
		scale(&set.v[i].result, factor * (1 + 0.001 * (i * 7 % 5)));
	}
	return set;
}

TEST(pairs_are_files)
{
	const struct gate_options paired = { .paired = true,
					     .confidence = 0.95 };
	cleanup_result_set struct result_set a = boots(20, 1);
	cleanup_result_set struct result_set b = boots(20, 1.1);
	cleanup_result_set struct result_set few = boots(12, 1);
	cleanup_comparison struct comparison c = { 0 }, d = { 0 };

	gate_compare(&a, "a", &b, "b", &paired, &c);
	assert_int_equal(c.overall, OUTCOME_REGRESSED);
	assert_int_equal(c.v[1].n_base, 20);
	assert_true(fabs(c.v[1].effect - 0.1) < 1e-9);
	assert_true(fabs(c.v[1].confidence - 0.99) < 1e-12);
	gate_compare(&a, "a", &few, "b", &paired, &d);
	assert_int_equal(d.overall, OUTCOME_INCONCLUSIVE);
}

TEST(files_of_one_side_are_units_not_their_repetitions)
{
	cleanup_result_set struct result_set a = boots(5, 1);
	cleanup_result_set struct result_set b = boots(5, 1.1);
	cleanup_comparison struct comparison c = { 0 };

	// 15 repetitions a side, but five boots.
	gate_compare(&a, "a", &b, "b", &usual, &c);
	assert_int_equal(c.overall, OUTCOME_INCONCLUSIVE);
	assert_int_equal(c.v[1].n_base, 5);
}

TEST(worsened_values_regress)
{
	const struct gate_options worse = { .confidence = 0.95, .worsen = 1.1 };

	assert_overall(make(10), make(10), &worse, OUTCOME_REGRESSED,
		       "latency_p50 rose by 10.00 %");
}

static struct result shifted(void)
{
	struct result r = make(10);

	for (size_t i = 0; i < 10; i++)
		r.runs[0].metrics[0].values[i] += i < 8 ? 2 : -1;
	return r;
}

static double p_of_the_shifted(const struct comparison *c)
{
	for (size_t i = 0; i < c->n; i++)
		if (strcmp(c->v[i].metric, "latency_p50") == 0 &&
		    strstr(c->v[i].run, "size=16MiB"))
			return c->v[i].p;
	return NAN;
}

TEST(holm_counts_every_gating_metric)
{
	struct result a = make(10), b = shifted();

	for (unsigned i = 0; i < 39; i++) {
		add_run(&a, "other", (i + 1) * MIB, 10);
		add_run(&b, "other", (i + 1) * MIB, 10);
	}
	cleanup_comparison struct comparison alone =
		compared(make(10), shifted(), &usual);
	cleanup_comparison struct comparison among = compared(a, b, &usual);
	double p = p_of_the_shifted(&alone);

	assert_true(p > 0 && p < 0.05);
	assert_true(fabs(p_of_the_shifted(&among) - fmin(1, 40 * p)) < 1e-9);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_same_is_the_same),
		cmocka_unit_test(slower_regresses_faster_improves),
		cmocka_unit_test(few_repetitions_are_inconclusive),
		cmocka_unit_test(a_lost_huge_mapping_is_the_loudest),
		cmocka_unit_test(the_mapping_gates_whatever_metric_is_named),
		cmocka_unit_test(an_unknown_or_disputed_mapping_does_not_pass),
		cmocka_unit_test(nothing_missing_passes),
		cmocka_unit_test(what_was_skipped_is_said_and_no_number),
		cmocka_unit_test(a_plans_run_is_that_of_a_command_line),
		cmocka_unit_test(
			what_no_side_measured_informs_unless_it_is_named),
		cmocka_unit_test(without_a_mapping_there_is_none_to_judge),
		cmocka_unit_test(zero_never_passes),
		cmocka_unit_test(times_of_doubtful_runs_are_inconclusive),
		cmocka_unit_test(
			other_machines_clocks_and_targets_are_never_compared),
		cmocka_unit_test(what_is_allowed_may_differ),
		cmocka_unit_test(
			what_the_machine_was_given_may_differ_on_request),
		cmocka_unit_test(
			an_aged_file_system_is_held_against_a_fresh_one_only_on_request),
		cmocka_unit_test(the_kernel_may_differ_and_is_said),
		cmocka_unit_test(pairs_are_files),
		cmocka_unit_test(
			files_of_one_side_are_units_not_their_repetitions),
		cmocka_unit_test(worsened_values_regress),
		cmocka_unit_test(holm_counts_every_gating_metric),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
