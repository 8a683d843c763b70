// SPDX-License-Identifier: MIT
// Growing text.
#include "unit.h"

TEST(an_untouched_buffer_is_an_empty_string)
{
	struct strbuf b = { 0 };

	assert_string_equal(strbuf_str(&b), "");
	strbuf_release(&b);
}

TEST(text_grows_across_many_reallocations)
{
	cleanup_strbuf struct strbuf b = { 0 };

	for (unsigned i = 0; i < 10000; i++)
		strbuf_putc(&b, (char)('a' + i % 26));
	assert_int_equal(b.len, 10000);
	assert_int_equal(strlen(b.s), 10000);
	for (unsigned i = 0; i < 10000; i++)
		assert_int_equal(b.s[i], 'a' + i % 26);
	assert_true(b.cap > b.len);
}

TEST(one_addition_may_exceed_the_doubled_size)
{
	cleanup_strbuf struct strbuf b = { 0 };
	cleanup_free char *big = xcalloc(5001, 1);

	memset(big, 'x', 5000);
	strbuf_puts(&b, "12");
	strbuf_puts(&b, big);
	assert_int_equal(b.len, 5002);
	assert_memory_equal(b.s, "12", 2);
	assert_memory_equal(b.s + 2, big, 5001);
}

// At every length around the growth steps the closing NUL is in its place.
TEST(the_closing_nul_is_always_there)
{
	for (size_t n = 0; n < 300; n++) {
		cleanup_strbuf struct strbuf b = { 0 };
		char data[300];

		memset(data, 'y', sizeof(data));
		strbuf_add(&b, data, n);
		assert_int_equal(b.len, n);
		assert_int_equal(b.s[n], '\0');
	}
}

TEST(nul_bytes_are_kept_and_counted)
{
	cleanup_strbuf struct strbuf b = { 0 };

	strbuf_add(&b, "a\0b", 3);
	strbuf_puts(&b, "c");
	assert_int_equal(b.len, 4);
	assert_memory_equal(b.s, "a\0bc", 5);
}

TEST(printf_appends)
{
	cleanup_strbuf struct strbuf b = { 0 };

	strbuf_puts(&b, "n=");
	strbuf_printf(&b, "%d, %s", -5, "five");
	assert_string_equal(b.s, "n=-5, five");
}

TEST(printf_of_nothing_is_a_valid_string)
{
	cleanup_strbuf struct strbuf b = { 0 };

	strbuf_printf(&b, "%s", "");
	assert_non_null(b.s);
	assert_string_equal(b.s, "");
}

TEST(rtrim_cuts_white_space_at_the_end_only)
{
	cleanup_strbuf struct strbuf b = { 0 };

	strbuf_puts(&b, "  two words \t\r\n");
	strbuf_rtrim(&b);
	assert_string_equal(b.s, "  two words");
	assert_int_equal(b.len, 11);
}

TEST(rtrim_of_white_space_and_of_nothing_leaves_nothing)
{
	cleanup_strbuf struct strbuf b = { 0 };

	strbuf_rtrim(&b);
	assert_int_equal(b.len, 0);
	strbuf_puts(&b, " \n ");
	strbuf_rtrim(&b);
	assert_int_equal(b.len, 0);
	assert_string_equal(b.s, "");
}

TEST(reset_empties_and_keeps_the_memory)
{
	cleanup_strbuf struct strbuf b = { 0 };

	strbuf_reset(&b);
	assert_string_equal(strbuf_str(&b), "");
	strbuf_puts(&b, "text");
	size_t cap = b.cap;
	strbuf_reset(&b);
	assert_int_equal(b.len, 0);
	assert_int_equal(b.cap, cap);
	assert_string_equal(b.s, "");
	strbuf_puts(&b, "again");
	assert_string_equal(b.s, "again");
}

TEST(take_hands_over_and_leaves_an_empty_buffer)
{
	struct strbuf b = { 0 };

	strbuf_puts(&b, "mine");
	cleanup_free char *text = strbuf_take(&b);
	assert_string_equal(text, "mine");
	assert_null(b.s);
	assert_int_equal(b.len, 0);
	assert_int_equal(b.cap, 0);
}

TEST(take_of_nothing_is_an_empty_string)
{
	struct strbuf b = { 0 };
	cleanup_free char *text = strbuf_take(&b);

	assert_non_null(text);
	assert_string_equal(text, "");
}

TEST(release_may_be_called_twice)
{
	struct strbuf b = { 0 };

	strbuf_puts(&b, "text");
	strbuf_release(&b);
	strbuf_release(&b);
	assert_null(b.s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_untouched_buffer_is_an_empty_string),
		cmocka_unit_test(text_grows_across_many_reallocations),
		cmocka_unit_test(one_addition_may_exceed_the_doubled_size),
		cmocka_unit_test(the_closing_nul_is_always_there),
		cmocka_unit_test(nul_bytes_are_kept_and_counted),
		cmocka_unit_test(printf_appends),
		cmocka_unit_test(printf_of_nothing_is_a_valid_string),
		cmocka_unit_test(rtrim_cuts_white_space_at_the_end_only),
		cmocka_unit_test(
			rtrim_of_white_space_and_of_nothing_leaves_nothing),
		cmocka_unit_test(reset_empties_and_keeps_the_memory),
		cmocka_unit_test(take_hands_over_and_leaves_an_empty_buffer),
		cmocka_unit_test(take_of_nothing_is_an_empty_string),
		cmocka_unit_test(release_may_be_called_twice),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
