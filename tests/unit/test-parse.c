// SPDX-License-Identifier: MIT
// Numbers and sizes as people write them, and as they are shown.
#include "unit.h"

#include "base/parse.h"

static void expect_bytes(const char *text, uint64_t bytes)
{
	uint64_t v = 0;

	assert_int_equal(parse_bytes(text, &v), 0);
	assert_int_equal(v, bytes);
}

// The result stays as it was: it is written on success only.
static void refuse(int (*parse)(const char *, uint64_t *), const char *text,
		   int rc)
{
	uint64_t v = 4711;

	if (parse(text, &v) != rc)
		fail_msg("'%s' is not refused with %d", text, rc);
	assert_int_equal(v, 4711);
}

TEST(every_suffix_is_a_power_of_1024)
{
	static const struct {
		const char *suffix;
		uint64_t unit;
	} rows[] = {
		{ "", 1 },
		{ "b", 1 },
		{ "B", 1 },
		{ "k", 1 << 10 },
		{ "K", 1 << 10 },
		{ "kb", 1 << 10 },
		{ "KiB", 1 << 10 },
		{ "m", 1 << 20 },
		{ "M", 1 << 20 },
		{ "MB", 1 << 20 },
		{ "MiB", 1 << 20 },
		{ "mib", 1 << 20 },
		{ "g", 1 << 30 },
		{ "GB", 1 << 30 },
		{ "GiB", 1 << 30 },
		{ "t", UINT64_C(1) << 40 },
		{ "TB", UINT64_C(1) << 40 },
		{ "TiB", UINT64_C(1) << 40 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		char text[16];

		(void)snprintf(text, sizeof(text), "3%s", rows[i].suffix);
		expect_bytes(text, 3 * rows[i].unit);
	}
}

TEST(zero_and_leading_zeros_are_decimal)
{
	expect_bytes("0", 0);
	expect_bytes("0g", 0);
	expect_bytes("010", 10);
}

TEST(the_largest_values_fit)
{
	uint64_t v = 0;

	expect_bytes("18446744073709551615", UINT64_MAX);
	expect_bytes("16777215t", UINT64_C(16777215) << 40);
	expect_bytes("18014398509481983k", UINT64_MAX - 1023);
	assert_int_equal(parse_u64("18446744073709551615", &v), 0);
	assert_true(v == UINT64_MAX);
	assert_int_equal(parse_hex64("ffffffffffffffff", &v), 0);
	assert_true(v == UINT64_MAX);
}

TEST(one_beyond_the_largest_is_out_of_range)
{
	refuse(parse_bytes, "18446744073709551616", -ERANGE);
	refuse(parse_bytes, "16777216t", -ERANGE);
	refuse(parse_bytes, "18014398509481984k", -ERANGE);
	refuse(parse_u64, "18446744073709551616", -ERANGE);
	refuse(parse_hex64, "10000000000000000", -ERANGE);
}

TEST(signs_are_refused)
{
	refuse(parse_u64, "-1", -EINVAL);
	refuse(parse_u64, "+1", -EINVAL);
	refuse(parse_bytes, "-4k", -EINVAL);
	refuse(parse_bytes, "+4k", -EINVAL);
	refuse(parse_hex64, "-1", -EINVAL);
}

TEST(empty_text_is_refused)
{
	refuse(parse_u64, "", -EINVAL);
	refuse(parse_bytes, "", -EINVAL);
	refuse(parse_hex64, "", -EINVAL);
}

TEST(a_suffix_alone_is_refused)
{
	refuse(parse_bytes, "k", -EINVAL);
	refuse(parse_bytes, "GiB", -EINVAL);
}

TEST(text_after_the_number_is_refused)
{
	refuse(parse_u64, "1k", -EINVAL);
	refuse(parse_u64, "1 ", -EINVAL);
	refuse(parse_u64, "1\n", -EINVAL);
	refuse(parse_bytes, "1kk", -EINVAL);
	refuse(parse_bytes, "1 k", -EINVAL);
	refuse(parse_bytes, "1.5g", -EINVAL);
	refuse(parse_bytes, "1p", -EINVAL);
	refuse(parse_hex64, "12g", -EINVAL);
}

TEST(space_before_the_number_is_refused)
{
	refuse(parse_u64, " 1", -EINVAL);
	refuse(parse_bytes, "\t1", -EINVAL);
	refuse(parse_hex64, " 1", -EINVAL);
}

TEST(hexadecimal_takes_both_cases)
{
	uint64_t v = 0;

	assert_int_equal(parse_hex64("7ffd0Ab1000", &v), 0);
	assert_int_equal(v, 0x7ffd0ab1000);
}

TEST(a_prefix_is_refused_in_hexadecimal)
{
	refuse(parse_hex64, "0x10", -EINVAL);
	refuse(parse_hex64, "0X10", -EINVAL);
	refuse(parse_hex64, "0x", -EINVAL);
}

TEST(hexadecimal_is_not_taken_where_decimal_is_meant)
{
	refuse(parse_u64, "0x10", -EINVAL);
	refuse(parse_u64, "ff", -EINVAL);
	refuse(parse_bytes, "0x10", -EINVAL);
}

static void expect_text(uint64_t bytes, const char *text)
{
	char buf[BYTES_TEXT_MAX];

	assert_string_equal(format_bytes(bytes, buf), text);
}

TEST(a_size_is_shown_in_the_largest_unit_that_divides)
{
	expect_text(0, "0 B");
	expect_text(1, "1 B");
	expect_text(1023, "1023 B");
	expect_text(1024, "1 KiB");
	expect_text(1025, "1025 B");
	expect_text(2 << 20, "2 MiB");
	expect_text(UINT64_C(1006) << 20, "1006 MiB");
	expect_text(UINT64_C(1) << 30, "1 GiB");
	expect_text(UINT64_C(5) << 50, "5120 TiB");
	expect_text(UINT64_MAX, "18446744073709551615 B");
}

TEST(a_size_to_be_typed_is_one_word)
{
	char buf[BYTES_TEXT_MAX];

	assert_string_equal(format_bytes_arg(0, buf), "0B");
	assert_string_equal(format_bytes_arg(2 << 20, buf), "2MiB");
	assert_string_equal(format_bytes_arg(UINT64_MAX, buf),
			    "18446744073709551615B");
}

TEST(what_is_shown_reads_back_as_the_same_size)
{
	uint64_t v = 1;

	for (unsigned i = 0; i < 2000; i++) {
		char buf[BYTES_TEXT_MAX];

		expect_bytes(format_bytes_arg(v, buf), v);
		v = v * 6364136223846793005u + 1442695040888963407u;
		if (i % 3 == 0)
			v <<= i % 50;
	}
}

TEST(an_approximate_size_has_three_digits)
{
	static const struct {
		uint64_t bytes;
		const char *text;
	} rows[] = {
		{ 0, "0 B" },
		{ 1023, "1023 B" },
		{ 1024, "1.00 KiB" },
		{ 1536, "1.50 KiB" },
		{ 20 << 10, "20.0 KiB" },
		{ 300 << 20, "300 MiB" },
		{ UINT64_C(1288490189), "1.20 GiB" },
		{ UINT64_C(2) << 40, "2.00 TiB" },
	};
	char buf[BYTES_TEXT_MAX];

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		assert_string_equal(format_bytes_approx(rows[i].bytes, buf),
				    rows[i].text);
}

TEST(the_longest_texts_fit_their_buffer)
{
	char buf[BYTES_TEXT_MAX];

	assert_true(strlen(format_bytes(UINT64_MAX, buf)) < BYTES_TEXT_MAX);
	assert_string_equal(format_bytes_approx(UINT64_MAX, buf),
			    "16777216 TiB");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_suffix_is_a_power_of_1024),
		cmocka_unit_test(zero_and_leading_zeros_are_decimal),
		cmocka_unit_test(the_largest_values_fit),
		cmocka_unit_test(one_beyond_the_largest_is_out_of_range),
		cmocka_unit_test(signs_are_refused),
		cmocka_unit_test(empty_text_is_refused),
		cmocka_unit_test(a_suffix_alone_is_refused),
		cmocka_unit_test(text_after_the_number_is_refused),
		cmocka_unit_test(space_before_the_number_is_refused),
		cmocka_unit_test(hexadecimal_takes_both_cases),
		cmocka_unit_test(a_prefix_is_refused_in_hexadecimal),
		cmocka_unit_test(
			hexadecimal_is_not_taken_where_decimal_is_meant),
		cmocka_unit_test(
			a_size_is_shown_in_the_largest_unit_that_divides),
		cmocka_unit_test(a_size_to_be_typed_is_one_word),
		cmocka_unit_test(what_is_shown_reads_back_as_the_same_size),
		cmocka_unit_test(an_approximate_size_has_three_digits),
		cmocka_unit_test(the_longest_texts_fit_their_buffer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
