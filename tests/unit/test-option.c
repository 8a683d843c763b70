// SPDX-License-Identifier: MIT
// Options as rows: defaults, spellings, ranges, and what an error tells.
#include "unit.h"

#include "base/option.h"

struct params {
	bool flag;
	uint64_t count, size;
	int choice, bare_choice;
	const char *text, *bare_text, *long_text;
};

static const char *const colours[] = { "red", "green", NULL };

#define AT(field) offsetof(struct params, field)

static const struct option_row first_rows[] = {
	{ "flag", 'f', OPTION_FLAG, AT(flag), .help = "a flag" },
	{ "count", 'c', OPTION_COUNT, AT(count), "7", 2, 10, .label = "N",
	  .help = "a count" },
	{ "size", 's', OPTION_BYTES, AT(size), "64m", .label = "SIZE",
	  .help = "a size" },
};

static const struct option_row second_rows[] = {
	{ "colour", 0, OPTION_CHOICE, AT(choice), "green", .choices = colours,
	  .help = "a choice" },
	{ "bare-colour", 'b', OPTION_CHOICE, AT(bare_choice),
	  .choices = colours, .help = "a choice without default" },
	{ "a-name-that-is-long", 0, OPTION_TEXT, AT(long_text), .label = "TEXT",
	  .help = "below its name" },
	{ "text", 't', OPTION_TEXT, AT(text), "fallback", .label = "TEXT",
	  .help = "a text" },
	{ "bare-text", 0, OPTION_TEXT, AT(bare_text), .label = "TEXT",
	  .help = "a text without default" },
};

static const struct option_set sets[] = {
	{ "first", first_rows, ARRAY_SIZE(first_rows) },
	{ "second", second_rows, ARRAY_SIZE(second_rows) },
};

#define ARGS_MAX 8

struct parsed {
	struct params p;
	struct error err;
	bool help;
	int n; // what options_parse returned
	char *argv[ARGS_MAX + 2];
};

// NULL-ended arguments, with argv[0] put before.
static void parse_v(struct parsed *got, ...)
{
	int argc = 1;
	va_list ap;

	memset(got, 0xa5, sizeof(*got));
	got->err = (struct error){ 0 };
	got->argv[0] = (char *)"command";
	va_start(ap, got);
	do
		got->argv[argc] = va_arg(ap, char *);
	while (got->argv[argc++]);
	va_end(ap);
	got->n = options_parse(sets, ARRAY_SIZE(sets), &got->p, argc - 1,
			       got->argv, &got->help, &got->err);
}

#define parse(got, ...) parse_v(got, __VA_ARGS__, NULL)

static void assert_usage_error(const struct parsed *got, const char *text)
{
	assert_int_equal(got->n, -EINVAL);
	assert_int_equal(got->err.code, -EINVAL);
	assert_int_equal(got->err.kind, ERROR_USAGE);
	assert_string_equal(got->err.text, text);
}

TEST(without_arguments_everything_is_at_its_default)
{
	struct parsed got;

	parse_v(&got, NULL);
	assert_int_equal(got.n, 0);
	assert_false(got.help);
	assert_false(got.p.flag);
	assert_int_equal(got.p.count, 7);
	assert_int_equal(got.p.size, 64 << 20);
	assert_int_equal(got.p.choice, 1);
	assert_int_equal(got.p.bare_choice, -1);
	assert_string_equal(got.p.text, "fallback");
	assert_null(got.p.bare_text);
}

TEST(a_value_may_stand_apart)
{
	struct parsed got;

	parse(&got, "--count", "3", "--colour", "red", "--text", "x");
	assert_int_equal(got.n, 0);
	assert_int_equal(got.p.count, 3);
	assert_int_equal(got.p.choice, 0);
	assert_string_equal(got.p.text, "x");
}

TEST(a_value_may_follow_an_equals_sign)
{
	struct parsed got;

	parse(&got, "--count=3", "--size=2MiB", "--text=a=b");
	assert_int_equal(got.n, 0);
	assert_int_equal(got.p.count, 3);
	assert_int_equal(got.p.size, 2 << 20);
	assert_string_equal(got.p.text, "a=b");
}

TEST(a_value_may_follow_its_letter)
{
	struct parsed got;

	parse(&got, "-c3", "-s", "4k", "-tword", "-f");
	assert_int_equal(got.n, 0);
	assert_int_equal(got.p.count, 3);
	assert_int_equal(got.p.size, 4096);
	assert_string_equal(got.p.text, "word");
	assert_true(got.p.flag);
}

TEST(the_last_of_two_wins)
{
	struct parsed got;

	parse(&got, "--count", "3", "--count", "4");
	assert_int_equal(got.p.count, 4);
}

TEST(an_empty_value_is_a_text_and_no_number)
{
	struct parsed got;

	parse(&got, "--text=");
	assert_int_equal(got.n, 0);
	assert_string_equal(got.p.text, "");
	parse(&got, "--count=");
	assert_usage_error(&got, "--count takes a whole number, not ''");
}

TEST(positionals_are_gathered_from_between_options)
{
	struct parsed got;

	parse(&got, "one", "--count", "3", "two", "-f", "three");
	assert_int_equal(got.n, 3);
	assert_string_equal(got.argv[0], "one");
	assert_string_equal(got.argv[1], "two");
	assert_string_equal(got.argv[2], "three");
	assert_int_equal(got.p.count, 3);
	assert_true(got.p.flag);
}

TEST(two_dashes_end_the_options)
{
	struct parsed got;

	parse(&got, "-f", "--", "--count", "-x");
	assert_int_equal(got.n, 2);
	assert_string_equal(got.argv[0], "--count");
	assert_string_equal(got.argv[1], "-x");
	assert_int_equal(got.p.count, 7);
}

TEST(a_single_dash_is_a_positional)
{
	struct parsed got;

	parse(&got, "-");
	assert_int_equal(got.n, 1);
	assert_string_equal(got.argv[0], "-");
}

TEST(a_value_may_look_like_an_option)
{
	struct parsed got;

	parse(&got, "--text", "--flag");
	assert_int_equal(got.n, 0);
	assert_string_equal(got.p.text, "--flag");
	assert_false(got.p.flag);
}

TEST(a_missing_value_names_what_is_missing)
{
	struct parsed got;

	parse(&got, "--size");
	assert_usage_error(&got, "--size needs a value (SIZE)");
	parse(&got, "-c");
	assert_usage_error(&got, "--count needs a value (N)");
}

TEST(a_missing_choice_names_the_choices)
{
	struct parsed got;

	parse(&got, "--colour");
	assert_usage_error(&got, "--colour needs a value (red|green)");
}

TEST(a_flag_takes_no_value)
{
	struct parsed got;

	parse(&got, "--flag=yes");
	assert_usage_error(&got, "--flag takes no value");
}

TEST(a_count_out_of_its_range_is_refused)
{
	struct parsed got;

	parse(&got, "--count", "1");
	assert_usage_error(&got, "--count must be at least 2, not '1'");
	parse(&got, "--count", "11");
	assert_usage_error(&got, "--count must be at most 10, not '11'");
	parse(&got, "--count", "2");
	assert_int_equal(got.p.count, 2);
	parse(&got, "--count", "10");
	assert_int_equal(got.p.count, 10);
}

TEST(a_number_that_is_none_is_refused)
{
	struct parsed got;

	parse(&got, "--count", "3k");
	assert_usage_error(&got, "--count takes a whole number, not '3k'");
	parse(&got, "--size", "big");
	assert_usage_error(
		&got, "--size takes a size such as 64m or 1GiB, not 'big'");
	parse(&got, "--size", "99999999999t");
	assert_int_equal(got.n, -EINVAL);
}

TEST(a_choice_that_is_none_lists_the_choices)
{
	struct parsed got;

	parse(&got, "--colour", "Red");
	assert_usage_error(&got, "--colour takes red|green, not 'Red'");
}

TEST(an_unknown_option_suggests_the_nearest)
{
	struct parsed got;

	parse(&got, "--cuont", "3");
	assert_usage_error(&got, "unknown option '--cuont'");
	assert_string_equal(got.err.hint, "did you mean --count?");
}

TEST(a_suggestion_looks_at_the_name_before_the_equals_sign)
{
	struct parsed got;

	parse(&got, "--colur=a-long-value");
	assert_usage_error(&got, "unknown option '--colur=a-long-value'");
	assert_string_equal(got.err.hint, "did you mean --colour?");
}

TEST(an_unknown_option_near_nothing_points_to_the_help)
{
	struct parsed got;

	parse(&got, "--zzzzzzzz");
	assert_string_equal(got.err.hint, "--help lists the options");
	parse(&got, "-z");
	assert_usage_error(&got, "unknown option '-z'");
	assert_string_equal(got.err.hint, "--help lists the options");
}

TEST(the_beginning_of_a_name_is_not_the_name)
{
	struct parsed got;

	parse(&got, "--cou", "3");
	assert_int_equal(got.n, -EINVAL);
	parse(&got, "--counts", "3");
	assert_int_equal(got.n, -EINVAL);
}

TEST(help_is_told_and_ends_the_parsing)
{
	struct parsed got;

	parse(&got, "--help", "--nonsense");
	assert_int_equal(got.n, 0);
	assert_true(got.help);
	parse(&got, "-h");
	assert_true(got.help);
}

TEST(help_after_two_dashes_is_a_positional)
{
	struct parsed got;

	parse(&got, "--", "--help");
	assert_false(got.help);
	assert_int_equal(got.n, 1);
}

TEST(every_option_has_its_line_of_help)
{
	char text[4096] = "";
	cleanup_file FILE *out = fmemopen(text, sizeof(text), "w");

	assert_non_null(out);
	options_print(out, sets, ARRAY_SIZE(sets));
	assert_int_equal(fflush(out), 0);
	assert_string_equal(
		text,
		"\nfirst:\n"
		"  -f, --flag                  a flag\n"
		"  -c, --count N               a count (default: 7)\n"
		"  -s, --size SIZE             a size (default: 64m)\n"
		"\nsecond:\n"
		"      --colour red|green      a choice (default: green)\n"
		"  -b, --bare-colour red|green a choice without default\n"
		"      --a-name-that-is-long TEXT\n"
		"                              below its name\n"
		"  -t, --text TEXT             a text (default: fallback)\n"
		"      --bare-text TEXT        a text without default\n");
}

TEST(the_nearest_name_is_within_a_third_of_the_word)
{
	static const char *const names[] = { "pmd-fault", "pte-fault", NULL };
	static const char *const none[] = { NULL };

	assert_string_equal(nearest_name("pmd-falt", names), "pmd-fault");
	assert_string_equal(nearest_name("pte_fault", names), "pte-fault");
	assert_string_equal(nearest_name("pmd-fault", names), "pmd-fault");
	assert_null(nearest_name("random-read", names));
	assert_null(nearest_name("", names));
	assert_null(nearest_name("pmd", none));
}

TEST(a_word_of_any_length_has_no_near_name_or_one)
{
	static const char *const names[] = { "pmd-fault", NULL };
	cleanup_free char *word = xcalloc(10000, 1);

	memset(word, 'x', 9999);
	assert_null(nearest_name(word, names));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			without_arguments_everything_is_at_its_default),
		cmocka_unit_test(a_value_may_stand_apart),
		cmocka_unit_test(a_value_may_follow_an_equals_sign),
		cmocka_unit_test(a_value_may_follow_its_letter),
		cmocka_unit_test(the_last_of_two_wins),
		cmocka_unit_test(an_empty_value_is_a_text_and_no_number),
		cmocka_unit_test(positionals_are_gathered_from_between_options),
		cmocka_unit_test(two_dashes_end_the_options),
		cmocka_unit_test(a_single_dash_is_a_positional),
		cmocka_unit_test(a_value_may_look_like_an_option),
		cmocka_unit_test(a_missing_value_names_what_is_missing),
		cmocka_unit_test(a_missing_choice_names_the_choices),
		cmocka_unit_test(a_flag_takes_no_value),
		cmocka_unit_test(a_count_out_of_its_range_is_refused),
		cmocka_unit_test(a_number_that_is_none_is_refused),
		cmocka_unit_test(a_choice_that_is_none_lists_the_choices),
		cmocka_unit_test(an_unknown_option_suggests_the_nearest),
		cmocka_unit_test(
			a_suggestion_looks_at_the_name_before_the_equals_sign),
		cmocka_unit_test(
			an_unknown_option_near_nothing_points_to_the_help),
		cmocka_unit_test(the_beginning_of_a_name_is_not_the_name),
		cmocka_unit_test(help_is_told_and_ends_the_parsing),
		cmocka_unit_test(help_after_two_dashes_is_a_positional),
		cmocka_unit_test(every_option_has_its_line_of_help),
		cmocka_unit_test(
			the_nearest_name_is_within_a_third_of_the_word),
		cmocka_unit_test(a_word_of_any_length_has_no_near_name_or_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
