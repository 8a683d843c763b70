// SPDX-License-Identifier: MIT
// KTAP as text: the forms of which it was measured what the TAP driver makes.
#include "unit.h"

#include "base/ktap.h"

TEST(plan_and_results_of_two_levels)
{
	cleanup_strbuf struct strbuf b = { 0 };

	ktap_begin(&b, KTAP_TEST, 1);
	ktap_begin(&b, KTAP_SUBTEST, 2);
	ktap_result(&b, KTAP_SUBTEST, true, 1, "pmd", NULL, NULL);
	ktap_result(&b, KTAP_SUBTEST, true, 2, "pte", "SKIP", "needs root");
	ktap_result(&b, KTAP_TEST, false, 1, "E1 it holds", NULL, "it did not");
	assert_string_equal(strbuf_str(&b),
			    "KTAP version 1\n1..1\n"
			    "    KTAP version 1\n    1..2\n"
			    "    ok 1 pmd\n"
			    "    ok 2 pte # SKIP needs root\n"
			    "not ok 1 E1 it holds # it did not\n");
}

// A reason out of the kernel cannot forge a directive or a line.
TEST(a_reason_cannot_forge)
{
	cleanup_strbuf struct strbuf b = { 0 };

	ktap_result(&b, KTAP_TEST, false, 1, "x # SKIP", NULL,
		    "a\nok 2 b # SKIP");
	assert_string_equal(strbuf_str(&b),
			    "not ok 1 x \\# SKIP # a ok 2 b \\# SKIP\n");
}

TEST(every_line_of_a_note_is_a_comment)
{
	cleanup_strbuf struct strbuf b = { 0 };

	ktap_note(&b, KTAP_SUBTEST, "one\ntwo\n");
	ktap_note(&b, KTAP_TEST, "");
	assert_string_equal(strbuf_str(&b), "    # one\n    # two\n# \n");
}

TEST(what_is_no_text_does_not_get_through)
{
	cleanup_strbuf struct strbuf out = { 0 };

	ktap_result(&out, KTAP_TEST, true, 1, "a\x01z\xff\x1b[2J\xc2\xb5", NULL,
		    NULL);
	ktap_note(&out, KTAP_TEST, "\x07x\n\xfe\ty");
	assert_string_equal(strbuf_str(&out),
			    "ok 1 a?z\xef\xbf\xbd?[2J\xc2\xb5\n"
			    "# ?x\n"
			    "# \xef\xbf\xbd\ty\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(plan_and_results_of_two_levels),
		cmocka_unit_test(a_reason_cannot_forge),
		cmocka_unit_test(every_line_of_a_note_is_a_comment),
		cmocka_unit_test(what_is_no_text_does_not_get_through),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
