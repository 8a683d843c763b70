// SPDX-License-Identifier: MIT
// JSON values that cannot fail, and a print that reads back the same.
#include "unit.h"

#include "result/json-facts.h"
#include "result/json-list.h"
#include "result/json-util.h"

#define FFFD "\xef\xbf\xbd"

static void expect_text(const char *text, const char *expected)
{
	json_t *v = json_text(text);

	assert_non_null(v);
	assert_true(json_is_string(v));
	assert_string_equal(json_string_value(v), expected);
	json_decref(v);
}

TEST(valid_utf8_stays_as_it_is)
{
	expect_text("", "");
	expect_text("/mnt/pmem", "/mnt/pmem");
	expect_text("\xc2\xb5s \xe2\x86\x92 \xf0\x9f\x98\x80",
		    "\xc2\xb5s \xe2\x86\x92 \xf0\x9f\x98\x80");
}

TEST(bytes_that_are_not_utf8_become_u_fffd)
{
	expect_text("a\xff"
		    "b",
		    "a" FFFD "b");
	expect_text("\x80", FFFD);
	expect_text("caf\xe9", "caf" FFFD);
	// Cut short, at the end and before another character.
	expect_text("x\xe2\x86", "x" FFFD FFFD);
	expect_text("\xc3(", FFFD "(");
	expect_text("\xf0\x9f\x98", FFFD FFFD FFFD);
}

TEST(overlong_surrogate_and_too_large_sequences_are_not_utf8)
{
	expect_text("\xc0\x80", FFFD FFFD);
	expect_text("\xe0\x80\x80", FFFD FFFD FFFD);
	expect_text("\xed\xa0\x80", FFFD FFFD FFFD);
	expect_text("\xf0\x80\x80\x80", FFFD FFFD FFFD FFFD);
	expect_text("\xf4\x90\x80\x80", FFFD FFFD FFFD FFFD);
	expect_text("\xf5\x80\x80\x80", FFFD FFFD FFFD FFFD);
}

TEST(valid_sequences_around_bad_bytes_are_kept)
{
	expect_text("\xc2\xb5\xff\xe2\x86\x92", "\xc2\xb5" FFFD "\xe2\x86\x92");
}

// Every two-byte string is a value, whatever the bytes.
TEST(any_two_bytes_are_a_text)
{
	for (unsigned a = 1; a < 256; a++) {
		for (unsigned b = 1; b < 256; b++) {
			const char text[] = { (char)a, (char)b, '\0' };
			json_t *v = json_text(text);

			assert_non_null(v);
			json_decref(v);
		}
	}
}

TEST(no_text_is_null)
{
	json_t *v = json_text(NULL);

	assert_true(json_is_null(v));
	json_decref(v);
}

TEST(counts_beyond_the_signed_range_are_held_at_its_end)
{
	static const struct {
		uint64_t count;
		json_int_t value;
	} rows[] = {
		{ 0, 0 },
		{ INT64_MAX, INT64_MAX },
		{ (uint64_t)INT64_MAX + 1, INT64_MAX },
		{ UINT64_MAX, INT64_MAX },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		json_t *v = json_count(rows[i].count);

		assert_true(json_integer_value(v) == rows[i].value);
		json_decref(v);
	}
}

// What json_print gives for this document, after it has read back the same.
static char *printed(const char *document)
{
	struct strbuf text = { 0 };
	json_t *doc = json_loads(document, JSON_ALLOW_NUL, NULL);

	assert_non_null(doc);
	json_print(doc, &text);
	json_t *again = json_loads(text.s, JSON_ALLOW_NUL, NULL);
	if (!again)
		fail_msg("does not parse: %s", text.s);
	assert_true(json_equal(doc, again));
	assert_int_equal(text.s[text.len - 1], '\n');
	json_decref(doc);
	json_decref(again);
	return strbuf_take(&text);
}

static void expect_print(const char *document, const char *expected)
{
	cleanup_free char *text = printed(document);

	assert_string_equal(text, expected);
}

TEST(an_array_of_numbers_is_one_line)
{
	expect_print("[1,2,3]", "[1, 2, 3]\n");
	expect_print("{\"h\":[[0,0,5],[1,2,-7]]}", "{\n"
						   " \"h\": [\n"
						   "  [0, 0, 5],\n"
						   "  [1, 2, -7]\n"
						   " ]\n"
						   "}\n");
}

TEST(numbers_of_every_form_survive_on_one_line)
{
	cleanup_free char *text =
		printed("{\"v\":[0,-1,1.5,1e300,-2.5e-10,9223372036854775807,"
			"-9223372036854775808]}");

	char *line = strchr(text, '[');
	assert_non_null(line);
	assert_true(strcspn(line, "\n") > strcspn(line, "]"));
}

TEST(empty_arrays_and_objects_survive)
{
	cleanup_free char *text = printed("{\"a\":[],\"o\":{},\"n\":[[]]}");

	assert_contains(text, "\"a\": []");
}

TEST(an_array_with_anything_else_keeps_its_lines)
{
	expect_print("[null,1]", "[\n null,\n 1\n]\n");
	expect_print("[true,false]", "[\n true,\n false\n]\n");
	expect_print("[\"1\",2]", "[\n \"1\",\n 2\n]\n");
	expect_print("[{}]", "[\n {}\n]\n");
}

TEST(strings_with_brackets_and_quotes_survive)
{
	static const char *const documents[] = {
		"[\"[1, 2]\"]",
		"[\"[1,2]\", \"[1,  2]\", \"[ ]\"]",
		"{\"[3,4]\": \"\\\\[5,6]\"}",
		"[\"a \\\" [1,\\n 2] \\\" b\"]",
		"[\"\\\\\"]",
		"[\"\\\\\\\"[\", \"]\"]",
		"{\"[1, 2\": \"]\", \"x\": [1, 2]}",
		"{\"a\\\"\": [3,  4], \"b\": \"  two  spaces,  \\n\"}",
		"[\"\\u0000\\u0001\\t\", [1]]",
		"{\"\": \"[\"}",
		"[\"\\\\\", [1, 2], \"\\\\\"]",
	};

	for (size_t i = 0; i < ARRAY_SIZE(documents); i++)
		free(printed(documents[i]));
}

TEST(deep_nesting_survives)
{
	struct strbuf doc = { 0 };

	for (unsigned i = 0; i < 500; i++)
		strbuf_puts(&doc, "[1,{\"k\":");
	strbuf_puts(&doc, "[2,3]");
	for (unsigned i = 0; i < 500; i++)
		strbuf_puts(&doc, "}]");
	cleanup_free char *document = strbuf_take(&doc);
	free(printed(document));
}

TEST(printing_appends)
{
	cleanup_strbuf struct strbuf text = { 0 };
	json_t *doc = json_array();

	strbuf_puts(&text, "before");
	json_print(doc, &text);
	json_decref(doc);
	assert_string_equal(text.s, "before[]\n");
}

TEST(keys_stay_in_the_order_of_insertion)
{
	cleanup_strbuf struct strbuf text = { 0 };
	json_t *doc = json_object();

	json_put(doc, "z", json_count(1));
	json_put(doc, "a", json_count(2));
	json_print(doc, &text);
	json_decref(doc);
	assert_string_equal(text.s, "{\n \"z\": 1,\n \"a\": 2\n}\n");
}

static json_t *facts_document(const struct facts *f)
{
	cleanup_strbuf struct strbuf text = { 0 };

	json_print_facts(f, &text);
	json_t *doc = json_loads(text.s, 0, NULL);
	assert_non_null(doc);
	return doc;
}

static void assert_fact(const json_t *facts, size_t i, const char *expected)
{
	json_t *want = json_loads(expected, 0, NULL);

	assert_non_null(want);
	if (!json_equal(json_array_get(facts, i), want))
		fail_msg("fact %zu is not %s", i, expected);
	json_decref(want);
}

TEST(known_facts_carry_value_and_unit)
{
	cleanup_facts struct facts f = { 0 };

	facts_text(&f, "a.text", "file", "value");
	facts_bytes(&f, "a.size", "call", 4096);
	facts_count(&f, "a.plain", "call", UINT64_MAX, "");
	facts_bool(&f, "a.yes", "call", true);
	json_t *doc = facts_document(&f);
	const json_t *v = json_object_get(doc, "facts");
	assert_int_equal(json_array_size(v), 4);
	assert_fact(
		v, 0,
		"{\"key\":\"a.text\",\"value\":\"value\",\"unit\":null,"
		"\"source\":\"file\",\"status\":\"known\",\"reason\":null}");
	assert_fact(
		v, 1,
		"{\"key\":\"a.size\",\"value\":4096,\"unit\":\"bytes\","
		"\"source\":\"call\",\"status\":\"known\",\"reason\":null}");
	assert_fact(v, 2,
		    "{\"key\":\"a.plain\",\"value\":9223372036854775807,"
		    "\"unit\":null,\"source\":\"call\",\"status\":\"known\","
		    "\"reason\":null}");
	assert_fact(
		v, 3,
		"{\"key\":\"a.yes\",\"value\":true,\"unit\":null,"
		"\"source\":\"call\",\"status\":\"known\",\"reason\":null}");
	json_decref(doc);
}

TEST(an_unknown_fact_is_null_with_its_reason)
{
	cleanup_facts struct facts f = { 0 };

	facts_unknown(&f, "a", "statx(2)", FACT_DENIED, "needs root");
	json_t *doc = facts_document(&f);
	assert_fact(json_object_get(doc, "facts"), 0,
		    "{\"key\":\"a\",\"value\":null,\"unit\":null,"
		    "\"source\":\"statx(2)\",\"status\":\"denied\","
		    "\"reason\":\"needs root\"}");
	json_decref(doc);
}

TEST(a_facts_document_names_schema_and_tool)
{
	cleanup_facts struct facts f = { 0 };
	json_t *doc = facts_document(&f);
	const char *name = NULL, *tool = NULL;
	int version = 0;

	assert_int_equal(json_unpack(doc, "{s:{s:s,s:i},s:{s:s}}", "schema",
				     "name", &name, "version", &version, "tool",
				     "name", &tool),
			 0);
	assert_string_equal(name, "daxbench-facts");
	assert_int_equal(version, 1);
	assert_string_equal(tool, "daxbench");
	json_decref(doc);
}

TEST(a_listing_is_grouped_with_its_details)
{
	CLEANUP(listing_cleanup_) struct listing l = { 0 };
	cleanup_strbuf struct strbuf text = { 0 };
	char value[] = "none";

	listing_add(&l, "engines", "copy", "plain");
	listing_detail(&l, "durability", value);
	listing_detail(&l, "left out", NULL);
	listing_add(&l, "targets", "shmem", "memory");
	listing_add(&l, "engines", "pmem", "flushed");
	value[0] = 'X';
	listing_json(&l, &text);
	json_t *doc = json_loads(text.s, 0, NULL);
	json_t *want = json_loads(
		"[{\"name\":\"copy\",\"summary\":\"plain\","
		"\"details\":{\"durability\":\"none\"}},"
		"{\"name\":\"pmem\",\"summary\":\"flushed\",\"details\":{}}]",
		0, NULL);
	assert_non_null(doc);
	assert_true(json_equal(json_object_get(doc, "engines"), want));
	assert_int_equal(json_array_size(json_object_get(doc, "targets")), 1);
	json_decref(want);
	json_decref(doc);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(valid_utf8_stays_as_it_is),
		cmocka_unit_test(bytes_that_are_not_utf8_become_u_fffd),
		cmocka_unit_test(
			overlong_surrogate_and_too_large_sequences_are_not_utf8),
		cmocka_unit_test(valid_sequences_around_bad_bytes_are_kept),
		cmocka_unit_test(any_two_bytes_are_a_text),
		cmocka_unit_test(no_text_is_null),
		cmocka_unit_test(
			counts_beyond_the_signed_range_are_held_at_its_end),
		cmocka_unit_test(an_array_of_numbers_is_one_line),
		cmocka_unit_test(numbers_of_every_form_survive_on_one_line),
		cmocka_unit_test(empty_arrays_and_objects_survive),
		cmocka_unit_test(an_array_with_anything_else_keeps_its_lines),
		cmocka_unit_test(strings_with_brackets_and_quotes_survive),
		cmocka_unit_test(deep_nesting_survives),
		cmocka_unit_test(printing_appends),
		cmocka_unit_test(keys_stay_in_the_order_of_insertion),
		cmocka_unit_test(known_facts_carry_value_and_unit),
		cmocka_unit_test(an_unknown_fact_is_null_with_its_reason),
		cmocka_unit_test(a_facts_document_names_schema_and_tool),
		cmocka_unit_test(a_listing_is_grouped_with_its_details),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
