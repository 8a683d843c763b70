// SPDX-License-Identifier: MIT
// Plans: what they expand to, and what is refused and where.
#include "unit.h"

#include "result/plan-file.h"

struct params {
	const char *workload;
	uint64_t size, threads;
	int page;
	bool sync;
};

static const char *const pages[] = { "pmd", "pte", NULL };

#define AT(field) offsetof(struct params, field)

static const struct option_row what[] = {
	{ "workload", 'w', OPTION_TEXT, AT(workload), NULL, .label = "NAME" },
	{ "block-size", 0, OPTION_BYTES, AT(size), "64m", .label = "SIZE" },
	{ "page", 0, OPTION_CHOICE, AT(page), NULL, .choices = pages },
	{ "sync", 0, OPTION_FLAG, AT(sync), NULL, .label = NULL },
};
static const struct option_row how[] = {
	{ "threads", 0, OPTION_COUNT, AT(threads), "1", 1, 8, .label = "N" },
};
static const struct option_set sets[] = {
	{ "what", what, ARRAY_SIZE(what) },
	{ "how", how, ARRAY_SIZE(how) },
};

#define HEAD                                                                   \
	"{\"schema\": {\"name\": \"daxbench-plan\", \"version\": 1}, "         \
	"\"name\": \"p\", \"summary\": \"s\", "

static int read_text(const char *text, struct plan_file *plan,
		     struct error *err)
{
	return plan_file_read_text(text, strlen(text), "doc", sets,
				   ARRAY_SIZE(sets), plan, err);
}

// "a size page sync threads" a run, joined by commas.
static char *expand(const struct plan_file *plan)
{
	struct strbuf out = { 0 };

	for (size_t e = 0; e < plan->n; e++) {
		for (size_t k = 0; k < plan->entries[e].combinations; k++) {
			struct params p;
			struct error err = { 0 };

			options_defaults(sets, ARRAY_SIZE(sets), &p);
			assert_int_equal(plan_entry_apply(plan,
							  &plan->entries[e], k,
							  &p, &err),
					 0);
			strbuf_printf(&out, "%s%s %llu %d %d %llu",
				      out.len ? ", " : "", p.workload,
				      (unsigned long long)p.size, p.page,
				      p.sync, (unsigned long long)p.threads);
		}
	}
	return strbuf_take(&out);
}

static void expect(const char *text, size_t runs, const char *expanded)
{
	cleanup_plan_file struct plan_file plan = { 0 };
	struct error err = { 0 };

	if (read_text(text, &plan, &err) < 0)
		fail_msg("%s", err.text);
	assert_int_equal(plan.runs, runs);
	cleanup_free char *got = expand(&plan);
	assert_string_equal(got, expanded);
}

static void refuse(const char *text, const char *why)
{
	struct plan_file plan = { .n = 4711 };
	struct error err = { 0 };

	assert_true(read_text(text, &plan, &err) < 0);
	assert_string_equal(err.text, why);
	assert_int_equal(err.kind, ERROR_USAGE);
	// Written on success only.
	assert_int_equal(plan.n, 4711);
}

TEST(a_run_takes_the_defaults_it_does_not_give)
{
	expect(HEAD "\"runs\": [{\"workload\": \"a\"}]}", 1,
	       "a 67108864 -1 0 1");
}

TEST(every_type_of_value_is_taken)
{
	expect(HEAD "\"runs\": [{\"workload\": \"a\", \"block_size\": 4096, "
		    "\"page\": \"pte\", \"sync\": true, \"threads\": \"2\"}]}",
	       1, "a 4096 1 1 2");
	expect(HEAD "\"runs\": [{\"workload\": \"a\", \"block-size\": \"4k\", "
		    "\"sync\": false}]}",
	       1, "a 4096 -1 0 1");
}

TEST(the_option_written_last_changes_fastest)
{
	expect(HEAD "\"runs\": [{\"workload\": \"a,b\", "
		    "\"block_size\": \"1:*2:2\", \"page\": [\"pmd\", "
		    "\"pte\"]}]}",
	       8,
	       "a 1 0 0 1, a 1 1 0 1, a 2 0 0 1, a 2 1 0 1, "
	       "b 1 0 0 1, b 1 1 0 1, b 2 0 0 1, b 2 1 0 1");
	expect(HEAD "\"runs\": [{\"page\": [\"pmd\", \"pte\"], "
		    "\"workload\": \"a,b\"}]}",
	       4,
	       "a 67108864 0 0 1, b 67108864 0 0 1, "
	       "a 67108864 1 0 1, b 67108864 1 0 1");
}

TEST(an_array_joins_values_lists_and_ranges)
{
	expect(HEAD "\"runs\": [{\"workload\": \"a\", "
		    "\"threads\": [1, \"2:+1:3\", \"5,7\"]}]}",
	       5,
	       "a 67108864 -1 0 1, a 67108864 -1 0 2, a 67108864 -1 0 3, "
	       "a 67108864 -1 0 5, a 67108864 -1 0 7");
	expect(HEAD "\"runs\": [{\"workload\": \"a\", "
		    "\"sync\": [false, true]}]}",
	       2, "a 67108864 -1 0 1, a 67108864 -1 1 1");
}

TEST(a_run_stands_over_the_options_of_all)
{
	expect(HEAD "\"options\": {\"block_size\": \"1,2\", \"threads\": 4}, "
		    "\"runs\": [{\"workload\": \"a\"}, "
		    "{\"workload\": \"b\", \"block_size\": 3}]}",
	       3, "a 1 -1 0 4, a 2 -1 0 4, b 3 -1 0 4");
}

TEST(comments_are_for_the_reader)
{
	expect(HEAD "\"comment\": \"x\", \"options\": {\"comment\": \"y\"}, "
		    "\"runs\": [{\"comment\": \"z\", \"workload\": \"a\"}]}",
	       1, "a 67108864 -1 0 1");
}

TEST(a_value_is_checked_as_on_the_command_line)
{
	cleanup_plan_file struct plan_file plan = { 0 };
	struct error err = { 0 };
	struct params p;

	assert_int_equal(read_text(HEAD "\"runs\": [{\"workload\": \"a\"}, "
					"{\"workload\": \"a\", "
					"\"threads\": 9}]}",
				   &plan, &err),
			 0);
	options_defaults(sets, ARRAY_SIZE(sets), &p);
	assert_int_equal(plan_entry_apply(&plan, &plan.entries[1], 0, &p, &err),
			 -EINVAL);
	assert_string_equal(
		err.text, "doc: runs[1]: --threads must be at most 8, not '9'");
}

TEST(what_is_not_known_names_the_place_and_the_nearest)
{
	refuse(HEAD "\"runs\": [{\"workload\": \"a\", \"blok_size\": 1}]}",
	       "doc: runs[0].blok_size: is not known; did you mean 'block-size'?");
	refuse(HEAD "\"run\": [], \"runs\": [{\"workload\": \"a\"}]}",
	       "doc: run: is not known; did you mean 'runs'?");
	refuse(HEAD "\"options\": {\"zzzzzzzz\": 1}, "
		    "\"runs\": [{\"workload\": \"a\"}]}",
	       "doc: options.zzzzzzzz: is not known");
}

TEST(what_is_no_value_names_the_place)
{
	refuse(HEAD "\"runs\": [{\"workload\": \"a\", \"threads\": 1.5}]}",
	       "doc: runs[0].threads: must be a text, a whole number, true or false, or an array of them");
	refuse(HEAD "\"runs\": [{\"workload\": \"a\", \"threads\": null}]}",
	       "doc: runs[0].threads: must be a text, a whole number, true or false, or an array of them");
	refuse(HEAD "\"runs\": [{\"workload\": \"a\", \"threads\": -1}]}",
	       "doc: runs[0].threads: must not be negative");
	refuse(HEAD "\"runs\": [{\"workload\": \"a\", \"threads\": [1, []]}]}",
	       "doc: runs[0].threads[1]: must be a text, a whole number, true or false, or an array of them");
	refuse(HEAD "\"runs\": [{\"workload\": \"a\", \"threads\": []}]}",
	       "doc: runs[0].threads: is empty");
	refuse(HEAD "\"runs\": [{\"workload\": \"a\", \"threads\": \"\"}]}",
	       "doc: runs[0].threads: a value is missing");
	refuse(HEAD "\"runs\": [{\"workload\": \"a\", \"threads\": \"1:8\"}]}",
	       "doc: runs[0].threads: '1:8' is not a range: FIRST:*FACTOR:LAST or FIRST:+STEP:LAST, such as 64:*2:2m or 1:+1:8");
}

TEST(what_is_no_plan_is_refused)
{
	refuse("[]", "doc: not a daxbench-plan document");
	refuse("{}", "doc: not a daxbench-plan document");
	refuse("7", "doc: line 1: not JSON: '[' or '{' expected near '7'");
	refuse("{\"schema\": {\"name\": \"daxbench-result\", \"version\": 1}}",
	       "doc: not a daxbench-plan document");
	refuse("{\"schema\": {\"name\": \"daxbench-plan\", \"version\": 2}}",
	       "doc: version 2 of daxbench-plan, but this daxbench reads version 1");
	refuse(HEAD "\"comment\": \"\"}", "doc: runs: is missing");
	refuse(HEAD "\"runs\": []}", "doc: runs: is empty");
	refuse(HEAD "\"runs\": {}}", "doc: runs: must be an array");
	refuse(HEAD "\"runs\": [7]}", "doc: runs[0]: must be an object");
	refuse(HEAD "\"runs\": [{\"threads\": 1}]}",
	       "doc: runs[0]: has no workload");
	refuse(HEAD "\"comment\": 1, \"runs\": [{\"workload\": \"a\", "
		    "\"comment\": 1}]}",
	       "doc: runs[0].comment: must be a string");
}

TEST(a_name_is_one_line)
{
	refuse("{\"schema\": {\"name\": \"daxbench-plan\", \"version\": 1}, "
	       "\"name\": \"\", \"summary\": \"s\"}",
	       "doc: name: is empty");
	refuse("{\"schema\": {\"name\": \"daxbench-plan\", \"version\": 1}, "
	       "\"name\": \"n\", \"summary\": \"a\\nb\"}",
	       "doc: summary: must be one line");
}

TEST(the_number_of_runs_has_a_limit)
{
	refuse(HEAD "\"runs\": [{\"workload\": \"a\"}, {\"workload\": \"a\", "
		    "\"threads\": \"1:+1:100\", \"block_size\": "
		    "\"1:+1:100\"}]}",
	       "doc: runs[1]: more than 2000 runs");
}

TEST(nesting_has_a_limit)
{
	refuse("[[[[[[[[[[]]]]]]]]]]", "doc: nested deeper than 8");
}

TEST(the_digest_does_not_see_white_space)
{
	cleanup_plan_file struct plan_file a = { 0 }, b = { 0 }, c = { 0 };

	assert_int_equal(read_text(HEAD "\"runs\": [{\"workload\": \"a\"}]}",
				   &a, NULL),
			 0);
	assert_int_equal(read_text(HEAD
				   "\n\"runs\" :[ {\"workload\":\"a\"} ] }\n",
				   &b, NULL),
			 0);
	assert_int_equal(read_text(HEAD "\"runs\": [{\"workload\": \"b\"}]}",
				   &c, NULL),
			 0);
	assert_int_equal(strlen(a.digest), 16);
	assert_string_equal(a.digest, b.digest);
	assert_string_not_equal(a.digest, c.digest);
}

TEST(a_file_that_is_too_large_is_not_read)
{
	char *dir = *state;
	cleanup_free char *path = xasprintf("%s/p.json", dir);
	struct plan_file plan;
	struct error err = { 0 };

	unit_put(path, "{}");
	assert_int_equal(truncate(path, PLAN_FILE_BYTES_MAX + 1), 0);
	assert_int_equal(plan_file_read(path, sets, ARRAY_SIZE(sets), &plan,
					&err),
			 -EFBIG);
	assert_contains(err.text, "larger than 1048576 bytes");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_run_takes_the_defaults_it_does_not_give),
		cmocka_unit_test(every_type_of_value_is_taken),
		cmocka_unit_test(the_option_written_last_changes_fastest),
		cmocka_unit_test(an_array_joins_values_lists_and_ranges),
		cmocka_unit_test(a_run_stands_over_the_options_of_all),
		cmocka_unit_test(comments_are_for_the_reader),
		cmocka_unit_test(a_value_is_checked_as_on_the_command_line),
		cmocka_unit_test(
			what_is_not_known_names_the_place_and_the_nearest),
		cmocka_unit_test(what_is_no_value_names_the_place),
		cmocka_unit_test(what_is_no_plan_is_refused),
		cmocka_unit_test(a_name_is_one_line),
		cmocka_unit_test(the_number_of_runs_has_a_limit),
		cmocka_unit_test(nesting_has_a_limit),
		cmocka_unit_test(the_digest_does_not_see_white_space),
		TEST_IN_DIR(a_file_that_is_too_large_is_not_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
