// SPDX-License-Identifier: MIT
// The values of an option as a plan writes them.
#include "unit.h"

#include "base/sweep.h"

static void expect(const char *text, const char *values)
{
	cleanup_sweep struct sweep s = { 0 };
	cleanup_strbuf struct strbuf got = { 0 };
	struct error err = { 0 };

	if (sweep_add(&s, text, &err) < 0)
		fail_msg("'%s': %s", text, err.text);
	for (size_t i = 0; i < s.n; i++)
		strbuf_printf(&got, "%s%s", i ? " " : "", s.v[i]);
	assert_string_equal(strbuf_str(&got), values);
}

static void refuse(const char *text, const char *why)
{
	cleanup_sweep struct sweep s = { 0 };
	struct error err = { 0 };

	assert_int_equal(sweep_add(&s, text, &err), -EINVAL);
	assert_int_equal(err.kind, ERROR_USAGE);
	assert_string_equal(err.text, why);
}

TEST(one_value_stays_as_it_is)
{
	expect("4k", "4k");
	expect("psync", "psync");
	expect("true", "true");
}

TEST(a_list_keeps_its_order)
{
	expect("2m,4k,64k", "2m 4k 64k");
	expect("pmd,pte", "pmd pte");
}

TEST(a_range_multiplies_or_adds)
{
	expect("64:*2:512", "64 128 256 512");
	expect("1:+1:8", "1 2 3 4 5 6 7 8");
	expect("1k:*4:64k", "1024 4096 16384 65536");
	expect("0:+512:2k", "0 512 1024 1536 2048");
}

TEST(a_range_ends_at_or_before_its_last_value)
{
	expect("64:*2:500", "64 128 256");
	expect("1:+3:8", "1 4 7");
	expect("5:*2:5", "5");
	expect("5:+2:6", "5");
}

TEST(a_range_ends_where_64_bits_do)
{
	expect("9223372036854775808:*2:18446744073709551615",
	       "9223372036854775808");
	expect("18446744073709551614:+1:18446744073709551615",
	       "18446744073709551614 18446744073709551615");
}

TEST(a_list_may_hold_ranges)
{
	expect("1,2:*2:8,16", "1 2 4 8 16");
}

TEST(values_are_added_to_those_that_are_there)
{
	cleanup_sweep struct sweep s = { 0 };

	assert_int_equal(sweep_add(&s, "a,b", NULL), 0);
	assert_int_equal(sweep_add(&s, "c", NULL), 0);
	assert_int_equal(s.n, 3);
	assert_string_equal(s.v[2], "c");
}

TEST(what_is_no_range_is_refused)
{
	refuse("1:2:3", "'1:2:3' is not a range");
	refuse("1:*2", "'1:*2' is not a range");
	refuse("1:", "'1:' is not a range");
	refuse(":*2:8", "':*2:8' is not a range");
	refuse("a:*2:8", "'a:*2:8' is not a range");
	refuse("1:*x:8", "'1:*x:8' is not a range");
	refuse("1:*2:8:16", "'1:*2:8:16' is not a range");
	refuse("-1:+1:8", "'-1:+1:8' is not a range");
}

TEST(what_would_never_end_is_refused)
{
	refuse("1:*1:8", "the range '1:*1:8' never reaches its end");
	refuse("1:*0:8", "the range '1:*0:8' never reaches its end");
	refuse("0:*2:8", "the range '0:*2:8' never reaches its end");
	refuse("1:+0:8", "the range '1:+0:8' never reaches its end");
}

TEST(what_has_no_values_is_refused)
{
	refuse("8:*2:4", "the range '8:*2:4' is empty");
	refuse("", "a value is missing");
	refuse("1,", "a value is missing");
	refuse("1,,2", "a value is missing");
}

TEST(there_is_a_limit)
{
	refuse("1:+1:1001", "more than 1000 values");
	refuse("0:+1:18446744073709551615", "more than 1000 values");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_value_stays_as_it_is),
		cmocka_unit_test(a_list_keeps_its_order),
		cmocka_unit_test(a_range_multiplies_or_adds),
		cmocka_unit_test(a_range_ends_at_or_before_its_last_value),
		cmocka_unit_test(a_range_ends_where_64_bits_do),
		cmocka_unit_test(a_list_may_hold_ranges),
		cmocka_unit_test(values_are_added_to_those_that_are_there),
		cmocka_unit_test(what_is_no_range_is_refused),
		cmocka_unit_test(what_would_never_end_is_refused),
		cmocka_unit_test(what_has_no_values_is_refused),
		cmocka_unit_test(there_is_a_limit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
