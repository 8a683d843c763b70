// SPDX-License-Identifier: MIT
// A pass of workers on a memfd: what the tests of workers run on.
#pragma once

#include "unit.h"

#include <sys/mman.h>

#include "base/sigbus.h"
#include "run/share.h"
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

static inline void open_bench(struct bench *b, const char *workload,
			      unsigned threads)
{
	*b = (struct bench){ .fd = memfd_create("test", MFD_CLOEXEC) };
	assert_true(b->fd >= 0);
	geometry_probe(&b->geo, NULL);
	uint64_t len = CHUNKS * b->geo.pmd_bytes;
	assert_int_equal(ftruncate(b->fd, (off_t)len), 0);
	b->plan = (struct run_plan){
		.workload = workload_find(workload),
		.engine = engine_find("copy"),
		.layout = { .size = len, .extents = LAYOUT_HOLE },
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

static inline void close_bench(struct bench *b)
{
	mapping_release(&b->map);
	hist_release(&b->rep.latency);
	free(b->rep.threads);
	(void)close(b->fd);
}
DEFINE_CLEANUP(bench, struct bench, close_bench)
#define cleanup_bench CLEANUP(bench_cleanup_)

static inline void assert_split_sums(const struct repetition *rep,
				     unsigned threads)
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

// A bench whose file is read or written by `engine`, without a mapping.
static inline void by_descriptor(struct bench *b, const char *workload,
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

static inline bool runs_here(const char *engine)
{
	const struct engine *e = engine_find(engine);
	struct error err = { 0 };

	return !e->available || e->available(&err) == 0;
}

static const char *const descriptor_engines[] = { "psync", "dsync", "uring" };
