// SPDX-License-Identifier: MIT
// The touches of a pass by one and more threads, on a memfd.
#include "worker-bench.h"

#include <pthread.h>

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

// As many operations as threads times pages, and a fault for each page; who
// wins a shared one is a race, so at most.
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
		assert_true(UNDER_ASAN ||
			    b.rep.minor + b.rep.major <= each * pages);
		assert_split_sums(&b.rep, 3);
		for (uint64_t at = 0; at < b.plan.layout.size;
		     at += b.geo.page_bytes)
			assert_int_equal(b.map.addr[at], 1);
	}
}

// A range that lies in three files, of which nobody stores to another's.
static void by_files(bool mapped)
{
	cleanup_bench struct bench b;
	int files[3];

	if (mapped)
		open_bench(&b, "pte-fault", ARRAY_SIZE(files));
	else
		by_descriptor(&b, "write", "psync", ARRAY_SIZE(files));
	uint64_t size = b.plan.layout.size;
	for (unsigned i = 0; i < ARRAY_SIZE(files); i++) {
		files[i] = i ? memfd_create("test", MFD_CLOEXEC) : b.fd;
		assert_int_equal(ftruncate(files[i], (off_t)size), 0);
	}
	const struct mapping_request request = {
		.len = size,
		.write = true,
		.page = PAGE_SIZE_PTE,
		.files = files,
		.n_files = ARRAY_SIZE(files),
	};
	mapping_release(&b.map);
	assert_int_equal(mapping_create(&b.map, b.fd, &b.geo, &request, &b.err),
			 0);
	b.plan.sharing = SHARE_OWN_FILE;
	b.plan.layout.files = ARRAY_SIZE(files);
	b.job.files = files;
	b.job.n_files = ARRAY_SIZE(files);
	assert_int_equal(workers_run(&b.job, &b.rep, &b.err), 0);
	assert_split_sums(&b.rep, ARRAY_SIZE(files));
	for (unsigned i = 0; i < ARRAY_SIZE(files); i++) {
		const struct workload_share share =
			share_of(&b.plan, &b.geo, b.job.seed, i);

		for (uint64_t c = 0; c < CHUNKS; c++) {
			unsigned char byte = 1;
			bool own = c >= share.first_chunk &&
				   c < share.first_chunk + share.chunks;

			assert_int_equal(pread(files[i], &byte, 1,
					       (off_t)(c * b.geo.pmd_bytes)),
					 1);
			assert_int_equal(byte, !own ? 0 : mapped ? 1 : 0x5a);
		}
	}
	(void)close(files[1]);
	(void)close(files[2]);
}

TEST(every_thread_has_its_chunks_in_a_file_of_its_own)
{
	by_files(true);
	by_files(false);
}

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
		cmocka_unit_test(
			engines_without_a_mapping_share_the_file_between_threads),
		cmocka_unit_test(
			without_latency_operations_and_durations_are_kept),
		cmocka_unit_test(
			every_way_to_prefault_takes_an_operation_a_chunk),
		cmocka_unit_test(
			every_way_to_release_leaves_the_address_space_to_its_owner),
		cmocka_unit_test(threads_that_share_pages_touch_all_of_them),
		cmocka_unit_test(
			every_thread_has_its_chunks_in_a_file_of_its_own),
	};

	if (UNDER_ASAN)
		unit_skip(tests, ARRAY_SIZE(tests),
			  "faults_of_the_touches_are_counted_and_no_others",
			  "the address sanitizer takes page faults of its own");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
