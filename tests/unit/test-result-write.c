// SPDX-License-Identifier: MIT
// The result document: valid however early a run ended, unknown is null.
#include "unit.h"

#include <jansson.h>
#include <math.h>

#include "result/result-write.h"
#include "result/schema.h"

#define LEN (UINT64_C(4) << 20)

static json_t *written(const struct result *r)
{
	cleanup_strbuf struct strbuf text = { 0 };
	json_error_t why;

	result_write(r, &text);
	assert_int_equal(text.s[text.len - 1], '\n');
	json_t *doc = json_loads(text.s, JSON_REJECT_DUPLICATES, &why);
	if (!doc)
		fail_msg("line %d: %s", why.line, why.text);
	return doc;
}

// By a path such as "runs.0.metrics.1.values"; never NULL.
static const json_t *at(const json_t *doc, const char *path)
{
	cleanup_free char *copy = xstrdup(path);
	const json_t *v = doc;

	for (char *save = NULL, *key = strtok_r(copy, ".", &save); key;
	     key = strtok_r(NULL, ".", &save)) {
		v = json_is_array(v) ? json_array_get(v, (size_t)atoi(key))
				     : json_object_get(v, key);
		if (!v)
			fail_msg("there is no %s", path);
	}
	return v;
}

static void assert_null_at(const json_t *doc, const char *path)
{
	if (!json_is_null(at(doc, path)))
		fail_msg("%s is not null", path);
}

static void assert_text_at(const json_t *doc, const char *path,
			   const char *text)
{
	const char *got = json_string_value(at(doc, path));

	assert_non_null(got);
	assert_string_equal(got, text);
}

static void assert_count_at(const json_t *doc, const char *path,
			    json_int_t count)
{
	assert_true(json_is_integer(at(doc, path)));
	assert_int_equal(json_integer_value(at(doc, path)), count);
}

static void assert_keys(const json_t *object, const char *expected)
{
	cleanup_strbuf struct strbuf keys = { 0 };
	const char *key;
	json_t *value;

	json_object_foreach((json_t *)object, key, value)
		strbuf_printf(&keys, "%s%s", keys.len ? " " : "", key);
	assert_string_equal(strbuf_str(&keys), expected);
}

static double first_is_two(const struct run_record *run ATTR_UNUSED,
			   const struct repetition *rep)
{
	return rep->index == 0 ? 2.5 : NAN;
}

static double infinite(const struct run_record *run ATTR_UNUSED,
		       const struct repetition *rep ATTR_UNUSED)
{
	return INFINITY;
}

static void add_repetition(struct run_record *run, bool counted)
{
	struct repetition *rep = run_record_add_repetition(run);

	rep->seed = 77;
	rep->state = "fresh-hole";
	rep->duration = 1000;
	rep->operations = 2;
	rep->bytes = LEN;
	rep->minor = 2;
	rep->major = 1;
	rep->mapped_known = counted;
	if (counted)
		rep->mapped = (struct page_bytes){ .pmd = LEN };
	rep->n_threads = 1;
	rep->threads = xcalloc(1, sizeof(*rep->threads));
	rep->threads[0] = (struct thread_split){ 2, 1000, 2, 1 };
	hist_init(&rep->latency);
	hist_add(&rep->latency, 100);
	hist_add(&rep->latency, 300);
}

static void add_witnesses(struct mapping_report *m)
{
	m->witnesses = xcalloc(2, sizeof(*m->witnesses));
	m->n_witnesses = 2;
	m->witnesses[0] = (struct evidence){ .witness = "smaps" };
	evidence_count(&m->witnesses[0], PAGE_SIZE_PMD,
		       &(struct page_bytes){ .pmd = LEN });
	facts_count(&m->witnesses[0].facts, "rss", "smaps", 7, "pages");
	m->witnesses[1] =
		(struct evidence){ .witness = "vmstat",
				   .strength = EVIDENCE_CORROBORATES };
	evidence_say(&m->witnesses[1], VERDICT_UNAVAILABLE, "no such file");
}

// Everything a complete run fills in.
static void fill(struct result *r)
{
	static char arg0[] = "run", arg1[] = "-s", arg2[] = "\xff[\"";
	char *argv[] = { arg0, arg1, arg2 };

	result_set_command(r, 3, argv);
	r->started = xstrdup("2026-01-02T03:04:05Z");
	r->kernel_release = xstrdup("6.12.0");
	r->dax_path = xstrdup("iomap");
	r->dax_path_reason = xstrdup("kallsyms");
	r->target_class = "fsdax";
	r->target_path = xstrdup("/mnt/pmem");
	r->target_found = true;
	facts_text(&r->platform, "cpu.model", "/proc/cpuinfo", "some CPU");
	facts_bool(&r->target, "file.dax", "statx(2)", true);

	struct run_record *run = result_add_run(r, "pmd-fault", "copy");
	facts_bytes(&run->parameters, "size", "command line", LEN);
	add_repetition(run, true);
	add_repetition(run, false);
	run_record_add_metric(run,
			      &(struct metric){ .name = "m",
						.unit = "ns",
						.direction = DIRECTION_LESS,
						.gate = true },
			      first_is_two);
	run_record_add_metric(run,
			      &(struct metric){ .name = "i",
						.unit = "ratio",
						.direction = DIRECTION_MORE,
						.exact = true },
			      infinite);
	run->mapping.asked = PAGE_SIZE_PMD;
	run->mapping.obtained_known = true;
	run->mapping.obtained = (struct page_bytes){ .pmd = LEN };
	run->mapping.page_size = PAGE_SIZE_PMD;
	run->mapping.agreement = "witnessed";
	add_witnesses(&run->mapping);
	run->expected = PAGE_SIZE_PMD;
	run->judged = true;
	run->expectation_met = true;
	run_record_doubt(run, VALIDITY_SUSPECT, "reason %d", 1);
}

TEST(an_empty_record_is_a_document)
{
	cleanup_result struct result r = { 0 };
	json_auto_t *doc = written(&r);

	assert_text_at(doc, "schema.name", RESULT_SCHEMA_NAME);
	assert_count_at(doc, "schema.version", RESULT_SCHEMA_VERSION);
	assert_text_at(doc, "tool.name", "daxbench");
	assert_text_at(doc, "status", "complete");
	assert_int_equal(json_array_size(at(doc, "command")), 0);
	assert_int_equal(json_array_size(at(doc, "runs")), 0);
	assert_int_equal(json_array_size(at(doc, "platform.facts")), 0);
}

TEST(what_an_empty_record_does_not_know_is_null)
{
	static const char *const paths[] = {
		"started",
		"error",
		"platform.kernel.release",
		"platform.kernel.dax_path",
		"platform.kernel.dax_path_evidence",
		"target.class",
		"target.path",
	};
	cleanup_result struct result r = { 0 };
	json_auto_t *doc = written(&r);

	for (size_t i = 0; i < ARRAY_SIZE(paths); i++)
		assert_null_at(doc, paths[i]);
}

TEST(a_run_that_failed_at_once_is_a_document)
{
	cleanup_result struct result r = { .status = RESULT_FAILED };

	r.error = xstrdup("no \"target\"\n\xe9");
	struct run_record *run = result_add_run(&r, "pmd-fault", "copy");
	run_record_doubt(run, VALIDITY_INVALID, "0 of 10 were finished");
	json_auto_t *doc = written(&r);
	assert_text_at(doc, "status", "failed");
	assert_text_at(doc, "error", "no \"target\"\n\xef\xbf\xbd");
	assert_int_equal(json_array_size(at(doc, "runs.0.repetitions")), 0);
	assert_text_at(doc, "runs.0.mapping.agreement", "unwitnessed");
	assert_null_at(doc, "runs.0.expectation.met");
	assert_text_at(doc, "runs.0.validity.state", "invalid");
}

TEST(an_interrupted_run_says_so)
{
	cleanup_result struct result r = { .status = RESULT_INTERRUPTED };
	json_auto_t *doc = written(&r);

	assert_text_at(doc, "status", "interrupted");
}

TEST(a_full_record_keeps_all_it_was_given)
{
	cleanup_result struct result r = { 0 };

	fill(&r);
	json_auto_t *doc = written(&r);
	assert_text_at(doc, "command.2", "\xef\xbf\xbd[\"");
	assert_text_at(doc, "started", "2026-01-02T03:04:05Z");
	assert_text_at(doc, "platform.clock", "wall");
	assert_text_at(doc, "platform.kernel.dax_path", "iomap");
	assert_text_at(doc, "platform.facts.0.key", "cpu.model");
	assert_text_at(doc, "target.class", "fsdax");
	assert_true(json_is_true(at(doc, "target.found")));
	assert_text_at(doc, "runs.0.workload", "pmd-fault");
	assert_text_at(doc, "runs.0.parameters.0.key", "size");
	assert_count_at(doc, "runs.0.repetitions.0.seed", 77);
	assert_count_at(doc, "runs.0.repetitions.1.index", 1);
	assert_count_at(doc, "runs.0.repetitions.0.operations", 2);
	assert_count_at(doc, "runs.0.repetitions.0.faults.minor", 2);
	assert_count_at(doc, "runs.0.repetitions.0.faults.major", 1);
	assert_count_at(doc, "runs.0.repetitions.0.threads.0.operations", 2);
	assert_count_at(doc, "runs.0.repetitions.0.mapped.pmd_bytes", LEN);
	assert_count_at(doc, "runs.0.mapping.obtained.pmd_bytes", LEN);
	assert_text_at(doc, "runs.0.mapping.page_size", "pmd");
	assert_true(json_is_true(at(doc, "runs.0.expectation.met")));
	assert_text_at(doc, "runs.0.validity.state", "suspect");
	assert_text_at(doc, "runs.0.validity.reasons.0", "reason 1");
}

TEST(latencies_are_summarised_and_kept_as_buckets)
{
	cleanup_result struct result r = { 0 };

	fill(&r);
	json_auto_t *doc = written(&r);
	const json_t *lat = at(doc, "runs.0.repetitions.0.latency_ns");
	assert_text_at(lat, "unit", "ns");
	assert_count_at(lat, "count", 2);
	assert_count_at(lat, "min", 100);
	assert_count_at(lat, "p50", 100);
	assert_count_at(lat, "p99_99", 300);
	assert_count_at(lat, "max", 300);
	assert_true(fabs(json_real_value(at(lat, "mean")) - 200) < 1e-9);
	assert_true(fabs(json_real_value(at(lat, "stddev")) - 141.421356237) <
		    1e-6);
	assert_int_equal(json_array_size(at(lat, "histogram")), 2);
	assert_count_at(lat, "histogram.0.0", 100);
	assert_count_at(lat, "histogram.0.1", 100);
	assert_count_at(lat, "histogram.0.2", 1);
}

TEST(no_latency_at_all_is_null_and_not_zero)
{
	static const char *const keys[] = { "min",   "mean",   "stddev",
					    "p50",   "p90",    "p99",
					    "p99_9", "p99_99", "max" };
	cleanup_result struct result r = { 0 };
	struct run_record *run = result_add_run(&r, "pmd-fault", "copy");

	hist_init(&run_record_add_repetition(run)->latency);
	json_auto_t *doc = written(&r);
	const json_t *lat = at(doc, "runs.0.repetitions.0.latency_ns");
	assert_count_at(lat, "count", 0);
	for (size_t i = 0; i < ARRAY_SIZE(keys); i++)
		assert_null_at(lat, keys[i]);
	assert_int_equal(json_array_size(at(lat, "histogram")), 0);
}

TEST(the_largest_latency_is_held_within_signed_integers)
{
	cleanup_result struct result r = { 0 };
	struct run_record *run = result_add_run(&r, "pmd-fault", "copy");
	struct repetition *rep = run_record_add_repetition(run);

	hist_init(&rep->latency);
	hist_add(&rep->latency, UINT64_MAX);
	json_auto_t *doc = written(&r);
	const json_t *bucket =
		at(doc, "runs.0.repetitions.0.latency_ns.histogram.0");
	assert_true(json_integer_value(json_array_get(bucket, 0)) > 0);
	assert_true(json_integer_value(json_array_get(bucket, 1)) == INT64_MAX);
}

TEST(metrics_that_are_no_number_are_null)
{
	cleanup_result struct result r = { 0 };

	fill(&r);
	json_auto_t *doc = written(&r);
	assert_text_at(doc, "runs.0.metrics.0.name", "m");
	assert_text_at(doc, "runs.0.metrics.0.direction", "less");
	assert_true(json_is_true(at(doc, "runs.0.metrics.0.gate")));
	assert_true(json_is_false(at(doc, "runs.0.metrics.0.exact")));
	assert_true(json_is_real(at(doc, "runs.0.metrics.0.values.0")));
	assert_null_at(doc, "runs.0.metrics.0.values.1");
	assert_null_at(doc, "runs.0.metrics.1.values.0");
	assert_null_at(doc, "runs.0.metrics.1.values.1");
}

static void assert_bytes_are_null(const json_t *bytes)
{
	assert_null_at(bytes, "pud_bytes");
	assert_null_at(bytes, "pmd_bytes");
	assert_null_at(bytes, "pte_bytes");
	assert_null_at(bytes, "zero_bytes");
	assert_null_at(bytes, "absent_bytes");
}

TEST(a_mapping_that_nobody_counted_is_null_and_not_zero)
{
	cleanup_result struct result r = { 0 };
	struct run_record *run = result_add_run(&r, "pmd-fault", "copy");

	add_repetition(run, false);
	json_auto_t *doc = written(&r);
	assert_bytes_are_null(at(doc, "runs.0.mapping.obtained"));
	assert_bytes_are_null(at(doc, "runs.0.repetitions.0.mapped"));
	assert_null_at(doc, "runs.0.mapping.page_size");
}

TEST(a_range_of_which_nothing_is_mapped_was_counted)
{
	cleanup_result struct result r = { 0 };
	struct run_record *run = result_add_run(&r, "pmd-fault", "copy");

	run->mapping.obtained_known = true;
	run->mapping.obtained.absent = LEN;
	json_auto_t *doc = written(&r);
	assert_count_at(doc, "runs.0.mapping.obtained.absent_bytes", LEN);
	assert_count_at(doc, "runs.0.mapping.obtained.pmd_bytes", 0);
	assert_text_at(doc, "runs.0.mapping.page_size", "none");
}

TEST(zero_pages_that_no_witness_could_see_are_null)
{
	cleanup_result struct result r = { 0 };
	struct run_record *run = result_add_run(&r, "pmd-fault", "copy");

	run->mapping.obtained_known = true;
	run->mapping.obtained.pmd = LEN;
	json_auto_t *doc = written(&r);
	assert_null_at(doc, "runs.0.mapping.obtained.zero_bytes");
	run->mapping.obtained.zero_known = true;
	json_auto_t *seen = written(&r);
	assert_count_at(seen, "runs.0.mapping.obtained.zero_bytes", 0);
}

TEST(witnesses_show_what_they_saw_or_null)
{
	cleanup_result struct result r = { 0 };

	fill(&r);
	json_auto_t *doc = written(&r);
	const json_t *w = at(doc, "runs.0.mapping.witnesses");
	assert_text_at(w, "0.name", "smaps");
	assert_text_at(w, "0.verdict", "confirms");
	assert_text_at(w, "0.strength", "decides");
	assert_count_at(w, "0.seen.pmd_bytes", LEN);
	assert_count_at(w, "0.facts.0.value", 7);
	assert_text_at(w, "1.verdict", "unavailable");
	assert_text_at(w, "1.strength", "corroborates");
	assert_text_at(w, "1.reason", "no such file");
	assert_bytes_are_null(at(w, "1.seen"));
}

TEST(keys_have_a_fixed_order)
{
	cleanup_result struct result r = { 0 };

	fill(&r);
	json_auto_t *doc = written(&r);
	assert_keys(doc, "schema tool command started status error platform "
			 "target runs");
	assert_keys(at(doc, "runs.0"),
		    "workload engine parameters repetitions metrics mapping "
		    "expectation validity");
	assert_keys(at(doc, "runs.0.mapping"),
		    "asked obtained page_size agreement witnesses");
}

TEST(the_order_is_the_same_for_an_empty_record)
{
	cleanup_result struct result r = { 0 };
	json_auto_t *doc = written(&r);

	assert_keys(doc, "schema tool command started status error platform "
			 "target runs");
}

TEST(the_same_record_is_the_same_text)
{
	cleanup_strbuf struct strbuf one = { 0 }, two = { 0 };
	cleanup_result struct result r = { 0 };

	fill(&r);
	result_write(&r, &one);
	result_write(&r, &two);
	assert_string_equal(one.s, two.s);
}

TEST(under_icount_the_unit_is_instructions)
{
	cleanup_result struct result r = { .clock = CLOCK_KIND_ICOUNT };

	fill(&r);
	json_auto_t *doc = written(&r);
	assert_text_at(doc, "platform.clock", "icount");
	assert_text_at(doc, "runs.0.repetitions.0.duration_unit",
		       "instructions");
	assert_text_at(doc, "runs.0.repetitions.0.latency_ns.unit",
		       "instructions");
}

TEST(doubt_lowers_the_validity_and_never_raises_it)
{
	cleanup_result struct result r = { 0 };
	struct run_record *run = result_add_run(&r, "pmd-fault", "copy");

	run_record_doubt(run, VALIDITY_INVALID, "worst");
	run_record_doubt(run, VALIDITY_SUSPECT, "less");
	assert_int_equal(run->validity, VALIDITY_INVALID);
	assert_int_equal(run->n_reasons, 2);
	assert_string_equal(run->reasons[1], "less");
}

// Of a repetition that has not got it the value is not known.
TEST(a_measure_of_the_first_repetition_becomes_a_metric)
{
	cleanup_result struct result r = { 0 };
	struct run_record *run = result_add_run(&r, "w", "e");
	const struct measure left = { "faults_left", "faults", 4, true };

	repetition_measure(run_record_add_repetition(run), &left);
	(void)run_record_add_repetition(run);
	for (unsigned i = 0; i < 2 * REPETITION_MEASURES_MAX; i++)
		repetition_measure(&run->repetitions[1],
				   &(struct measure){ "another", "x", 1, 0 });
	run_record_add_measures(run);
	assert_int_equal(run->n_metrics, 1);
	assert_string_equal(run->metrics[0].name, "faults_left");
	assert_string_equal(run->metrics[0].unit, "faults");
	assert_true(run->metrics[0].exact && run->metrics[0].gate);
	assert_int_equal(run->metrics[0].n, 2);
	assert_int_equal(run->metrics[0].values[0], 4);
	assert_true(isnan(run->metrics[0].values[1]));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			a_measure_of_the_first_repetition_becomes_a_metric),
		cmocka_unit_test(an_empty_record_is_a_document),
		cmocka_unit_test(what_an_empty_record_does_not_know_is_null),
		cmocka_unit_test(a_run_that_failed_at_once_is_a_document),
		cmocka_unit_test(an_interrupted_run_says_so),
		cmocka_unit_test(a_full_record_keeps_all_it_was_given),
		cmocka_unit_test(latencies_are_summarised_and_kept_as_buckets),
		cmocka_unit_test(no_latency_at_all_is_null_and_not_zero),
		cmocka_unit_test(
			the_largest_latency_is_held_within_signed_integers),
		cmocka_unit_test(metrics_that_are_no_number_are_null),
		cmocka_unit_test(
			a_mapping_that_nobody_counted_is_null_and_not_zero),
		cmocka_unit_test(
			a_range_of_which_nothing_is_mapped_was_counted),
		cmocka_unit_test(zero_pages_that_no_witness_could_see_are_null),
		cmocka_unit_test(witnesses_show_what_they_saw_or_null),
		cmocka_unit_test(keys_have_a_fixed_order),
		cmocka_unit_test(the_order_is_the_same_for_an_empty_record),
		cmocka_unit_test(the_same_record_is_the_same_text),
		cmocka_unit_test(under_icount_the_unit_is_instructions),
		cmocka_unit_test(doubt_lowers_the_validity_and_never_raises_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
