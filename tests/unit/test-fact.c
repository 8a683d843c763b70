// SPDX-License-Identifier: MIT
// Facts: what is known, what is not and why.
#include "unit.h"

#include "base/fact.h"

TEST(a_text_is_copied_with_key_and_source)
{
	cleanup_facts struct facts f = { 0 };
	char key[] = "kernel.release", source[] = "/proc", value[] = "6.1";

	facts_text(&f, key, source, value);
	key[0] = source[0] = value[0] = '!';
	assert_int_equal(f.n, 1);
	assert_string_equal(f.v[0].key, "kernel.release");
	assert_string_equal(f.v[0].source, "/proc");
	assert_string_equal(f.v[0].text, "6.1");
	assert_int_equal(f.v[0].status, FACT_KNOWN);
	assert_int_equal(f.v[0].type, FACT_TEXT);
	assert_null(f.v[0].reason);
}

TEST(a_formatted_text_is_a_text)
{
	cleanup_facts struct facts f = { 0 };

	facts_textf(&f, "a", "b", "%d of %s", 3, "x");
	assert_string_equal(facts_get_text(&f, "a"), "3 of x");
}

TEST(numbers_carry_their_unit)
{
	cleanup_facts struct facts f = { 0 };

	facts_count(&f, "clock", "x", 2400000, "kHz");
	facts_count(&f, "plain", "x", UINT64_MAX, NULL);
	facts_bytes(&f, "size", "x", 4096);
	facts_bool(&f, "yes", "x", true);
	facts_bool(&f, "no", "x", false);
	assert_int_equal(f.v[0].type, FACT_COUNT);
	assert_string_equal(f.v[0].unit, "kHz");
	assert_int_equal(f.v[0].number, 2400000);
	assert_string_equal(f.v[1].unit, "");
	assert_true(f.v[1].number == UINT64_MAX);
	assert_int_equal(f.v[2].type, FACT_BYTES);
	assert_string_equal(f.v[2].unit, "bytes");
	assert_int_equal(f.v[3].type, FACT_BOOL);
	assert_int_equal(f.v[3].number, 1);
	assert_int_equal(f.v[4].number, 0);
}

TEST(unknown_has_a_status_and_a_reason)
{
	cleanup_facts struct facts f = { 0 };

	facts_unknown(&f, "a", "statx(2)", FACT_DENIED, "needs %s", "root");
	assert_int_equal(f.v[0].status, FACT_DENIED);
	assert_string_equal(f.v[0].reason, "needs root");
	assert_null(f.v[0].text);
}

TEST(a_source_that_is_not_given_is_empty)
{
	cleanup_facts struct facts f = { 0 };

	facts_text(&f, "a", NULL, "b");
	assert_string_equal(f.v[0].source, "");
}

TEST(the_status_follows_from_the_errno)
{
	static const struct {
		int code;
		enum fact_status status;
	} rows[] = {
		{ -ENOENT, FACT_ABSENT },
		{ -ENODEV, FACT_ABSENT },
		{ -ENXIO, FACT_ABSENT },
		{ -EACCES, FACT_DENIED },
		{ -EPERM, FACT_DENIED },
		{ -ENOTTY, FACT_UNSUPPORTED },
		{ -EOPNOTSUPP, FACT_UNSUPPORTED },
		{ -ENOSYS, FACT_UNSUPPORTED },
		{ -EINVAL, FACT_UNSUPPORTED },
		{ -EIO, FACT_ERROR },
		{ -EFBIG, FACT_ERROR },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		assert_int_equal(fact_status_of(rows[i].code), rows[i].status);
}

TEST(every_status_has_a_name)
{
	assert_string_equal(fact_status_name(FACT_KNOWN), "known");
	assert_string_equal(fact_status_name(FACT_ABSENT), "absent");
	assert_string_equal(fact_status_name(FACT_DENIED), "denied");
	assert_string_equal(fact_status_name(FACT_UNSUPPORTED), "unsupported");
	assert_string_equal(fact_status_name(FACT_ERROR), "error");
}

TEST(a_key_is_found_whole_or_not_at_all)
{
	cleanup_facts struct facts f = { 0 };

	assert_null(facts_find(&f, "a"));
	facts_text(&f, "a.b", "s", "1");
	facts_text(&f, "a.bc", "s", "2");
	assert_string_equal(facts_find(&f, "a.bc")->text, "2");
	assert_null(facts_find(&f, "a"));
	assert_null(facts_find(&f, "a.b "));
}

TEST(of_two_with_one_key_the_first_is_found)
{
	cleanup_facts struct facts f = { 0 };

	facts_text(&f, "a", "s", "first");
	facts_text(&f, "a", "s", "second");
	assert_string_equal(facts_get_text(&f, "a"), "first");
}

TEST(only_a_known_text_is_got_as_text)
{
	cleanup_facts struct facts f = { 0 };

	facts_count(&f, "number", "s", 1, "");
	facts_unknown(&f, "unknown", "s", FACT_ERROR, "why");
	assert_null(facts_get_text(&f, "number"));
	assert_null(facts_get_text(&f, "unknown"));
	assert_null(facts_get_text(&f, "missing"));
}

TEST(append_copies_everything_under_a_prefix)
{
	cleanup_facts struct facts to = { 0 };
	struct facts from = { 0 };

	facts_text(&to, "first", "s", "stays");
	facts_text(&from, "text", "source", "value");
	facts_count(&from, "count", "source", 9, "kHz");
	facts_unknown(&from, "gone", "source", FACT_ABSENT, "why");
	facts_append(&to, "before.", &from);
	facts_release(&from);
	assert_int_equal(to.n, 4);
	assert_string_equal(to.v[0].key, "first");
	assert_string_equal(facts_get_text(&to, "before.text"), "value");
	const struct fact *count = facts_find(&to, "before.count");
	assert_int_equal(count->number, 9);
	assert_int_equal(count->type, FACT_COUNT);
	assert_string_equal(count->unit, "kHz");
	assert_string_equal(count->source, "source");
	const struct fact *gone = facts_find(&to, "before.gone");
	assert_int_equal(gone->status, FACT_ABSENT);
	assert_string_equal(gone->reason, "why");
}

TEST(append_of_nothing_adds_nothing)
{
	cleanup_facts struct facts to = { 0 };
	const struct facts from = { 0 };

	facts_append(&to, "x.", &from);
	assert_int_equal(to.n, 0);
}

TEST(order_is_that_of_adding_through_growth)
{
	cleanup_facts struct facts f = { 0 };
	uint64_t expected = 0;

	for (unsigned i = 0; i < 100; i++)
		facts_count(&f, "n", "s", i, "");
	facts_for_each (it, &f)
		assert_int_equal(it->number, expected++);
	assert_int_equal(expected, 100);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_text_is_copied_with_key_and_source),
		cmocka_unit_test(a_formatted_text_is_a_text),
		cmocka_unit_test(numbers_carry_their_unit),
		cmocka_unit_test(unknown_has_a_status_and_a_reason),
		cmocka_unit_test(a_source_that_is_not_given_is_empty),
		cmocka_unit_test(the_status_follows_from_the_errno),
		cmocka_unit_test(every_status_has_a_name),
		cmocka_unit_test(a_key_is_found_whole_or_not_at_all),
		cmocka_unit_test(of_two_with_one_key_the_first_is_found),
		cmocka_unit_test(only_a_known_text_is_got_as_text),
		cmocka_unit_test(append_copies_everything_under_a_prefix),
		cmocka_unit_test(append_of_nothing_adds_nothing),
		cmocka_unit_test(order_is_that_of_adding_through_growth),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
