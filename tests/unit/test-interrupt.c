// SPDX-License-Identifier: MIT
// Signals as a flag. The flag is the process's, so every test has a child of
// its own.
#include "unit.h"

#include <signal.h>

#include "base/interrupt.h"

// 0: as expected, else the number of the step that was not.
static int flag_is_set_by(void *arg)
{
	int sig = *(int *)arg;

	(void)signal(sig, SIG_DFL);
	interrupt_install();
	if (interrupt_pending() != 0)
		return 1;
	(void)raise(sig);
	return interrupt_pending() == sig ? 0 : 2;
}

static void expect_flag(int sig)
{
	assert_child_exits(flag_is_set_by, &sig, 0);
}

TEST(an_interrupt_sets_the_flag)
{
	expect_flag(SIGINT);
}

TEST(a_termination_sets_the_flag)
{
	expect_flag(SIGTERM);
}

TEST(a_hangup_sets_the_flag)
{
	expect_flag(SIGHUP);
}

static int twice(void *arg ATTR_UNUSED)
{
	(void)signal(SIGTERM, SIG_DFL);
	interrupt_install();
	(void)raise(SIGTERM);
	(void)raise(SIGTERM);
	return 0;
}

TEST(the_second_signal_ends_the_process)
{
	int status = unit_child(twice, NULL);

	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), SIGTERM);
}

static int two_kinds(void *arg ATTR_UNUSED)
{
	(void)signal(SIGTERM, SIG_DFL);
	(void)signal(SIGINT, SIG_DFL);
	interrupt_install();
	(void)raise(SIGTERM);
	(void)raise(SIGINT);
	return interrupt_pending() == SIGINT ? 0 : 1;
}

TEST(a_second_signal_of_another_kind_is_noted)
{
	assert_child_exits(two_kinds, NULL, 0);
}

static int ignored_hangup(void *arg ATTR_UNUSED)
{
	struct sigaction now;

	(void)signal(SIGHUP, SIG_IGN);
	interrupt_install();
	(void)raise(SIGHUP);
	if (interrupt_pending() != 0)
		return 1;
	if (sigaction(SIGHUP, NULL, &now) < 0)
		return 2;
	return now.sa_handler == SIG_IGN ? 0 : 3;
}

TEST(an_ignored_hangup_stays_ignored)
{
	assert_child_exits(ignored_hangup, NULL, 0);
}

static int broken_pipe(void *arg ATTR_UNUSED)
{
	int ends[2];

	interrupt_install();
	if (pipe(ends) < 0)
		return 1;
	(void)close(ends[0]);
	if (write(ends[1], "x", 1) != -1)
		return 2;
	return errno == EPIPE ? 0 : 3;
}

TEST(a_broken_pipe_is_an_error_and_not_the_end)
{
	assert_child_exits(broken_pipe, NULL, 0);
}

static int raise_it(void *arg ATTR_UNUSED)
{
	(void)raise(SIGTERM);
	return interrupt_pending() == SIGTERM ? 0 : 1;
}

static int shared(void *arg ATTR_UNUSED)
{
	struct error err;

	(void)signal(SIGTERM, SIG_DFL);
	interrupt_install();
	if (interrupt_share(&err) < 0 || interrupt_share(&err) < 0)
		return 1;
	if (interrupt_pending() || unit_child(raise_it, NULL) != 0)
		return 2;
	return interrupt_pending() == SIGTERM ? 0 : 3;
}

TEST(a_shared_flag_is_set_by_what_comes_to_a_child)
{
	assert_child_exits(shared, NULL, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_interrupt_sets_the_flag),
		cmocka_unit_test(a_termination_sets_the_flag),
		cmocka_unit_test(a_hangup_sets_the_flag),
		cmocka_unit_test(the_second_signal_ends_the_process),
		cmocka_unit_test(a_second_signal_of_another_kind_is_noted),
		cmocka_unit_test(an_ignored_hangup_stays_ignored),
		cmocka_unit_test(a_broken_pipe_is_an_error_and_not_the_end),
		cmocka_unit_test(a_shared_flag_is_set_by_what_comes_to_a_child),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
