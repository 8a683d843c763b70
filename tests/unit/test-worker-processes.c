// SPDX-License-Identifier: MIT
// Workers that are processes: what they leave the first one, and what becomes
// of it when one of them dies.
#include "worker-bench.h"

#include <signal.h>

#include "base/interrupt.h"
#include "run/start-line.h"

// Its shadow memory is faulted in as ours is used.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SHADOWED true
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define SHADOWED true
#endif
#endif
#ifndef SHADOWED
#define SHADOWED false
#endif

static void open_processes(struct bench *b, const char *workload, unsigned n)
{
	open_bench(b, workload, n);
	b->plan.processes = true;
}

static void assert_no_child_is_left(void)
{
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
	assert_int_equal(errno, ECHILD);
}

// Every page is touched once or, of shared ones, by each; and each process
// takes every fault of its own page table, whoever was there before.
TEST(processes_touch_everything_and_take_all_faults)
{
	for (unsigned sharing = SHARE_OWN_CHUNK; sharing <= SHARE_SAME_PAGE;
	     sharing++) {
		for (unsigned n = 1; n <= 3; n++) {
			cleanup_bench struct bench b;

			open_processes(&b, "fault-scaling", n);
			b.plan.sharing = (enum workload_sharing)sharing;
			uint64_t touches = b.plan.layout.size /
					   b.geo.page_bytes *
					   (sharing == SHARE_SAME_PAGE ? n : 1);
			assert_int_equal(workers_run(&b.job, &b.rep, &b.err),
					 0);
			assert_int_equal(b.rep.operations, touches);
			assert_int_equal(b.rep.latency.count, touches);
			if (!SHADOWED)
				assert_int_equal(b.rep.minor + b.rep.major,
						 touches);
			assert_split_sums(&b.rep, n);
			for (uint64_t at = 0; at < b.plan.layout.size;
			     at += b.geo.page_bytes)
				assert_int_equal(b.map.addr[at], 1);
			assert_no_child_is_left();
		}
	}
}

TEST(processes_write_by_descriptor)
{
	for (size_t i = 0; i < ARRAY_SIZE(descriptor_engines); i++) {
		if (!runs_here(descriptor_engines[i]))
			continue;
		cleanup_bench struct bench b;

		by_descriptor(&b, "write", descriptor_engines[i], 3);
		b.plan.processes = true;
		assert_int_equal(workers_run(&b.job, &b.rep, &b.err), 0);
		assert_int_equal(b.rep.operations, b.plan.layout.size / 65536);
		assert_split_sums(&b.rep, 3);
		for (uint64_t at = 0; at < b.plan.layout.size; at += 4096)
			assert_int_equal(b.map.addr[at], 0x5a);
	}
}

TEST(a_rate_over_all_processes_is_judged)
{
	cleanup_bench struct bench b;

	by_descriptor(&b, "write", "psync", 2);
	b.plan.processes = true;
	b.plan.ops = 4001;
	assert_int_equal(workers_run(&b.job, &b.rep, &b.err), 0);
	assert_int_equal(b.rep.operations, 4001);
	assert_int_equal(b.rep.ending, ENDING_OPERATIONS);
	assert_int_equal(b.rep.threads[1].operations, 2000);
}

// Two processes: chunks 0 to 3 and 4 to 7, of which 5 is the first cut off.
TEST(a_bus_error_in_another_process_is_the_result)
{
	cleanup_bench struct bench b;
	char offset[64];

	open_processes(&b, "pmd-fault", 2);
	assert_int_equal(ftruncate(b.fd, (off_t)(5 * b.geo.pmd_bytes)), 0);
	assert_int_equal(workers_run(&b.job, &b.rep, &b.err), -EFAULT);
	(void)snprintf(offset, sizeof(offset), "at file offset %llu",
		       (unsigned long long)(5 * b.geo.pmd_bytes));
	assert_contains(b.err.text, offset);
	assert_contains(b.err.hint, "cut short");
	assert_no_child_is_left();
}

static unsigned victim;
static pid_t first;

static void die(const struct engine_session *s)
{
	if (s->index == victim && getpid() != first)
		(void)raise(SIGKILL);
}

static int die_opening(struct engine_session *s, struct error *err ATTR_UNUSED)
{
	die(s);
	return 0;
}

static int die_working(struct engine_session *s, struct batch *batch)
{
	if (batch->count > 2)
		die(s);
	return engine_find("copy")->submit(s, batch);
}

static void expect_death(const struct engine *engine, unsigned who)
{
	cleanup_bench struct bench b;
	char text[64];

	victim = who;
	first = getpid();
	open_processes(&b, "pte-fault", 4);
	b.plan.engine = engine;
	assert_int_equal(workers_run(&b.job, &b.rep, &b.err), -ECHILD);
	(void)snprintf(text, sizeof(text), "process %u of 4", who + 1);
	assert_contains(b.err.text, text);
	assert_contains(b.err.text, "ended by signal 9");
	assert_no_child_is_left();
}

// Whether the others wait for it at the start, or work already.
TEST(a_process_that_is_killed_is_the_result_and_keeps_nobody_waiting)
{
	struct engine opening = *engine_find("copy");
	struct engine working = opening;

	opening.open = die_opening;
	working.submit = die_working;
	for (unsigned who = 1; who < 4; who++) {
		expect_death(&opening, who);
		expect_death(&working, who);
	}
}

static int no_opening(struct engine_session *s, struct error *err)
{
	return s->index == 2 ? error_set(err, -EMFILE, "the third one") : 0;
}

TEST(an_engine_that_does_not_open_in_one_process_is_the_result)
{
	struct engine closed = *engine_find("copy");
	cleanup_bench struct bench b;

	closed.open = no_opening;
	open_processes(&b, "pte-fault", 4);
	b.plan.engine = &closed;
	assert_int_equal(workers_run(&b.job, &b.rep, &b.err), -EMFILE);
	assert_contains(b.err.text, "the third one");
}

// One that came to a child only: the others end as well.
static int interrupt_second(struct engine_session *s, struct batch *batch)
{
	if (s->index == 1 && batch->count > 2)
		(void)raise(SIGTERM);
	return engine_find("copy")->submit(s, batch);
}

static int interrupted(void *arg)
{
	struct bench *b = arg;

	(void)signal(SIGTERM, SIG_DFL);
	interrupt_install();
	if (workers_run(&b->job, &b->rep, &b->err) != -EINTR)
		return 1;
	return interrupt_pending() == SIGTERM ? 0 : 2;
}

TEST(a_signal_ends_all_processes)
{
	struct engine copy = *engine_find("copy");
	cleanup_bench struct bench b;

	copy.submit = interrupt_second;
	open_processes(&b, "fault-scaling", 3);
	b.plan.engine = &copy;
	// As long as nobody ends it.
	b.plan.runtime = UINT64_C(3600) * 1000000000;
	b.plan.workload = workload_find("load");
	b.plan.block = 4096;
	b.plan.write = false;
	assert_child_exits(interrupted, &b, 0);
}

static pid_t *seen; // shared

static void note_before(void *context ATTR_UNUSED, unsigned index)
{
	seen[index] = getpid();
}

static void note_after(void *context ATTR_UNUSED, unsigned index,
		       const struct thread_split *split)
{
	if (seen[index] == getpid() && split->operations)
		seen[4 + index] = getpid();
}

TEST(every_process_looks_before_and_after_by_itself)
{
	const struct worker_look look = { note_before, note_after, NULL };
	cleanup_bench struct bench b;

	seen = xshared(8 * sizeof(*seen));
	open_processes(&b, "pte-fault", 4);
	b.job.look = &look;
	assert_int_equal(workers_run(&b.job, &b.rep, &b.err), 0);
	assert_int_equal(seen[4], getpid());
	for (unsigned i = 0; i < 4; i++) {
		assert_true(seen[4 + i] > 0);
		for (unsigned k = 0; k < i; k++)
			assert_true(seen[4 + i] != seen[4 + k]);
	}
	xshared_free(seen, 8 * sizeof(*seen));
}

static bool always(void *context ATTR_UNUSED)
{
	return true;
}

TEST(a_start_line_that_misses_somebody_is_called_off)
{
	struct start_line line;

	start_line_init(&line, 2);
	assert_false(start_line_pass(&line, always, NULL));
	// Who comes later is not let through either.
	assert_false(start_line_pass(&line, NULL, NULL));
	start_line_init(&line, 1);
	assert_true(start_line_pass(&line, always, NULL));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			processes_touch_everything_and_take_all_faults),
		cmocka_unit_test(processes_write_by_descriptor),
		cmocka_unit_test(a_rate_over_all_processes_is_judged),
		cmocka_unit_test(a_bus_error_in_another_process_is_the_result),
		cmocka_unit_test(
			a_process_that_is_killed_is_the_result_and_keeps_nobody_waiting),
		cmocka_unit_test(
			an_engine_that_does_not_open_in_one_process_is_the_result),
		cmocka_unit_test(
			every_process_looks_before_and_after_by_itself),
		cmocka_unit_test(
			a_start_line_that_misses_somebody_is_called_off),
		// Last: the flag stays set.
		cmocka_unit_test(a_signal_ends_all_processes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
