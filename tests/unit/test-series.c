// SPDX-License-Identifier: MIT
// Numbers of several results under one name, and what the name holds.
#include "sample-result.h"

#include <math.h>

#include "result/series.h"
#include "result/variant.h"

// What tells the first run of `r` from what else is in `all`.
static char *variant_of(const struct result *r, const struct result *const *all,
			size_t n)
{
	cleanup_variants struct variants vs;
	struct strbuf text = { 0 };

	variants_init(&vs, all, n);
	(void)variants_text(&vs, r, r->n_runs ? &r->runs[0] : NULL, 0, " ",
			    &text);
	return strbuf_take(&text);
}

TEST(one_result_needs_no_variant)
{
	cleanup_result struct result r = { 0 };
	const struct result *const all[] = { &r };

	sample_result(&r, "6.1.0", "ext4");
	(void)sample_run(&r, "pmd-fault", 1, 10);
	cleanup_free char *text = variant_of(&r, all, 1);
	assert_string_equal(text, "");
}

TEST(only_what_differs_is_named)
{
	cleanup_result struct result a = { 0 }, b = { 0 };
	const struct result *const all[] = { &a, &b };

	sample_result(&a, "6.1.0", "ext4");
	sample_result(&b, "6.1.0", "xfs");
	cleanup_free char *text = variant_of(&b, all, 2);
	assert_string_equal(text, "xfs");
}

TEST(a_parameter_that_differs_between_runs_is_named)
{
	cleanup_result struct result r = { 0 };
	const struct result *const all[] = { &r };

	sample_result(&r, "6.1.0", "ext4");
	(void)sample_run(&r, "pmd-fault", 1, 10);
	(void)sample_run(&r, "pmd-fault", 1, 10);
	r.runs[1].parameters.v[0].number *= 2;
	cleanup_free char *text = variant_of(&r, all, 1);
	assert_string_equal(text, "size 4MiB");
}

TEST(names_say_what_a_value_is_of)
{
	cleanup_result struct result r = { 0 };
	const struct result *const all[] = { &r };

	sample_result(&r, "6.1.0", "ext4");
	(void)sample_run(&r, "load", 1, 10);
	(void)sample_run(&r, "load", 1, 10);
	for (unsigned i = 0; i < 2; i++) {
		struct facts *f = &r.runs[i].parameters;

		facts_text(f, "page", "plan", i ? "pte" : "pmd");
		facts_bytes(f, "block_size", "plan", 64u << i);
		facts_bool(f, "sync", "plan", i);
	}
	cleanup_free char *text = variant_of(&r, all, 1);
	assert_string_equal(text, "by pmd 64B blocks");
}

TEST(a_control_is_named_even_when_alone)
{
	cleanup_result struct result r = { 0 };
	const struct result *const all[] = { &r };

	sample_result(&r, "6.1.0", "ext4");
	r.target_class = "control";
	cleanup_free char *text = variant_of(&r, all, 1);
	assert_string_equal(text, "control");
}

TEST(no_result_at_all_has_no_variant)
{
	const struct result r = { 0 };
	cleanup_free char *text = variant_of(&r, NULL, 0);

	assert_string_equal(text, "");
}

TEST(what_is_not_known_is_left_out_of_a_name)
{
	cleanup_result struct result a = { 0 }, b = { 0 };
	const struct result *const all[] = { &a, &b };

	sample_result(&a, "6.1.0", "ext4");
	cleanup_free char *text = variant_of(&b, all, 2);
	assert_string_equal(text, "");
}

TEST(an_option_that_only_another_workload_has_is_not_named)
{
	cleanup_result struct result r = { 0 };
	const struct result *const all[] = { &r };

	sample_result(&r, "6.1.0", "ext4");
	facts_bytes(&sample_run(&r, "load", 1, 10)->parameters, "block_size",
		    "plan", 64);
	(void)sample_run(&r, "pmd-fault", 1, 10);
	cleanup_free char *text = variant_of(&r, all, 1);
	assert_string_equal(text, "");
}

TEST(an_option_that_another_run_of_the_workload_lacks_is_named)
{
	cleanup_result struct result r = { 0 };
	const struct result *const all[] = { &r };

	sample_result(&r, "6.1.0", "ext4");
	facts_count(&sample_run(&r, "load", 1, 10)->parameters, "ops", "plan",
		    64, "");
	(void)sample_run(&r, "load", 1, 10);
	cleanup_free char *text = variant_of(&r, all, 1);
	assert_string_equal(text, "ops 64");
}

TEST(an_aged_file_system_is_another_circumstance)
{
	cleanup_result struct result a = { 0 }, b = { 0 };
	const struct result *const all[] = { &a, &b };
	cleanup_series_list struct series_list list = { 0 };

	sample_result(&a, "6.1.0", "ext4");
	sample_result(&b, "6.1.0", "ext4");
	facts_count(&a.target, "age.keep_percent", "command line", 50,
		    "percent");
	(void)sample_run(&a, "pmd-fault", 3, 10);
	(void)sample_run(&b, "pmd-fault", 3, 10);
	series_collect(&list, all, 2, 0);
	assert_int_equal(list.n, 6);
	assert_string_equal(list.v[0].variant, "aged 50");
}

TEST(names_of_options_that_no_format_takes_are_not_named)
{
	cleanup_result struct result r = { 0 };
	const struct result *const all[] = { &r };

	sample_result(&r, "6.1.0", "ext4");
	for (unsigned i = 0; i < 2; i++)
		facts_count(&sample_run(&r, "load", 1, 10)->parameters, "a\"{b",
			    "plan", i, "");
	cleanup_free char *text = variant_of(&r, all, 1);
	assert_string_equal(text, "");
	cleanup_series_list struct series_list list = { 0 };
	series_collect(&list, all, 1, 0);
	assert_int_equal(list.n, 6);
}

TEST(equal_circumstances_are_one_series)
{
	cleanup_result struct result a = { 0 }, b = { 0 };
	const struct result *const all[] = { &a, &b };
	cleanup_series_list struct series_list list = { 0 };

	sample_result(&a, "6.1.0", "ext4");
	sample_result(&b, "6.1.0", "ext4");
	(void)sample_run(&a, "pmd-fault", 3, 10);
	(void)sample_run(&b, "pmd-fault", 2, 20);
	series_collect(&list, all, 2, 0);
	assert_int_equal(list.n, 3);
	assert_int_equal(list.v[0].n, 5);
	assert_true(fabs(list.v[0].median - 10) < 1e-9);
	assert_true(fabs(list.v[0].min - 10) < 1e-9);
	assert_true(fabs(list.v[0].max - 20) < 1e-9);
}

TEST(instructions_and_nanoseconds_are_never_one_series)
{
	cleanup_result struct result a = { 0 };
	cleanup_result struct result b = { .clock = CLOCK_KIND_ICOUNT };
	const struct result *const all[] = { &a, &b };
	cleanup_series_list struct series_list list = { 0 };

	sample_result(&a, "6.1.0", "ext4");
	sample_result(&b, "6.1.0", "ext4");
	(void)sample_run(&a, "pmd-fault", 3, 10);
	(void)sample_run(&b, "pmd-fault", 3, 10);
	series_collect(&list, all, 2, VARIANT_ALL);
	assert_int_equal(list.v[0].n, 3);
	assert_string_equal(list.v[0].metric->unit, "ns");
}

TEST(an_invalid_run_has_no_numbers)
{
	cleanup_result struct result r = { 0 };
	const struct result *const all[] = { &r };
	cleanup_series_list struct series_list list = { 0 };

	sample_result(&r, "6.1.0", "ext4");
	run_record_doubt(sample_run(&r, "pmd-fault", 3, 10), VALIDITY_INVALID,
			 "bad");
	series_collect(&list, all, 1, 0);
	assert_int_equal(list.n, 0);
}

TEST(the_median_ignores_what_is_no_number)
{
	const double values[] = { NAN, 4, INFINITY, 1, 2, 3 };

	assert_true(fabs(values_median(values, 6) - 2.5) < 1e-9);
	assert_true(fabs(values_median(values, 4) - 2.5) < 1e-9);
	assert_true(isnan(values_median(values, 1)));
	assert_true(isnan(values_median(NULL, 0)));
}

TEST(the_median_of_the_largest_numbers_does_not_overflow)
{
	const double values[] = { 1.7e308, 1.7e308 };

	assert_true(isfinite(values_median(values, 2)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_result_needs_no_variant),
		cmocka_unit_test(only_what_differs_is_named),
		cmocka_unit_test(
			a_parameter_that_differs_between_runs_is_named),
		cmocka_unit_test(names_say_what_a_value_is_of),
		cmocka_unit_test(a_control_is_named_even_when_alone),
		cmocka_unit_test(no_result_at_all_has_no_variant),
		cmocka_unit_test(what_is_not_known_is_left_out_of_a_name),
		cmocka_unit_test(
			an_option_that_only_another_workload_has_is_not_named),
		cmocka_unit_test(
			an_option_that_another_run_of_the_workload_lacks_is_named),
		cmocka_unit_test(an_aged_file_system_is_another_circumstance),
		cmocka_unit_test(
			names_of_options_that_no_format_takes_are_not_named),
		cmocka_unit_test(equal_circumstances_are_one_series),
		cmocka_unit_test(
			instructions_and_nanoseconds_are_never_one_series),
		cmocka_unit_test(an_invalid_run_has_no_numbers),
		cmocka_unit_test(the_median_ignores_what_is_no_number),
		cmocka_unit_test(
			the_median_of_the_largest_numbers_does_not_overflow),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
