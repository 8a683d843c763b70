// SPDX-License-Identifier: MIT
// One file, one fact: a value only when there is one.
#include "platform-sysroot.h"

#include "platform/sysfact.h"
#include "platform/words.h"

TEST(a_line_loses_the_white_space_at_its_end)
{
	cleanup_machine struct machine m = machine_new();
	cleanup_facts struct facts f = { 0 };

	machine_put(&m, "/sys/x", "tsc hpet \nsecond\n");
	sysfact_text(&f, "k", &m.sr, "/sys/x");
	assert_fact_text(&f, "k", "tsc hpet");
	assert_string_equal(f.v[0].source, "/sys/x");
}

TEST(a_missing_file_is_absent)
{
	cleanup_machine struct machine m = machine_new();
	cleanup_facts struct facts f = { 0 };

	sysfact_text(&f, "text", &m.sr, "/sys/x");
	sysfact_count(&f, "count", &m.sr, "/sys/x", "");
	sysfact_bool(&f, "bool", &m.sr, "/sys/x");
	sysfact_badblocks(&f, "bad", &m.sr, "/sys/x");
	assert_fact_unknown(&f, "text", FACT_ABSENT);
	assert_fact_unknown(&f, "count", FACT_ABSENT);
	assert_fact_unknown(&f, "bool", FACT_ABSENT);
	assert_fact_unknown(&f, "bad", FACT_ABSENT);
}

TEST(numbers_are_decimal_or_hexadecimal)
{
	cleanup_machine struct machine m = machine_new();
	cleanup_facts struct facts f = { 0 };

	machine_put(&m, "/d", "4096\n");
	machine_put(&m, "/h", "0x1000000\n");
	sysfact_bytes(&f, "d", &m.sr, "/d", 512);
	sysfact_count(&f, "h", &m.sr, "/h", "pages");
	assert_fact_number(&f, "d", FACT_BYTES, 4096 * 512);
	assert_fact_number(&f, "h", FACT_COUNT, 0x1000000);
}

TEST(what_is_not_a_number_is_an_error)
{
	static const char *const bad[] = { "",   "-1", "12x",
					   "0x", " 1", "99999999999999999999" };

	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		cleanup_machine struct machine m = machine_new();
		cleanup_facts struct facts f = { 0 };

		machine_put(&m, "/n", bad[i]);
		sysfact_count(&f, "n", &m.sr, "/n", "");
		assert_fact_unknown(&f, "n", FACT_ERROR);
	}
}

TEST(bytes_that_do_not_fit_are_an_error)
{
	cleanup_machine struct machine m = machine_new();
	cleanup_facts struct facts f = { 0 };

	machine_put(&m, "/n", "18446744073709551615\n");
	machine_put(&m, "/bad", "0 18446744073709551615\n1 1\n");
	sysfact_bytes(&f, "n", &m.sr, "/n", 512);
	sysfact_badblocks(&f, "bad", &m.sr, "/bad");
	assert_fact_unknown(&f, "n", FACT_ERROR);
	assert_fact_unknown(&f, "bad", FACT_ERROR);
}

TEST(a_switch_is_0_or_1_or_n_or_y)
{
	cleanup_machine struct machine m = machine_new();
	cleanup_facts struct facts f = { 0 };

	machine_put(&m, "/one", "1\n");
	machine_put(&m, "/no", "N\n");
	machine_put(&m, "/two", "2\n");
	sysfact_bool(&f, "one", &m.sr, "/one");
	sysfact_bool(&f, "no", &m.sr, "/no");
	sysfact_bool(&f, "two", &m.sr, "/two");
	assert_fact_number(&f, "one", FACT_BOOL, 1);
	assert_fact_number(&f, "no", FACT_BOOL, 0);
	assert_fact_unknown(&f, "two", FACT_ERROR);
}

TEST(a_choice_is_the_word_in_brackets)
{
	cleanup_machine struct machine m = machine_new();
	cleanup_facts struct facts f = { 0 };

	machine_put(&m, "/c", "always [madvise] never\n");
	machine_put(&m, "/none", "always madvise never\n");
	machine_put(&m, "/open", "always [madvise\n");
	sysfact_choice(&f, "c", &m.sr, "/c");
	sysfact_choice(&f, "none", &m.sr, "/none");
	sysfact_choice(&f, "open", &m.sr, "/open");
	assert_fact_text(&f, "c", "madvise");
	assert_fact_unknown(&f, "none", FACT_ERROR);
	assert_fact_unknown(&f, "open", FACT_ERROR);
}

TEST(calls_are_not_made_for_a_captured_machine)
{
	cleanup_machine struct machine m = machine_new();
	cleanup_facts struct facts f = { 0 };
	struct sysroot here = { 0 };

	assert_true(sysfact_only_live(&f, "k", &m.sr, "uname(2)"));
	assert_fact_unknown(&f, "k", FACT_UNSUPPORTED);
	assert_false(sysfact_only_live(&f, "other", &here, "uname(2)"));
	assert_null(facts_find(&f, "other"));
}

TEST(words_are_found_whole)
{
	assert_true(words_have("a,dax=always,b", "dax=always", ","));
	assert_true(words_have("dax", "dax", ","));
	assert_false(words_have("nodax,daxes,da", "dax", ","));
	assert_false(words_have("", "dax", ","));
	assert_false(words_have("a,,b", "", ","));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_line_loses_the_white_space_at_its_end),
		cmocka_unit_test(a_missing_file_is_absent),
		cmocka_unit_test(numbers_are_decimal_or_hexadecimal),
		cmocka_unit_test(what_is_not_a_number_is_an_error),
		cmocka_unit_test(bytes_that_do_not_fit_are_an_error),
		cmocka_unit_test(a_switch_is_0_or_1_or_n_or_y),
		cmocka_unit_test(a_choice_is_the_word_in_brackets),
		cmocka_unit_test(calls_are_not_made_for_a_captured_machine),
		cmocka_unit_test(words_are_found_whole),
	};

	return cmocka_run_group_tests_name("platform/sysfact", tests, NULL,
					   NULL);
}
