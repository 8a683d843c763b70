// SPDX-License-Identifier: MIT
// Reasons of failures: filled once, wrapped with context.
#include "unit.h"

#include "base/error.h"

TEST(set_fills_and_returns_the_code)
{
	struct error err = { 0 };

	assert_int_equal(error_set(&err, -EIO, "cannot read '%s'", "x"), -EIO);
	assert_int_equal(err.code, -EIO);
	assert_int_equal(err.kind, ERROR_ENVIRONMENT);
	assert_string_equal(err.text, "cannot read 'x'");
	assert_string_equal(err.hint, "");
}

TEST(usage_is_einval_of_its_own_kind)
{
	struct error err = { 0 };

	assert_int_equal(error_usage(&err, "no %s", "such"), -EINVAL);
	assert_int_equal(err.code, -EINVAL);
	assert_int_equal(err.kind, ERROR_USAGE);
	assert_string_equal(err.text, "no such");
}

TEST(sys_adds_what_the_code_means)
{
	struct error err = { 0 };

	assert_int_equal(error_sys(&err, -ENOENT, "open '%s'", "/x"), -ENOENT);
	assert_string_equal(err.text, "open '/x': No such file or directory");
}

TEST(a_new_error_clears_the_hint_of_an_old_one)
{
	struct error err = { 0 };

	error_hint(&err, "old");
	error_set(&err, -EIO, "new");
	assert_string_equal(err.hint, "");
}

TEST(a_hint_leaves_the_rest_alone)
{
	struct error err = { 0 };

	error_usage(&err, "wrong");
	error_hint(&err, "use --%s", "size");
	assert_string_equal(err.hint, "use --size");
	assert_string_equal(err.text, "wrong");
	assert_int_equal(err.kind, ERROR_USAGE);
}

TEST(wrap_puts_context_before_and_keeps_the_rest)
{
	struct error err = { 0 };

	error_usage(&err, "inner");
	error_hint(&err, "do this");
	assert_int_equal(error_wrap(&err, "engine '%s'", "copy"), -EINVAL);
	assert_string_equal(err.text, "engine 'copy': inner");
	assert_string_equal(err.hint, "do this");
	assert_int_equal(err.kind, ERROR_USAGE);
}

TEST(wrap_may_quote_the_text_it_wraps)
{
	struct error err = { 0 };

	error_set(&err, -EIO, "100%% of %s", "it");
	error_wrap(&err, "outer");
	error_wrap(&err, "outermost");
	assert_string_equal(err.text, "outermost: outer: 100% of it");
}

TEST(text_that_is_too_long_is_cut_and_closed)
{
	struct error err = { 0 };
	char big[2000];

	memset(big, 'x', sizeof(big) - 1);
	big[sizeof(big) - 1] = '\0';
	error_sys(&err, -EIO, "%s", big);
	assert_int_equal(strlen(err.text), sizeof(err.text) - 1);
	error_wrap(&err, "context");
	assert_int_equal(strlen(err.text), sizeof(err.text) - 1);
	assert_memory_equal(err.text, "context: xxx", 12);
	error_wrap(&err, "%s", big);
	assert_int_equal(strlen(err.text), sizeof(err.text) - 1);
	error_hint(&err, "%s", big);
	assert_int_equal(strlen(err.hint), sizeof(err.hint) - 1);
}

TEST(without_an_error_object_codes_still_come_back)
{
	assert_int_equal(error_set(NULL, -EIO, "x"), -EIO);
	assert_int_equal(error_usage(NULL, "x"), -EINVAL);
	assert_int_equal(error_sys(NULL, -ENOENT, "x"), -ENOENT);
	assert_true(error_wrap(NULL, "x") < 0);
	error_hint(NULL, "x");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(set_fills_and_returns_the_code),
		cmocka_unit_test(usage_is_einval_of_its_own_kind),
		cmocka_unit_test(sys_adds_what_the_code_means),
		cmocka_unit_test(a_new_error_clears_the_hint_of_an_old_one),
		cmocka_unit_test(a_hint_leaves_the_rest_alone),
		cmocka_unit_test(wrap_puts_context_before_and_keeps_the_rest),
		cmocka_unit_test(wrap_may_quote_the_text_it_wraps),
		cmocka_unit_test(text_that_is_too_long_is_cut_and_closed),
		cmocka_unit_test(without_an_error_object_codes_still_come_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
