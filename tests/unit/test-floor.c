// SPDX-License-Identifier: MIT
// The A/A floor: how it is measured, that it comes back from its document, and
// what it does to a verdict.
#include "unit.h"

#include <errno.h>
#include <math.h>

#include "gate/floor.h"
#include "gate/judge.h"
#include "stats/ranktest.h"

static double thousand(const struct run_record *run ATTR_UNUSED,
		       const struct repetition *rep ATTR_UNUSED)
{
	return 1000;
}

static double one(const struct run_record *run ATTR_UNUSED,
		  const struct repetition *rep ATTR_UNUSED)
{
	return 1;
}

static double unmeasured(const struct run_record *run ATTR_UNUSED,
			 const struct repetition *rep ATTR_UNUSED)
{
	return NAN;
}

static struct result result_of(enum clock_kind clock, double latency)
{
	const struct metric metrics[] = {
		{ .name = "latency_p50",
		  .unit = clock_unit(clock),
		  .direction = DIRECTION_LESS,
		  .gate = true },
		{ .name = "latency_p99",
		  .unit = clock_unit(clock),
		  .direction = DIRECTION_LESS },
		{ .name = "faults_per_chunk",
		  .unit = "faults",
		  .direction = DIRECTION_EQUAL,
		  .exact = true,
		  .gate = true },
	};
	struct result r = { .clock = clock, .target_class = "fsdax" };
	struct run_record *run = result_add_run(&r, "pmd-fault", "copy");

	r.kernel_release = xstrdup("6.1.0");
	r.tool.compiler = xstrdup("gcc");
	facts_text(&r.platform, "cpu.model", "test", "a cpu");
	run->mapping.agreement = "witnessed";
	for (unsigned i = 0; i < 3; i++)
		(void)run_record_add_repetition(run);
	run_record_add_metric(run, &metrics[0], thousand);
	run_record_add_metric(run, &metrics[1], unmeasured);
	run_record_add_metric(run, &metrics[2], one);
	for (size_t i = 0; i < 3; i++)
		run->metrics[0].values[i] = latency + (double)i - 1;
	return r;
}

// Results of these medians.
static void fill(struct result_set *set, enum clock_kind clock,
		 const double *latencies, size_t n)
{
	set->v = xcalloc(n, sizeof(*set->v));
	set->n = n;
	for (size_t i = 0; i < n; i++)
		set->v[i] = (struct result_file){
			xasprintf("%zu.json", i),
			result_of(clock, latencies[i]),
		};
}

static struct noise measured(const struct result_set *set)
{
	struct error err = { 0 };
	struct noise noise;

	if (floor_measure(set, 0.95, &noise, &err) < 0)
		fail_msg("%s", err.text);
	return noise;
}

static const struct noise_floor *floor_of(const struct noise *noise,
					  const char *metric, const char *unit)
{
	return noise_find(noise, "pmd-fault copy", metric, unit);
}

static void assert_near(double a, double b)
{
	if (!(fabs(a - b) < 1e-12))
		fail_msg("%.15g, not %.15g", a, b);
}

TEST(of_instructions_it_is_half_the_range_of_the_medians)
{
	static const double latencies[] = { 1000, 1010, 990 };
	cleanup_result_set struct result_set set = { 0 };

	fill(&set, CLOCK_KIND_ICOUNT, latencies, 3);
	cleanup_noise struct noise noise = measured(&set);
	const struct noise_floor *f =
		floor_of(&noise, "latency_p50", "instructions");

	assert_non_null(f);
	assert_int_equal(f->method, NOISE_RANGE);
	assert_int_equal(f->n, 3);
	assert_near(f->half_width, (log(1010) - log(990)) / 2);
	assert_int_equal(noise.n_files, 3);
	// Not measured: no floor, and none of 0.
	assert_null(floor_of(&noise, "latency_p99", "instructions"));
	f = floor_of(&noise, "faults_per_chunk", "faults");
	assert_int_equal(f->method, NOISE_EXACT);
	assert_true(f->equal && isnan(f->half_width));
}

TEST(of_few_pairs_it_is_the_largest_difference)
{
	static const double latencies[] = { 1000, 1020, 1000, 970, 5000 };
	cleanup_result_set struct result_set set = { 0 };

	fill(&set, CLOCK_KIND_WALL, latencies, 5);
	cleanup_noise struct noise noise = measured(&set);
	const struct noise_floor *f = floor_of(&noise, "latency_p50", "ns");

	assert_int_equal(f->method, NOISE_PAIRS);
	assert_int_equal(f->n, 2); // the fifth has no partner
	assert_near(f->half_width, log(1000.0 / 970));
}

// Six pairs reach 95 %; their interval is then from the least to the greatest.
TEST(of_enough_pairs_it_is_the_far_end_of_their_interval)
{
	static const double b[] = { 1001, 999, 1002, 1004, 1000, 1003, 1002 };
	cleanup_result_set struct result_set set = { 0 };
	double latencies[14], d[7];
	struct shift s;

	for (size_t i = 0; i < 7; i++) {
		latencies[2 * i] = 1000;
		latencies[2 * i + 1] = b[i];
		d[i] = log(b[i]) - log(1000);
	}
	assert_int_equal(shift_paired(d, 7, 0.95, &s), 0);
	assert_true(s.reached);
	fill(&set, CLOCK_KIND_WALL, latencies, 14);
	cleanup_noise struct noise noise = measured(&set);
	const struct noise_floor *f = floor_of(&noise, "latency_p50", "ns");

	assert_int_equal(f->n, 7);
	assert_near(f->half_width, fmax(fabs(s.low), fabs(s.high)));
	assert_true(f->half_width < log(1004) - log(1000));
}

TEST(an_exact_metric_that_varies_is_told)
{
	static const double latencies[] = { 1000, 1000 };
	cleanup_result_set struct result_set set = { 0 };

	fill(&set, CLOCK_KIND_ICOUNT, latencies, 2);
	set.v[1].result.runs[0].metrics[2].values[2] = 512;
	cleanup_noise struct noise noise = measured(&set);

	assert_false(floor_of(&noise, "faults_per_chunk", "faults")->equal);
}

static void assert_refused(struct result_set *set, const char *why)
{
	struct error err = { 0 };
	struct noise noise;

	assert_int_equal(floor_measure(set, 0.95, &noise, &err), -EINVAL);
	assert_contains(err.text, why);
}

TEST(what_shows_no_noise_is_refused)
{
	static const double latencies[] = { 1000, 1000 };
	cleanup_result_set struct result_set set = { 0 };

	fill(&set, CLOCK_KIND_ICOUNT, latencies, 2);
	set.n = 1;
	assert_refused(&set, "one result does not show");
	set.n = 2;
	run_record_doubt(&set.v[1].result.runs[0], VALIDITY_SUSPECT, "no disk");
	assert_refused(&set, "a result is suspect: no disk");
	set.v[1].result.runs[0].validity = VALIDITY_VALID;
	free(set.v[1].result.runs[0].workload);
	set.v[1].result.runs[0].workload = xstrdup("pte-fault");
	assert_refused(&set, "no metric of a run is in two results");
	free(set.v[1].result.kernel_release);
	set.v[1].result.kernel_release = xstrdup("6.12.0");
	assert_refused(&set, "differ in kernel.release");
}

TEST(it_comes_back_from_its_document)
{
	static const double latencies[] = { 1000, 1001 };
	cleanup_strbuf struct strbuf once = { 0 }, twice = { 0 };
	cleanup_result_set struct result_set set = { 0 };
	struct error err = { 0 };
	struct noise again;

	fill(&set, CLOCK_KIND_ICOUNT, latencies, 2);
	cleanup_noise struct noise noise = measured(&set);
	noise_json(&noise, &once);
	if (noise_read_text(once.s, once.len, "doc", &again, &err) < 0)
		fail_msg("%s", err.text);
	noise_json(&again, &twice);
	assert_string_equal(once.s, twice.s);
	assert_string_equal(again.path, "doc");
	noise_release(&again);
}

static enum outcome verdict(double base, double new, double half_width)
{
	cleanup_result_set struct result_set a = { 0 }, b = { 0 };
	cleanup_comparison struct comparison c = { 0 };
	struct gate_options options = { .confidence = 0.95 };

	fill(&a, CLOCK_KIND_ICOUNT, &base, 1);
	fill(&b, CLOCK_KIND_ICOUNT, &new, 1);
	cleanup_noise struct noise noise = { .path = xstrdup("noise.json") };
	for (size_t i = 0; i < 40; i++)
		(void)noise_add(&noise, "another run", "latency_p50", "ns");
	noise_add(&noise, "pmd-fault copy", "latency_p50", "instructions")
		->half_width = half_width;
	noise_add_fact(&noise, "clock", "clock", "icount");
	noise_add_fact(&noise, "target", "target.class", "fsdax");
	noise_add_fact(&noise, "machine", "cpu.model", "a cpu");
	noise_add_fact(&noise, "compiler", "tool.compiler", "gcc");
	options.noise = &noise;
	gate_compare(&a, "a", &b, "b", &options, &c);
	assert_string_equal(c.noise, "noise.json");
	return c.overall;
}

TEST(what_counts_is_at_least_twice_the_floor)
{
	assert_int_equal(verdict(100000, 100800, 0), OUTCOME_REGRESSED);
	assert_int_equal(verdict(100000, 100800, 0.0035), OUTCOME_REGRESSED);
	assert_int_equal(verdict(100000, 100800, 0.0045), OUTCOME_SAME);
	// A floor above what was asked for: it cannot be said.
	assert_int_equal(verdict(100000, 100800, 0.02), OUTCOME_INCONCLUSIVE);
	assert_int_equal(verdict(100000, 110000, 0.02), OUTCOME_REGRESSED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			of_instructions_it_is_half_the_range_of_the_medians),
		cmocka_unit_test(of_few_pairs_it_is_the_largest_difference),
		cmocka_unit_test(
			of_enough_pairs_it_is_the_far_end_of_their_interval),
		cmocka_unit_test(an_exact_metric_that_varies_is_told),
		cmocka_unit_test(what_shows_no_noise_is_refused),
		cmocka_unit_test(it_comes_back_from_its_document),
		cmocka_unit_test(what_counts_is_at_least_twice_the_floor),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
