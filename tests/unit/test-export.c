// SPDX-License-Identifier: MIT
// Exports keep names, units and directions, and never make a number up.
// Whether the documents are well-formed is tests/schema/run-export.sh's.
#include "sample-result.h"

#include <math.h>

#include "result/export.h"

static char *exported(const char *format, const struct result *const *results,
		      size_t n, enum direction direction, size_t *ret_records)
{
	const struct export_input in = { results, n, direction };
	const struct export_format *f = export_find(format);
	struct strbuf out = { 0 };
	size_t records;

	assert_non_null(f);
	records = f->write(&in, &out);
	if (ret_records)
		*ret_records = records;
	return strbuf_take(&out);
}

static void one(struct result *r)
{
	sample_result(r, "6.1.0", "ext4");
	(void)sample_run(r, "pmd-fault", 3, 2120);
}

#define NAME(name) #name,
static const char *const names[] = { EXPORT_FORMATS(NAME) };

TEST(every_format_is_found_by_its_name)
{
	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		assert_string_equal(export_find(names[i])->name, names[i]);
	assert_null(export_find("html"));
}

TEST(nothing_to_export_is_said)
{
	cleanup_result struct result r = { 0 };
	const struct result *const all[] = { &r };

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		size_t n;
		cleanup_free char *none =
			exported(names[i], all, 0, DIRECTION_LESS, &n);
		assert_non_null(none);
		assert_int_equal(n, 0);
		cleanup_free char *empty =
			exported(names[i], all, 1, DIRECTION_LESS, &n);
		assert_non_null(empty);
		assert_int_equal(n, 0);
	}
}

TEST(a_run_without_repetitions_gives_no_number)
{
	cleanup_result struct result r = { 0 };
	const struct result *const all[] = { &r };
	size_t n;

	sample_result(&r, "6.1.0", "ext4");
	(void)sample_run(&r, "pmd-fault", 0, 1);
	cleanup_free char *bmf = exported("bmf", all, 1, DIRECTION_LESS, &n);
	assert_int_equal(n, 0);
	assert_string_equal(bmf, "{}\n");
}

TEST(what_may_not_rise_and_what_may_not_fall_are_apart)
{
	cleanup_result struct result r = { 0 };
	const struct result *const all[] = { &r };
	size_t n;

	one(&r);
	cleanup_free char *less =
		exported("github", all, 1, DIRECTION_LESS, &n);
	assert_int_equal(n, 2);
	assert_contains(less, "\"pmd-fault/latency_p50\"");
	assert_contains(less, "any change is one");
	assert_null(strstr(less, "pmd_share"));
	cleanup_free char *more =
		exported("github", all, 1, DIRECTION_MORE, &n);
	assert_int_equal(n, 1);
	assert_contains(more, "pmd_share");
}

TEST(openmetrics_counts_seconds_on_the_wall)
{
	cleanup_result struct result r = { 0 };
	const struct result *const all[] = { &r };

	one(&r);
	cleanup_free char *text =
		exported("openmetrics", all, 1, DIRECTION_LESS, NULL);
	assert_contains(text,
			"# TYPE daxbench_latency_seconds gauge\n"
			"# UNIT daxbench_latency_seconds seconds\n"
			"daxbench_latency_seconds{workload=\"pmd-fault\"");
	assert_contains(text, "quantile=\"0.5\"} 2.12e-06\n");
}

TEST(under_icount_units_are_instructions)
{
	cleanup_result struct result r = { .clock = CLOCK_KIND_ICOUNT };
	const struct result *const all[] = { &r };

	one(&r);
	cleanup_free char *om =
		exported("openmetrics", all, 1, DIRECTION_LESS, NULL);
	assert_contains(om, "daxbench_latency_instructions{");
	assert_null(strstr(om, "seconds"));
	cleanup_free char *github =
		exported("github", all, 1, DIRECTION_LESS, NULL);
	assert_contains(github, "\"unit\": \"instructions\"");
	cleanup_free char *go =
		exported("benchstat", all, 1, DIRECTION_LESS, NULL);
	assert_contains(go, " 2120 instructions/op");
	cleanup_free char *kcidb =
		exported("kcidb", all, 1, DIRECTION_LESS, NULL);
	assert_contains(kcidb, "\"unit\": \"instructions\"");
	assert_null(strstr(kcidb, "\"unit\": \"s\""));
}

TEST(benchstat_has_a_line_a_repetition)
{
	cleanup_result struct result r = { 0 };
	const struct result *const all[] = { &r };
	size_t n;

	one(&r);
	cleanup_free char *text =
		exported("benchstat", all, 1, DIRECTION_LESS, &n);
	assert_int_equal(n, 3);
	assert_contains(text, "Unit faults/chunk assume=exact\n");
	assert_contains(text, "kernel: 6.1.0\nfs: ext4\n");
	assert_contains(text, "\nBenchmarkpmd_fault-1 2 2120 ns/op"
			      " 2 faults/chunk 1 pmd_share-ratio\n");
}

TEST(otava_has_a_row_a_result_and_the_kernel_as_commit)
{
	cleanup_result struct result a = { 0 }, b = { 0 };
	const struct result *const all[] = { &a, &b };

	one(&a);
	sample_result(&b, "6.2.0", "ext4");
	(void)sample_run(&b, "pmd-fault", 1, 7);
	b.runs[0].metrics[1].values[0] = NAN;
	cleanup_free char *text =
		exported("otava", all, 2, DIRECTION_LESS, NULL);
	assert_string_equal(
		text,
		"time,commit,pmd-fault/latency_p50,pmd-fault/faults_per_chunk,"
		"pmd-fault/pmd_share\n"
		"2026-01-02T03:04:05Z,6.1.0,2120,2,1\n"
		"2026-01-02T03:04:05Z,6.2.0,7,,1\n");
}

TEST(junit_tells_failures_from_errors)
{
	cleanup_result struct result r = { .status = RESULT_FAILED };
	const struct result *const all[] = { &r };

	one(&r);
	r.error = xstrdup("no \"target\"");
	r.runs[0].expectation_met = false;
	struct run_record *bad = sample_run(&r, "pte-fault", 2, 5);
	run_record_doubt(bad, VALIDITY_INVALID, "disputed");
	cleanup_free char *text =
		exported("junit", all, 1, DIRECTION_LESS, NULL);
	assert_contains(text, "tests=\"9\" failures=\"1\" errors=\"2\" "
			      "skipped=\"3\"");
	assert_contains(text, "no &quot;target&quot;");
	assert_contains(text,
			"<failure message=\"expected pmd, obtained "
			"4 MiB PMD, witnessed, valid\" type=\"mapping\"/>");
}

TEST(kcidb_judges_the_mapping_and_not_the_number)
{
	cleanup_result struct result r = { 0 };
	const struct result *const all[] = { &r };

	one(&r);
	r.runs[0].judged = false;
	cleanup_free char *text =
		exported("kcidb", all, 1, DIRECTION_LESS, NULL);
	assert_contains(text, "\"path\": \"daxbench.pmd_fault.mapping\",\n"
			      "   \"status\": \"ERROR\"");
	assert_contains(text, "\"path\": \"daxbench.pmd_fault.latency_p50\",\n"
			      "   \"status\": \"DONE\"");
}

TEST(hostile_names_stay_in_their_place)
{
	cleanup_result struct result r = { 0 };
	const struct result *const all[] = { &r };

	sample_result(&r, SAMPLE_HOSTILE, SAMPLE_HOSTILE);
	r.target_class = "control";
	r.error = xstrdup(SAMPLE_HOSTILE);
	run_record_doubt(sample_run(&r, SAMPLE_HOSTILE, 2, 5), VALIDITY_SUSPECT,
			 "%s", SAMPLE_HOSTILE);
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		cleanup_free char *text =
			exported(names[i], all, 1, DIRECTION_LESS, NULL);
		assert_null(strchr(text, '\x01'));
		assert_null(strchr(text, '\xff'));
	}
	cleanup_free char *junit =
		exported("junit", all, 1, DIRECTION_LESS, NULL);
	assert_null(strstr(junit, "<script"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_format_is_found_by_its_name),
		cmocka_unit_test(nothing_to_export_is_said),
		cmocka_unit_test(a_run_without_repetitions_gives_no_number),
		cmocka_unit_test(
			what_may_not_rise_and_what_may_not_fall_are_apart),
		cmocka_unit_test(openmetrics_counts_seconds_on_the_wall),
		cmocka_unit_test(under_icount_units_are_instructions),
		cmocka_unit_test(benchstat_has_a_line_a_repetition),
		cmocka_unit_test(
			otava_has_a_row_a_result_and_the_kernel_as_commit),
		cmocka_unit_test(junit_tells_failures_from_errors),
		cmocka_unit_test(kcidb_judges_the_mapping_and_not_the_number),
		cmocka_unit_test(hostile_names_stay_in_their_place),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
