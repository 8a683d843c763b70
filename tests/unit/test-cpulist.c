// SPDX-License-Identifier: MIT
// Lists of CPUs.
#include "unit.h"

#include "base/cpulist.h"

static void expect(const char *text, const char *cpus)
{
	cleanup_strbuf struct strbuf got = { 0 };
	size_t n = (strlen(cpus) + 1) / 2; // of one digit each

	for (size_t i = 0; i < n; i++) {
		unsigned cpu;

		assert_int_equal(cpulist_nth(text, i, &cpu), 0);
		strbuf_printf(&got, "%s%u", i ? " " : "", cpu);
	}
	assert_string_equal(strbuf_str(&got), cpus);
}

static void refuse(const char *text)
{
	unsigned cpu = 4711;

	if (cpulist_nth(text, 0, &cpu) != -EINVAL)
		fail_msg("'%s' is not refused", text);
	assert_int_equal(cpu, 4711);
}

TEST(cpus_come_in_the_order_they_are_written)
{
	expect("3", "3");
	expect("3,1,2", "3 1 2");
	expect("0-3", "0 1 2 3");
	expect("4-5,0-1", "4 5 0 1");
}

TEST(a_step_leaves_some_out)
{
	expect("0-6:2", "0 2 4 6");
	expect("0-7:3,8", "0 3 6 8");
}

TEST(past_the_end_the_list_starts_over)
{
	expect("2,5", "2 5 2 5 2");
}

TEST(what_is_no_list_is_refused)
{
	refuse("");
	refuse(",");
	refuse("1,");
	refuse("a");
	refuse("1-");
	refuse("-1");
	refuse("3-1");
	refuse("0-3:0");
	refuse("0-3:");
	refuse("1:2");
	refuse("65536");
	refuse("0-18446744073709551615");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cpus_come_in_the_order_they_are_written),
		cmocka_unit_test(a_step_leaves_some_out),
		cmocka_unit_test(past_the_end_the_list_starts_over),
		cmocka_unit_test(what_is_no_list_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
