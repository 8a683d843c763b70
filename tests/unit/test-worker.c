// SPDX-License-Identifier: MIT
// The touches of a pass by one and more threads, on a memfd; what ends them.
#include "unit.h"

#include <pthread.h>
#include <signal.h>
#include <sys/mman.h>

#include "base/interrupt.h"
#include "base/sigbus.h"
#include "run/worker.h"

#define CHUNKS 8

struct bench {
	struct geometry geo;
	struct mapping map;
	struct run_plan plan;
	struct worker_job job;
	struct repetition rep;
	struct error err;
	int fd;
};

static void open_bench(struct bench *b, const char *workload, unsigned threads)
{
	*b = (struct bench){ .fd = memfd_create("test", MFD_CLOEXEC) };
	assert_true(b->fd >= 0);
	geometry_probe(&b->geo, NULL);
	uint64_t len = CHUNKS * b->geo.pmd_bytes;
	assert_int_equal(ftruncate(b->fd, (off_t)len), 0);
	b->plan = (struct run_plan){
		.workload = workload_find(workload),
		.engine = engine_find("copy"),
		.layout = { len, LAYOUT_HOLE },
		.page = workload_find(workload)->asked,
		.write = true,
		.latency = true,
		.depth = 1,
		.threads = threads,
		.repeat = 1,
	};
	const struct mapping_request request = { .len = len,
						 .write = true,
						 .page = b->plan.page };
	assert_int_equal(
		mapping_create(&b->map, b->fd, &b->geo, &request, &b->err), 0);
	b->job = (struct worker_job){
		.plan = &b->plan,
		.map = &b->map,
		.fd = b->fd,
		.geo = b->geo,
		.clock = CLOCK_KIND_WALL,
		.seed = 1,
	};
	sigbus_install();
}

static void close_bench(struct bench *b)
{
	mapping_release(&b->map);
	hist_release(&b->rep.latency);
	free(b->rep.threads);
	(void)close(b->fd);
}
DEFINE_CLEANUP(bench, struct bench, close_bench)
#define cleanup_bench CLEANUP(bench_cleanup_)

static void assert_split_sums(const struct repetition *rep, unsigned threads)
{
	uint64_t operations = 0, minor = 0, major = 0, longest = 0;

	assert_int_equal(rep->n_threads, threads);
	for (unsigned i = 0; i < threads; i++) {
		const struct thread_split *t = &rep->threads[i];

		assert_true(t->operations > 0);
		operations += t->operations;
		minor += t->minor;
		major += t->major;
		longest = t->duration > longest ? t->duration : longest;
	}
	assert_int_equal(operations, rep->operations);
	assert_int_equal(minor, rep->minor);
	assert_int_equal(major, rep->major);
	assert_int_equal(longest, rep->duration);
}

// The first page of each chunk and no other was stored to.
static void assert_chunks_touched(const struct bench *b)
{
	for (uint64_t i = 0; i < CHUNKS; i++) {
		const unsigned char *chunk = b->map.addr + i * b->geo.pmd_bytes;

		assert_int_equal(chunk[0], 1);
		assert_int_equal(chunk[1], 0);
		assert_int_equal(chunk[b->geo.pmd_bytes - 1], 0);
	}
}

static void run_threads(const char *workload, unsigned threads)
{
	cleanup_bench struct bench b;

	open_bench(&b, workload, threads);
	uint64_t touches = CHUNKS * run_plan_first_touches(&b.plan, &b.geo);
	assert_int_equal(workers_run(&b.job, &b.rep, &b.err), 0);
	assert_int_equal(b.rep.operations, touches);
	assert_int_equal(b.rep.latency.count, touches);
	assert_int_equal(b.rep.bytes, CHUNKS * b.geo.pmd_bytes);
	assert_true(b.rep.minor + b.rep.major > 0);
	assert_true(b.rep.minor + b.rep.major <= 2 * touches);
	assert_true(b.rep.duration > 0);
	assert_true(b.rep.latency.max <= b.rep.duration);
	assert_split_sums(&b.rep, threads);
	if (touches == CHUNKS)
		assert_chunks_touched(&b);
}

TEST(one_thread_touches_everything)
{
	run_threads("pmd-fault", 1);
	run_threads("pte-fault", 1);
}

TEST(two_threads_share_everything)
{
	run_threads("pmd-fault", 2);
	run_threads("pte-fault", 2);
}

TEST(three_threads_share_everything_unevenly)
{
	run_threads("pmd-fault", 3);
	run_threads("pte-fault", 3);
}

TEST(a_thread_a_chunk_leaves_none_idle)
{
	run_threads("pmd-fault", CHUNKS);
}

TEST(shares_are_within_one_chunk_of_each_other)
{
	cleanup_bench struct bench b;

	open_bench(&b, "pmd-fault", 3);
	assert_int_equal(workers_run(&b.job, &b.rep, &b.err), 0);
	for (unsigned i = 0; i < 3; i++)
		assert_in_range(b.rep.threads[i].operations, CHUNKS / 3,
				CHUNKS / 3 + 1);
}

// A workload that touches nothing and notes which share each worker got.
static struct {
	pthread_mutex_t lock;
	struct workload_share v[16];
	size_t n;
} noted = { .lock = PTHREAD_MUTEX_INITIALIZER };

static void note_share(void *state ATTR_UNUSED,
		       const struct workload_share *share)
{
	(void)pthread_mutex_lock(&noted.lock);
	if (noted.n < ARRAY_SIZE(noted.v))
		noted.v[noted.n++] = *share;
	(void)pthread_mutex_unlock(&noted.lock);
}

static size_t no_batch(void *state ATTR_UNUSED,
		       const struct workload_share *share ATTR_UNUSED,
		       struct batch *batch ATTR_UNUSED)
{
	return 0;
}

static const struct workload noting = {
	.name = "noting",
	.asked = PAGE_SIZE_PMD,
	.unit = UNIT_CHUNK,
	.begin = note_share,
	.fill = no_batch,
};

static int by_first_chunk(const void *a, const void *b)
{
	const struct workload_share *x = a, *y = b;

	return (x->first_chunk > y->first_chunk) -
	       (x->first_chunk < y->first_chunk);
}

static void note_shares(uint64_t chunks, unsigned threads)
{
	struct run_plan plan = { .workload = &noting,
				 .engine = engine_find("copy"),
				 .page = PAGE_SIZE_PMD,
				 .threads = threads };
	struct mapping map = { .fd = -1 };
	struct repetition rep = { 0 };
	struct error err = { 0 };

	geometry_probe(&map.geo, NULL);
	map.asked.len = chunks * map.geo.pmd_bytes;
	plan.layout.size = map.asked.len;
	const struct worker_job job = {
		.plan = &plan,
		.map = &map,
		.fd = -1,
		.geo = map.geo,
		.clock = CLOCK_KIND_WALL,
		.seed = 5,
	};
	noted.n = 0;
	assert_int_equal(workers_run(&job, &rep, &err), 0);
	hist_release(&rep.latency);
	free(rep.threads);
	assert_int_equal(noted.n, threads);
	qsort(noted.v, noted.n, sizeof(noted.v[0]), by_first_chunk);
}

TEST(shares_cover_the_file_without_overlap)
{
	static const uint64_t counts[] = {
		1, 2, 3, 512, 513, 1024, 1025, 4096
	};

	for (size_t i = 0; i < ARRAY_SIZE(counts); i++) {
		for (unsigned n = 1; n <= 16 && n <= counts[i]; n++) {
			uint64_t next = 0;

			note_shares(counts[i], n);
			for (unsigned k = 0; k < n; k++) {
				assert_int_equal(noted.v[k].first_chunk, next);
				assert_in_range(noted.v[k].chunks,
						counts[i] / n,
						counts[i] / n + 1);
				next += noted.v[k].chunks;
			}
			assert_int_equal(next, counts[i]);
		}
	}
}

TEST(every_worker_has_a_seed_of_its_own_that_repeats)
{
	struct workload_share first[16];

	note_shares(64, 16);
	memcpy(first, noted.v, sizeof(first));
	note_shares(64, 16);
	for (unsigned i = 0; i < 16; i++) {
		assert_true(first[i].seed == noted.v[i].seed);
		for (unsigned k = 0; k < i; k++)
			assert_true(first[i].seed != first[k].seed);
	}
}

TEST(random_order_touches_everything_too)
{
	cleanup_bench struct bench b;

	open_bench(&b, "pte-fault", 3);
	b.plan.random = true;
	assert_int_equal(workers_run(&b.job, &b.rep, &b.err), 0);
	for (uint64_t at = 0; at < CHUNKS * b.geo.pmd_bytes;
	     at += b.geo.page_bytes)
		assert_int_equal(b.map.addr[at], 1);
}

TEST(reading_changes_nothing)
{
	cleanup_bench struct bench b;

	open_bench(&b, "pte-fault", 2);
	b.plan.write = false;
	memset(b.map.addr, 0x77, CHUNKS * b.geo.pmd_bytes);
	assert_int_equal(workers_run(&b.job, &b.rep, &b.err), 0);
	for (uint64_t at = 0; at < CHUNKS * b.geo.pmd_bytes;
	     at += b.geo.page_bytes)
		assert_int_equal(b.map.addr[at], 0x77);
}

static int count_faults(void *arg)
{
	struct bench *b = arg;

	if (workers_run(&b->job, &b->rep, &b->err) < 0)
		return 1;
	return b->rep.minor + b->rep.major == CHUNKS ? 0 : 2;
}

// After a fork all memory of the process is still to be copied at its first
// store, and the stacks of threads are new: none of these faults of their own
// is counted.
TEST(faults_of_the_touches_are_counted_and_no_others)
{
	for (unsigned threads = 1; threads <= 3; threads++) {
		cleanup_bench struct bench b;

		open_bench(&b, "pmd-fault", threads);
		assert_child_exits(count_faults, &b, 0);
	}
}

TEST(pages_that_are_mapped_already_do_not_fault)
{
	cleanup_bench struct bench b;
	struct repetition again = { 0 };

	open_bench(&b, "pte-fault", 1);
	assert_int_equal(workers_run(&b.job, &b.rep, &b.err), 0);
	assert_int_equal(workers_run(&b.job, &again, &b.err), 0);
	assert_int_equal(again.operations, b.rep.operations);
	assert_true(again.minor + again.major < 8);
	hist_release(&again.latency);
	free(again.threads);
}

static void expect_bus_error(unsigned threads, bool write, const char *access)
{
	cleanup_bench struct bench b;
	char offset[64];

	open_bench(&b, "pmd-fault", threads);
	b.plan.write = write;
	assert_int_equal(ftruncate(b.fd, (off_t)(5 * b.geo.pmd_bytes)), 0);
	assert_int_equal(workers_run(&b.job, &b.rep, &b.err), -EFAULT);
	(void)snprintf(offset, sizeof(offset), "at file offset %llu",
		       (unsigned long long)(5 * b.geo.pmd_bytes));
	assert_contains(b.err.text, "SIGBUS (BUS_ADRERR)");
	assert_contains(b.err.text, access);
	assert_contains(b.err.text, offset);
	assert_contains(b.err.hint, "cut short");
}

TEST(a_store_beyond_the_file_names_its_offset)
{
	expect_bus_error(1, true, "a store");
}

TEST(a_load_beyond_the_file_names_its_offset)
{
	expect_bus_error(1, false, "a load");
}

// Two threads: chunks 0 to 3 and 4 to 7, of which 5 is the first cut off.
TEST(a_bus_error_in_another_thread_is_the_result)
{
	expect_bus_error(2, true, "a store");
}

TEST(the_offset_is_that_in_the_file_not_in_the_mapping)
{
	cleanup_bench struct bench b;
	char offset[64];

	open_bench(&b, "pmd-fault", 1);
	mapping_release(&b.map);
	const struct mapping_request request = {
		.offset = 2 * b.geo.pmd_bytes,
		.len = 2 * b.geo.pmd_bytes,
		.write = true,
		.page = PAGE_SIZE_PMD,
	};
	assert_int_equal(mapping_create(&b.map, b.fd, &b.geo, &request, &b.err),
			 0);
	assert_int_equal(ftruncate(b.fd, (off_t)(3 * b.geo.pmd_bytes)), 0);
	assert_int_equal(workers_run(&b.job, &b.rep, &b.err), -EFAULT);
	(void)snprintf(offset, sizeof(offset), "at file offset %llu",
		       (unsigned long long)(3 * b.geo.pmd_bytes));
	assert_contains(b.err.text, offset);
}

TEST(after_a_bus_error_the_next_run_works)
{
	cleanup_bench struct bench b;

	open_bench(&b, "pmd-fault", 2);
	assert_int_equal(ftruncate(b.fd, 0), 0);
	assert_int_equal(workers_run(&b.job, &b.rep, &b.err), -EFAULT);
	assert_int_equal(ftruncate(b.fd, (off_t)(CHUNKS * b.geo.pmd_bytes)), 0);
	assert_int_equal(workers_run(&b.job, &b.rep, &b.err), 0);
	assert_split_sums(&b.rep, 2);
}

// A bench whose file is read or written by `engine`, without a mapping.
static void by_descriptor(struct bench *b, const char *workload,
			  const char *engine, unsigned threads)
{
	open_bench(b, "pmd-fault", threads);
	b->plan.workload = workload_find(workload);
	b->plan.engine = engine_find(engine);
	b->plan.page = PAGE_SIZE_NONE;
	b->plan.write = b->plan.workload->write;
	b->plan.block = 65536;
	b->plan.depth = 8;
	b->job.map = NULL;
}

static bool runs_here(const char *engine)
{
	const struct engine *e = engine_find(engine);
	struct error err = { 0 };

	return !e->available || e->available(&err) == 0;
}

static const char *const descriptor_engines[] = { "psync", "dsync", "uring" };

TEST(engines_without_a_mapping_share_the_file_between_threads)
{
	for (size_t i = 0; i < ARRAY_SIZE(descriptor_engines); i++) {
		for (unsigned threads = 1; threads <= 3; threads++) {
			if (!runs_here(descriptor_engines[i]))
				continue;
			cleanup_bench struct bench b;
			by_descriptor(&b, "write", descriptor_engines[i],
				      threads);
			uint64_t len = b.plan.layout.size;
			assert_int_equal(workers_run(&b.job, &b.rep, &b.err),
					 0);
			assert_int_equal(b.rep.operations, len / 65536);
			assert_int_equal(b.rep.latency.count, len / 65536);
			assert_int_equal(b.rep.bytes, len);
			assert_split_sums(&b.rep, threads);
			for (uint64_t at = 0; at < len; at += 4096)
				assert_int_equal(b.map.addr[at], 0x5a);
		}
	}
}

TEST(without_latency_operations_and_durations_are_kept)
{
	cleanup_bench struct bench b;

	open_bench(&b, "pte-fault", 2);
	b.plan.latency = false;
	assert_int_equal(workers_run(&b.job, &b.rep, &b.err), 0);
	assert_int_equal(b.rep.latency.count, 0);
	assert_int_equal(b.rep.operations,
			 b.plan.layout.size / b.geo.page_bytes);
	assert_true(b.rep.duration > 0);
	assert_split_sums(&b.rep, 2);
}

TEST(a_failed_read_names_the_engine_and_its_offset)
{
	for (size_t i = 0; i < ARRAY_SIZE(descriptor_engines); i++) {
		if (!runs_here(descriptor_engines[i]))
			continue;
		cleanup_bench struct bench b;
		char offset[64];

		by_descriptor(&b, "read", descriptor_engines[i], 2);
		uint64_t end = 5 * b.geo.pmd_bytes;
		assert_int_equal(ftruncate(b.fd, (off_t)end), 0);
		assert_int_equal(workers_run(&b.job, &b.rep, &b.err), -ENODATA);
		(void)snprintf(offset, sizeof(offset),
			       "read at file offset %llu",
			       (unsigned long long)end);
		assert_contains(b.err.text, descriptor_engines[i]);
		assert_contains(b.err.text, offset);
	}
}

// Whoever takes it, an operation is a chunk.
TEST(every_way_to_prefault_takes_an_operation_a_chunk)
{
	registry_for_each (it, engine) {
		if (!((*it)->ops & OP_BIT(OP_PREFAULT)) ||
		    !runs_here((*it)->name))
			continue;
		for (unsigned threads = 1; threads <= 3; threads++) {
			cleanup_bench struct bench b;

			open_bench(&b, "prefault", threads);
			b.plan.engine = *it;
			assert_int_equal(workers_run(&b.job, &b.rep, &b.err),
					 0);
			assert_int_equal(b.rep.operations, CHUNKS);
			assert_int_equal(b.rep.latency.count, CHUNKS);
			assert_split_sums(&b.rep, threads);
			// Still the file's own, and of its size.
			b.map.addr[5 * b.geo.pmd_bytes] = 3;
			unsigned char byte;
			assert_int_equal(pread(b.fd, &byte, 1,
					       (off_t)(5 * b.geo.pmd_bytes)),
					 1);
			assert_int_equal(byte, 3);
			assert_int_equal(lseek(b.fd, 0, SEEK_END),
					 CHUNKS * b.geo.pmd_bytes);
		}
	}
}

TEST(every_way_to_release_leaves_the_address_space_to_its_owner)
{
	registry_for_each (it, engine) {
		if (!((*it)->ops & OP_BIT(OP_RELEASE)))
			continue;
		for (unsigned threads = 1; threads <= ((*it)->alone ? 1 : 3);
		     threads++) {
			cleanup_bench struct bench b;

			open_bench(&b, "release", threads);
			b.plan.engine = *it;
			assert_int_equal(workers_run(&b.job, &b.rep, &b.err),
					 0);
			assert_int_equal(b.rep.operations,
					 (*it)->whole ? threads : CHUNKS);
			assert_split_sums(&b.rep, threads);
			// A page of every chunk can be asked about: it is
			// either mapped or reserved.
			for (uint64_t i = 0; i < CHUNKS; i++)
				assert_int_equal(
					madvise(b.map.addr +
							i * b.geo.pmd_bytes,
						b.geo.page_bytes, MADV_NORMAL),
					0);
			assert_int_equal(
				lseek(b.fd, 0, SEEK_END),
				(*it)->alone ? 0 : CHUNKS * b.geo.pmd_bytes);
		}
	}
}

// What happens to a child is the result, not the end of the parent.
TEST(a_bus_error_of_a_child_is_the_result)
{
	static const char *const names[] = { "exit", "fork" };

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		cleanup_bench struct bench b;

		open_bench(&b, "release", 1);
		b.plan.engine = engine_find(names[i]);
		assert_int_equal(ftruncate(b.fd, (off_t)(5 * b.geo.pmd_bytes)),
				 0);
		assert_int_equal(workers_run(&b.job, &b.rep, &b.err), -EFAULT);
		assert_contains(b.err.text, "release");
	}
}

// As many operations as threads times pages, and a fault for each page.
TEST(threads_that_share_pages_touch_all_of_them)
{
	for (unsigned sharing = SHARE_OWN_CHUNK; sharing <= SHARE_SAME_PAGE;
	     sharing++) {
		cleanup_bench struct bench b;

		open_bench(&b, "fault-scaling", 3);
		b.plan.sharing = (enum workload_sharing)sharing;
		uint64_t pages = b.plan.layout.size / b.geo.page_bytes;
		uint64_t each = sharing == SHARE_SAME_PAGE ? 3 : 1;
		assert_int_equal(workers_run(&b.job, &b.rep, &b.err), 0);
		assert_int_equal(b.rep.operations, each * pages);
		assert_true(b.rep.minor + b.rep.major <= each * pages);
		assert_split_sums(&b.rep, 3);
		for (uint64_t at = 0; at < b.plan.layout.size;
		     at += b.geo.page_bytes)
			assert_int_equal(b.map.addr[at], 1);
	}
}

static unsigned opened, closed;

static int open_counted(struct engine_session *s ATTR_UNUSED, struct error *err)
{
	if (__atomic_fetch_add(&opened, 1, __ATOMIC_RELAXED) == 1)
		return error_set(err, -EMFILE, "the second one");
	return 0;
}

static void close_counted(struct engine_session *s ATTR_UNUSED)
{
	__atomic_fetch_add(&closed, 1, __ATOMIC_RELAXED);
}

// Whichever thread it is; the others are not left waiting, nor left open.
TEST(an_engine_that_does_not_open_in_one_thread_is_the_result)
{
	struct engine counting = *engine_find("copy");
	cleanup_bench struct bench b;

	counting.open = open_counted;
	counting.close = close_counted;
	open_bench(&b, "pmd-fault", 4);
	b.plan.engine = &counting;
	opened = closed = 0;
	assert_int_equal(workers_run(&b.job, &b.rep, &b.err), -EMFILE);
	assert_contains(b.err.text, "the second one");
	assert_int_equal(opened, 4);
	assert_int_equal(closed, 3);
}

static int interrupted(void *arg)
{
	struct bench *b = arg;

	(void)signal(SIGTERM, SIG_DFL);
	interrupt_install();
	(void)raise(SIGTERM);
	if (workers_run(&b->job, &b->rep, &b->err) != -EINTR)
		return 1;
	if (b->err.code != -EINTR)
		return 2;
	// Nothing was touched after the signal.
	return b->map.addr[0] == 0 ? 0 : 3;
}

TEST(a_signal_ends_the_run_before_the_next_batch)
{
	cleanup_bench struct bench b;

	open_bench(&b, "pmd-fault", 3);
	assert_child_exits(interrupted, &b, 0);
}

// Its shadow memory is faulted in as ours is used.
#if defined(__SANITIZE_ADDRESS__)
#define UNDER_ASAN true
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define UNDER_ASAN true
#endif
#endif
#ifndef UNDER_ASAN
#define UNDER_ASAN false
#endif

int main(void)
{
	struct CMUnitTest tests[] = {
		cmocka_unit_test(one_thread_touches_everything),
		cmocka_unit_test(two_threads_share_everything),
		cmocka_unit_test(three_threads_share_everything_unevenly),
		cmocka_unit_test(a_thread_a_chunk_leaves_none_idle),
		cmocka_unit_test(shares_are_within_one_chunk_of_each_other),
		cmocka_unit_test(shares_cover_the_file_without_overlap),
		cmocka_unit_test(
			every_worker_has_a_seed_of_its_own_that_repeats),
		cmocka_unit_test(random_order_touches_everything_too),
		cmocka_unit_test(reading_changes_nothing),
		cmocka_unit_test(
			faults_of_the_touches_are_counted_and_no_others),
		cmocka_unit_test(pages_that_are_mapped_already_do_not_fault),
		cmocka_unit_test(a_store_beyond_the_file_names_its_offset),
		cmocka_unit_test(a_load_beyond_the_file_names_its_offset),
		cmocka_unit_test(a_bus_error_in_another_thread_is_the_result),
		cmocka_unit_test(
			the_offset_is_that_in_the_file_not_in_the_mapping),
		cmocka_unit_test(after_a_bus_error_the_next_run_works),
		cmocka_unit_test(
			engines_without_a_mapping_share_the_file_between_threads),
		cmocka_unit_test(
			without_latency_operations_and_durations_are_kept),
		cmocka_unit_test(a_failed_read_names_the_engine_and_its_offset),
		cmocka_unit_test(
			every_way_to_prefault_takes_an_operation_a_chunk),
		cmocka_unit_test(
			every_way_to_release_leaves_the_address_space_to_its_owner),
		cmocka_unit_test(a_bus_error_of_a_child_is_the_result),
		cmocka_unit_test(threads_that_share_pages_touch_all_of_them),
		cmocka_unit_test(
			an_engine_that_does_not_open_in_one_thread_is_the_result),
		cmocka_unit_test(a_signal_ends_the_run_before_the_next_batch),
	};

	if (UNDER_ASAN)
		unit_skip(tests, ARRAY_SIZE(tests),
			  "faults_of_the_touches_are_counted_and_no_others",
			  "the address sanitizer takes page faults of its own");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
