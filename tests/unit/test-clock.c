// SPDX-License-Identifier: MIT
// Which clock measures, and that it runs forward.
#include "unit.h"

#include "base/clock.h"

static enum clock_kind kind_of(const char *dir, const char *cmdline)
{
	const struct sysroot sr = { .root = dir };
	cleanup_free char *proc = xasprintf("%s/proc", dir);
	cleanup_free char *path = xasprintf("%s/cmdline", proc);

	(void)mkdir(proc, 0700);
	unit_put(path, cmdline);
	return clock_probe(&sr);
}

TEST(the_word_on_the_command_line_chooses_icount)
{
	enum clock_kind expected =
		CLOCK_HAVE_ICOUNT ? CLOCK_KIND_ICOUNT : CLOCK_KIND_WALL;

	assert_int_equal(kind_of(*state, "quiet " CLOCK_ICOUNT_WORD " ro\n"),
			 expected);
	assert_int_equal(kind_of(*state, CLOCK_ICOUNT_WORD "\n"), expected);
	assert_int_equal(kind_of(*state, "ro " CLOCK_ICOUNT_WORD), expected);
}

TEST(a_word_that_only_contains_it_does_not)
{
	assert_int_equal(kind_of(*state, CLOCK_ICOUNT_WORD "s\n"),
			 CLOCK_KIND_WALL);
	assert_int_equal(kind_of(*state, "x" CLOCK_ICOUNT_WORD "\n"),
			 CLOCK_KIND_WALL);
	assert_int_equal(kind_of(*state, "daxbench.clock=wall ro\n"),
			 CLOCK_KIND_WALL);
}

TEST(an_empty_command_line_means_wall_time)
{
	assert_int_equal(kind_of(*state, ""), CLOCK_KIND_WALL);
	assert_int_equal(kind_of(*state, "\n"), CLOCK_KIND_WALL);
}

TEST(an_unreadable_command_line_means_wall_time)
{
	const struct sysroot sr = { .root = *state };

	assert_int_equal(clock_probe(&sr), CLOCK_KIND_WALL);
}

TEST(names_and_units_tell_the_clocks_apart)
{
	assert_string_equal(clock_kind_name(CLOCK_KIND_WALL), "wall");
	assert_string_equal(clock_kind_name(CLOCK_KIND_ICOUNT), "icount");
	assert_string_equal(clock_unit(CLOCK_KIND_WALL), "ns");
	assert_string_equal(clock_unit(CLOCK_KIND_ICOUNT), "instructions");
}

TEST(wall_time_is_monotonic_nanoseconds)
{
	struct timespec before, after;

	assert_int_equal(clock_gettime(CLOCK_MONOTONIC, &before), 0);
	uint64_t first = clock_read(CLOCK_KIND_WALL);
	uint64_t second = clock_wall_ns();
	assert_int_equal(clock_gettime(CLOCK_MONOTONIC, &after), 0);
	assert_true(first >= (uint64_t)before.tv_sec * 1000000000u +
				     (uint64_t)before.tv_nsec);
	assert_true(second >= first);
	assert_true(second <= (uint64_t)after.tv_sec * 1000000000u +
				      (uint64_t)after.tv_nsec);
}

// A median of differences that went backwards would be near 2^64.
TEST(reading_the_clock_costs_less_than_a_millisecond)
{
	assert_true(clock_read_cost(CLOCK_KIND_WALL) < 1000000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST_IN_DIR(the_word_on_the_command_line_chooses_icount),
		TEST_IN_DIR(a_word_that_only_contains_it_does_not),
		TEST_IN_DIR(an_empty_command_line_means_wall_time),
		TEST_IN_DIR(an_unreadable_command_line_means_wall_time),
		cmocka_unit_test(names_and_units_tell_the_clocks_apart),
		cmocka_unit_test(wall_time_is_monotonic_nanoseconds),
		cmocka_unit_test(
			reading_the_clock_costs_less_than_a_millisecond),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
