// SPDX-License-Identifier: MIT
// The reader: what the writer wrote comes back byte for byte, and what is
// wrong is refused with the path of the first wrong value.
#include "sample-result.h"

#include "result/result-read.h"
#include "result/result-write.h"

#define FIXTURE "tests/compare/6.1-ext4-a.json"

static char *fixture_path(const char *name)
{
	return xasprintf("%s/%s", getenv("top_srcdir") ?: ".", name);
}

static char *fixture(void)
{
	cleanup_free char *path = fixture_path(FIXTURE);

	return unit_get(path);
}

// The fixture with the first `from` after `after` replaced by `to`.
static char *changed(const char *after, const char *from, const char *to)
{
	cleanup_free char *text = fixture();
	char *start = strstr(text, after);

	assert_non_null(start);
	char *at = strstr(start, from);
	assert_non_null(at);
	return xasprintf("%.*s%s%s", (int)(at - text), text, to,
			 at + strlen(from));
}

static void assert_refused(const char *text, int code, const char *why)
{
	struct result r = { 0 };
	struct error err = { 0 };
	int ret = result_read_text(text, strlen(text), "doc", &r, &err);

	if (ret >= 0)
		fail_msg("read, but expected '%s'", why);
	assert_contains(err.text, why);
	assert_int_equal(ret, code);
	assert_null(r.runs);
}

static void assert_same_written(const char *text)
{
	cleanup_strbuf struct strbuf again = { 0 };
	cleanup_result struct result r = { 0 };
	struct error err = { 0 };

	if (result_read_text(text, strlen(text), "doc", &r, &err) < 0)
		fail_msg("%s", err.text);
	result_write(&r, &again);
	assert_string_equal(strbuf_str(&again), text);
}

TEST(what_was_written_comes_back_byte_for_byte)
{
	cleanup_free char *text = fixture();

	assert_same_written(text);
}

// By every ending, with a rate that is known and one that is not.
TEST(how_repetitions_ended_comes_back)
{
	cleanup_result struct result r = { 0 };
	cleanup_strbuf struct strbuf text = { 0 };

	sample_result(&r, "6.1", "ext4");
	struct run_record *run = sample_run(&r, "load", ENDING_STEADY + 1, 100);
	for (unsigned i = 0; i <= ENDING_STEADY; i++) {
		struct repetition *rep = &run->repetitions[i];

		rep->ending = (enum ending)i;
		rep->steady_within = i * 10;
		if (i < ENDING_RUNTIME)
			continue;
		rep->steadiness = (struct steadiness){
			true, i == ENDING_STEADY, 16, 1048576, 0.5, 0.25, -1
		};
	}
	result_write(&r, &text);
	assert_contains(strbuf_str(&text), "\"ended\": \"steady\"");
	assert_contains(strbuf_str(&text), "\"slope_percent\": -100.0");
	assert_same_written(strbuf_str(&text));
}

TEST(an_empty_record_comes_back)
{
	cleanup_strbuf struct strbuf text = { 0 };
	struct result r = { .status = RESULT_FAILED };

	r.error = xstrdup("no target");
	r.command = xcalloc(1, sizeof(*r.command));
	result_write(&r, &text);
	result_release(&r);
	assert_same_written(strbuf_str(&text));
}

TEST(unknown_fields_are_ignored)
{
	cleanup_free char *text = changed("{", "{", "{\"later\": [1, {}],");
	cleanup_result struct result r = { 0 };
	struct error err = { 0 };

	assert_int_equal(result_read_text(text, strlen(text), "d", &r, &err),
			 0);
	assert_int_equal(r.n_runs, 2);
}

TEST(quantiles_are_those_of_the_document)
{
	cleanup_free char *text = changed("\"p90\"", "\"p90\"", "\"p90\"");
	cleanup_result struct result r = { 0 };
	struct error err = { 0 };

	assert_int_equal(result_read_text(text, strlen(text), "d", &r, &err),
			 0);
	const struct repetition *rep = &r.runs[0].repetitions[0];
	const struct metric *p50 = &r.runs[0].metrics[0];

	assert_string_equal(p50->name, "latency_p50");
	assert_true(hist_quantile(&rep->latency, 0.5) ==
		    (uint64_t)p50->values[0]);
	// One that the document does not carry comes out of the buckets.
	uint64_t p25 = hist_quantile(&rep->latency, 0.25);
	assert_true(p25 >= rep->latency.min && p25 <= rep->latency.max);
}

static const struct {
	const char *after, *from, *to;
	int code;
	const char *why;
} wrongs[] = {
	{ "{", "\"version\": 1", "\"version\": 2", -EPROTONOSUPPORT,
	  "doc: version 2 of daxbench-result, but this daxbench reads version 1" },
	{ "{", "\"version\": 1", "\"version\": \"1\"", -EBADMSG,
	  "schema.version: must be a whole number" },
	{ "{", "daxbench-result", "daxbench-facts", -ENOMSG,
	  "not a daxbench-result document" },
	{ "{", "\"status\": \"complete\"", "\"status\": \"fine\"", -EBADMSG,
	  "status: 'fine' is not known here" },
	{ "{", "\"clock\": \"icount\"", "\"clock\": \"wall\"", -EBADMSG,
	  "runs[0].repetitions[0].duration_unit: 'instructions' is not the unit of clock 'wall'" },
	{ "\"histogram\"", "[", "[[0, 1, 1],", -EBADMSG,
	  "runs[0].repetitions[0].latency_ns.histogram" },
	{ "\"repetitions\"", "\"operations\": 8", "\"operations\": -8",
	  -EBADMSG, "runs[0].repetitions[0].operations: must not be negative" },
	{ "\"repetitions\"", "\"operations\": 8", "\"operations\": 8.5",
	  -EBADMSG,
	  "runs[0].repetitions[0].operations: must be a whole number" },
	{ "\"repetitions\"", "\"count\": 8", "\"count\": 9", -EBADMSG,
	  "latency_ns.histogram: counts add up to 8, but count is 9" },
	{ "\"repetitions\"", "\"count\": 8", "\"count\": 7", -EBADMSG,
	  "counts add up to 8, but count is 7" },
	{ "\"repetitions\"", "\"min\": 9", "\"min\": 1", -EBADMSG,
	  "runs[0].repetitions[0].latency_ns: min is not in the first bucket" },
	{ "\"repetitions\"", "\"p50\": 9", "\"p50\": 1", -EBADMSG,
	  "p50 is not between its neighbours" },
	{ "\"repetitions\"", "\"mean\": ", "\"mean\": null, \"x\": ", -EBADMSG,
	  "latency_ns.mean: must be a number" },
	{ "\"repetitions\"", "\"mean\": 9", "\"mean\": NaN, \"x\": 9", -EBADMSG,
	  "not JSON" },
	{ "\"repetitions\"", "\"mean\": 9", "\"mean\": 1e999, \"x\": 9",
	  -EBADMSG, "not JSON" },
	{ "\"metrics\"", "\"latency_p99\"", "\"latency_p50\"", -EBADMSG,
	  "runs[0].metrics[1]: 'latency_p50' stands twice" },
	{ "\"values\"", "[", "[1, ", -EBADMSG,
	  "runs[0].metrics[0].values: 11 values for 10 repetitions" },
	{ "\"values\"", "[", "[[],", -EBADMSG, "11 values" },
	{ "\"metrics\"", "\"direction\": \"less\"", "\"direction\": \"up\"",
	  -EBADMSG, "runs[0].metrics[0].direction: 'up' is not known here" },
	{ "\"metrics\"", "\"exact\": false", "\"exact\": 0", -EBADMSG,
	  "runs[0].metrics[0].exact: must be true or false" },
	{ "\"mapped\"", "\"pud_bytes\": 0", "\"pud_bytes\": null", -EBADMSG,
	  "mapped.pmd_bytes: known and unknown bytes are mixed" },
	{ "\"obtained\"", "\"page_size\": \"pmd\"", "\"page_size\": null",
	  -EBADMSG, "runs[0].mapping.page_size: does not fit 'obtained'" },
	{ "{", "\"tool\"", "\"tool\": {}, \"tool\"", -EBADMSG,
	  "duplicate object key" },
	{ "{", "\"runs\"", "\"ruins\"", -EBADMSG, "doc: runs: is missing" },
	{ "\"runs\"", "[", "{\"x\": [", -EBADMSG, "not JSON" },
	{ "\"facts\"", "\"status\": \"known\"", "\"status\": \"absent\"",
	  -EBADMSG,
	  "platform.facts[0].reason: must say why the value is not known" },
	{ "\"facts\"", "\"value\": \"6", "\"value\": {}, \"x\": \"6", -EBADMSG,
	  "platform.facts[0].value: must be a whole number" },
};

TEST(what_is_wrong_is_named_by_its_path)
{
	for (size_t i = 0; i < ARRAY_SIZE(wrongs); i++) {
		cleanup_free char *text =
			changed(wrongs[i].after, wrongs[i].from, wrongs[i].to);

		assert_refused(text, wrongs[i].code, wrongs[i].why);
	}
}

TEST(every_truncation_is_refused)
{
	cleanup_free char *text = fixture();
	size_t len = strlen(text);

	for (size_t cut = 0; cut + 2 < len; cut += cut < 600 ? 1 : 997) {
		cleanup_free char *part = xstrndup(text, cut);

		assert_refused(part, -EBADMSG, "not JSON");
	}
}

TEST(deep_nesting_is_refused_before_it_is_parsed)
{
	size_t n = (size_t)1 << 20;
	cleanup_free char *text = xcalloc(n + 1, 1);

	memset(text, '[', n);
	assert_refused(text, -EBADMSG, "doc: nested deeper than 16");
}

static char *many(const char *head, char unit, size_t n)
{
	size_t len = strlen(head);
	char *text = xcalloc(len + n + 1, 1);

	memset(stpcpy(text, head), unit, n);
	return text;
}

TEST(more_than_fits_is_refused_while_it_is_read)
{
	size_t n = (size_t)1 << 24;
	cleanup_free char *objects = xcalloc(n + 1, 1);
	cleanup_free char *word = many("[\"", 'x', n);
	cleanup_free char *number = many("[", '1', n);

	objects[0] = '[';
	for (size_t i = 1; i + 3 < n; i += 3)
		(void)stpcpy(objects + i, "{},");
	assert_refused(objects, -EFBIG,
		       "doc: more values than fit into 46137344 bytes");
	assert_refused(word, -EFBIG, "doc: a word of more than 1048576 bytes");
	assert_refused(number, -EFBIG,
		       "doc: a word of more than 1048576 bytes");
}

TEST(brackets_inside_strings_do_not_nest)
{
	assert_refused("[\"[[[[[[[[[[[[[[[[[[[\\\"[[[[[[[[[[[[[[[\"]", -ENOMSG,
		       "not a daxbench-result");
}

static void file_too_large_is_refused(void **state)
{
	cleanup_free char *path = xasprintf("%s/big.json", (char *)*state);
	struct result r = { 0 };
	struct error err = { 0 };

	unit_put(path, "");
	assert_int_equal(truncate(path, (off_t)1 << 30), 0);
	assert_int_equal(result_read(path, RESULT_WHOLE, &r, &err), -EFBIG);
	assert_contains(err.text, "larger than 67108864 bytes");
}

static void pipe_and_folder_are_no_files(void **state)
{
	cleanup_free char *fifo = xasprintf("%s/fifo", (char *)*state);
	struct result r = { 0 };
	struct error err = { 0 };

	assert_int_equal(mkfifo(fifo, 0600), 0);
	assert_int_equal(result_read(fifo, RESULT_WHOLE, &r, &err), -EINVAL);
	assert_int_equal(result_read(*state, RESULT_WHOLE, &r, &err), -EISDIR);
}

static void folder_gives_its_results_sorted(void **state)
{
	cleanup_result_set struct result_set set = { 0 };
	cleanup_free char *text = fixture();
	const char *const names[] = { "b.json", "a.json", "notes.txt" };
	struct error err = { 0 };

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		cleanup_free char *path =
			xasprintf("%s/%s", (char *)*state, names[i]);

		unit_put(path, text);
	}
	cleanup_free char *other = xasprintf("%s/c.json", (char *)*state);
	unit_put(other, "{\"schema\": {\"name\": \"daxbench-facts\"}}");
	assert_int_equal(result_read_all(*state, RESULT_WHOLE, &set, &err), 0);
	assert_int_equal(set.n, 2);
	assert_contains(set.v[0].path, "a.json");
	assert_contains(set.v[1].path, "b.json");
	assert_int_equal(set.n_skipped, 1);
	assert_contains(set.skipped[0], "not a daxbench-result document");
}

static void folder_with_a_broken_result_is_refused(void **state)
{
	cleanup_result_set struct result_set set = { 0 };
	cleanup_free char *path = xasprintf("%s/a.json", (char *)*state);
	struct error err = { 0 };

	assert_int_equal(result_read_all(*state, RESULT_WHOLE, &set, &err),
			 -ENOENT);
	unit_put(path, "{\"schema\": ");
	assert_int_equal(result_read_all(*state, RESULT_WHOLE, &set, &err),
			 -EBADMSG);
	assert_contains(err.text, "a.json: line 1: not JSON");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_written_comes_back_byte_for_byte),
		cmocka_unit_test(how_repetitions_ended_comes_back),
		cmocka_unit_test(an_empty_record_comes_back),
		cmocka_unit_test(unknown_fields_are_ignored),
		cmocka_unit_test(quantiles_are_those_of_the_document),
		cmocka_unit_test(what_is_wrong_is_named_by_its_path),
		cmocka_unit_test(every_truncation_is_refused),
		cmocka_unit_test(deep_nesting_is_refused_before_it_is_parsed),
		cmocka_unit_test(more_than_fits_is_refused_while_it_is_read),
		cmocka_unit_test(brackets_inside_strings_do_not_nest),
		TEST_IN_DIR(file_too_large_is_refused),
		TEST_IN_DIR(pipe_and_folder_are_no_files),
		TEST_IN_DIR(folder_gives_its_results_sorted),
		TEST_IN_DIR(folder_with_a_broken_result_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
