// SPDX-License-Identifier: MIT
// The runner of cases: however a case ends, the tool gets a verdict.
#include "unit.h"

#include <signal.h>

#include "base/geometry.h"
#include "check/kit.h"
#include "check/kmsg.h"

static void passes(struct check *k)
{
	check_note(k, "as it should");
}

static void fails(struct check *k)
{
	EXPECT(k, k->page == 0, "the page has %d bytes", 1);
}

static void crashes(struct check *k)
{
	(void)signal(SIGSEGV, SIG_DFL);
	(void)k;
	(void)raise(SIGSEGV);
}

static void past_the_end(struct check *k)
{
	(void)signal(SIGBUS, SIG_DFL);
	(void)kit_load(kit_map(k, k->fd, 0, k->page));
}

static void hangs(struct check *k)
{
	(void)k;
	for (;;)
		(void)pause();
}

static void exits(struct check *k)
{
	(void)k;
	_exit(7);
}

static void skips(struct check *k)
{
	check_skip(k, "needs a moon");
}

static void patterns(struct check *k)
{
	static const uint64_t at[] = { 0, 1, 250, 251, 65520, 4096 * 77 + 3 };
	unsigned char *buf = kit_memory(k, 140000);

	for (size_t i = 0; i < ARRAY_SIZE(at); i++) {
		kit_pattern(buf, 140000, at[i], (unsigned)i);
		for (uint64_t j = 0; j < 140000; j++)
			EXPECT(k, buf[j] == kit_byte(at[i] + j, (unsigned)i),
			       "byte %llu of the pattern from %llu",
			       (unsigned long long)j,
			       (unsigned long long)at[i]);
	}
	check_note(k, "as it should");
}

static struct check_verdict run(const char *dir, void (*body)(struct check *),
				const struct check_known *known)
{
	const struct check_case c = {
		.id = "E1",
		.limit = 20,
		.known = known,
		.run = body,
	};
	struct check_setting s = { .directory = dir,
				   .fs = "ext4",
				   .kernel = KERNEL(6, 1),
				   .timeout = body == hangs ? 1 : 0,
				   .kmsg = -1 };
	struct check_verdict v;

	geometry_probe(&s.geo, NULL);
	check_run(&c, CHECK_ANY, &s, &v);
	return v;
}

static void assert_ends(const char *dir, void (*body)(struct check *),
			enum check_outcome outcome, const char *reason)
{
	struct check_verdict v = run(dir, body, NULL);

	assert_string_equal(check_outcome_name(v.outcome),
			    check_outcome_name(outcome));
	assert_non_null(v.reason);
	assert_contains(v.reason, reason);
	check_verdict_release(&v);
}

TEST(every_end_is_a_verdict)
{
	assert_ends(*state, passes, CHECK_PASS, "as it should");
	assert_ends(*state, patterns, CHECK_PASS, "as it should");
	assert_ends(*state, fails, CHECK_FAIL, "the page has 1 bytes");
	assert_ends(*state, crashes, CHECK_FAIL, "signal 11");
	assert_ends(*state, past_the_end, CHECK_FAIL, "signal 7");
	assert_ends(*state, hangs, CHECK_TIMEOUT, "no end within 1 s");
	assert_ends(*state, exits, CHECK_BROKEN, "exit status 7");
	assert_ends(*state, skips, CHECK_SKIP, "needs a moon");
	assert_ends("/nonexistent", passes, CHECK_BROKEN, "/nonexistent");
}

TEST(a_known_bug_needs_kernel_fs_and_symptom)
{
	static const struct {
		struct check_known bug;
		enum check_outcome want;
	} rows[] = {
		{ { KERNEL(6, 0), KERNEL(6, 2), NULL, "1 bytes", "bug" },
		  CHECK_KNOWN_BUG },
		{ { KERNEL(6, 0), 0, "ext4", "1 bytes", "bug" },
		  CHECK_KNOWN_BUG },
		{ { KERNEL(6, 2), 0, NULL, "1 bytes", "bug" }, CHECK_FAIL },
		{ { KERNEL(6, 0), KERNEL(6, 1), NULL, "1 bytes", "bug" },
		  CHECK_FAIL },
		{ { KERNEL(6, 0), 0, "xfs", "1 bytes", "bug" }, CHECK_FAIL },
		{ { KERNEL(6, 0), 0, NULL, "2 bytes", "bug" }, CHECK_FAIL },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const struct check_known known[] = { rows[i].bug, { 0 } };
		struct check_verdict v = run(*state, fails, known);

		assert_int_equal(v.outcome, rows[i].want);
		check_verdict_release(&v);
	}
}

// The log of these tests is a file, which the case writes to in the kernel's
// stead.
static char log_path[256];

static void kernel_says(struct check *k, const char *record)
{
	int fd = open(log_path, O_WRONLY | O_APPEND | O_CLOEXEC);

	NEED(k, fd >= 0, log_path);
	NEED(k, write(fd, record, strlen(record)) > 0, log_path);
	(void)close(fd);
}

static void kernel_stalls(struct check *k)
{
	kernel_says(k, "1,7,9,-;watchdog: BUG: soft lockup - CPU#0 stuck\n");
}

static void kernel_waits(struct check *k)
{
	kernel_says(k, "3,7,9,-;INFO: task a:1 blocked for more than 120 s\n");
}

static void kernel_warns(struct check *k)
{
	kernel_says(k, "4,7,9,-;WARNING: CPU: 0 PID: 1 at fs/dax.c:398\n");
}

static void kernel_breaks(struct check *k)
{
	kernel_says(k, "2,7,9,-;kernel BUG at fs/inode.c:674!\n");
}

TEST(the_kernel_log_is_part_of_the_verdict)
{
	static const struct {
		void (*body)(struct check *k);
		bool lent_cpu;
		const char *stuck_by;
		enum check_outcome want;
		const char *reason;
		bool broken;
	} rows[] = {
		{ kernel_stalls, false, NULL, CHECK_FAIL, "soft lockup",
		  false },
		{ kernel_stalls, true, NULL, CHECK_PASS, "not counted", false },
		{ kernel_waits, true, NULL, CHECK_FAIL, "task a:1", false },
		{ kernel_waits, false, "R13", CHECK_PASS, "R13 left", false },
		{ kernel_warns, true, "R13", CHECK_FAIL, "fs/dax.c:398",
		  false },
		{ kernel_breaks, true, "R13", CHECK_FAIL, "fs/inode.c:674",
		  true },
	};

	(void)snprintf(log_path, sizeof(log_path), "%s/kmsg", (char *)*state);
	int fd = open(log_path, O_RDONLY | O_CREAT | O_CLOEXEC, 0600);
	assert_true(fd >= 0);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const struct check_case c = { .id = "E1",
					      .limit = 20,
					      .run = rows[i].body };
		struct check_setting s = { .directory = *state,
					   .fs = "ext4",
					   .kernel = KERNEL(6, 1),
					   .lent_cpu = rows[i].lent_cpu,
					   .stuck_by = rows[i].stuck_by,
					   .kmsg = fd };
		struct check_verdict v;

		geometry_probe(&s.geo, NULL);
		check_run(&c, CHECK_ANY, &s, &v);
		assert_int_equal(v.outcome, rows[i].want);
		assert_contains(v.reason, rows[i].reason);
		assert_int_equal(v.kernel_broken, rows[i].broken);
		assert_non_null(v.kernel_log);
		check_verdict_release(&v);
	}
	(void)close(fd);
}

static void never(struct check *k)
{
	check_fail(k, "was run");
}

TEST(danger_ends_with_the_kernel_that_has_it)
{
	static const struct {
		unsigned until, kernel;
		bool page_cache;
		enum check_outcome want;
	} rows[] = {
		{ 0, KERNEL(6, 1), false, CHECK_SKIP },
		{ 0, KERNEL(6, 1), true, CHECK_SKIP },
		{ KERNEL(6, 15), KERNEL(6, 14), false, CHECK_SKIP },
		{ KERNEL(6, 15), KERNEL(6, 14), true, CHECK_FAIL },
		{ KERNEL(6, 15), KERNEL(6, 15), false, CHECK_FAIL },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const struct check_case c = { .id = "X1",
					      .limit = 20,
					      .danger = "hurts",
					      .danger_until = rows[i].until,
					      .run = never };
		struct check_setting s = { .directory = *state,
					   .fs = "xfs",
					   .page_cache = rows[i].page_cache,
					   .kernel = rows[i].kernel,
					   .kmsg = -1 };
		struct check_verdict v;

		geometry_probe(&s.geo, NULL);
		check_run(&c, CHECK_ANY, &s, &v);
		assert_int_equal(v.outcome, rows[i].want);
		check_verdict_release(&v);
	}
}

TEST(nothing_is_run_once_the_kernel_broke)
{
	const struct check_case c = { .id = "X1", .limit = 20, .run = never };
	const struct check_setting s = {
		.directory = *state, .fs = "xfs", .broken_by = "F6", .kmsg = -1
	};
	struct check_verdict v;

	check_run(&c, CHECK_ANY, &s, &v);
	assert_int_equal(v.outcome, CHECK_SKIP);
	assert_string_equal(v.reason, "not run: the kernel broke in F6");
	check_verdict_release(&v);
}

TEST(trouble_in_the_kernel_log_is_told_from_noise)
{
	static const struct {
		const char *line;
		enum kmsg_kind kind;
	} rows[] = {
		{ "WARNING: CPU: 0 PID: 1 at fs/dax.c:398", KMSG_WARNING },
		{ "BUG: Bad page state in process x", KMSG_WARNING },
		{ "mm/pgtable-generic.c:51: bad pmd 1(2)", KMSG_WARNING },
		{ "INFO: task a:1 blocked for more than 120 s", KMSG_HUNG },
		{ "traps: a[1] general protection fault ip:0", KMSG_WARNING },
		{ "kernel BUG at fs/inode.c:674!", KMSG_BROKEN },
		{ "BUG: kernel NULL pointer dereference, address: 0",
		  KMSG_BROKEN },
		{ "general protection fault, probably for non-canonical",
		  KMSG_BROKEN },
		{ "Oops: 0002 [#1] PREEMPT SMP", KMSG_BROKEN },
		{ "watchdog: BUG: soft lockup - CPU#0 stuck for 23s! [a:1]",
		  KMSG_STALL },
		{ "rcu: INFO: rcu_preempt self-detected stall on CPU",
		  KMSG_STALL },
		{ "EXT4-fs (pmem0): mounted filesystem", KMSG_QUIET },
		{ "debug: nothing", KMSG_QUIET },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		assert_int_equal(kmsg_kind(rows[i].line), rows[i].kind);
}

TEST(words_choose_cases_and_their_parts)
{
	const struct check_case part = { .id = "E3-write" };
	const struct check_case ten = { .id = "T10" };

	assert_true(check_matches(&part, "E"));
	assert_true(check_matches(&part, "E3"));
	assert_true(check_matches(&part, "e3-write"));
	assert_false(check_matches(&part, "E3-w"));
	assert_false(check_matches(&part, ""));
	assert_false(check_matches(&ten, "T1"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST_IN_DIR(every_end_is_a_verdict),
		TEST_IN_DIR(a_known_bug_needs_kernel_fs_and_symptom),
		TEST_IN_DIR(the_kernel_log_is_part_of_the_verdict),
		TEST_IN_DIR(nothing_is_run_once_the_kernel_broke),
		TEST_IN_DIR(danger_ends_with_the_kernel_that_has_it),
		cmocka_unit_test(trouble_in_the_kernel_log_is_told_from_noise),
		cmocka_unit_test(words_choose_cases_and_their_parts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
