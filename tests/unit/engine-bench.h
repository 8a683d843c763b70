// SPDX-License-Identifier: MIT
// A session of one engine on memory or a file of its own: what the tests of all
// engines run on.
#pragma once

#include "unit.h"
#include <sys/mman.h>
#include "base/rng.h"
#include "engine/engine.h"

#define LEN (UINT64_C(1) << 18)
#define UNSET UINT64_C(0xa5a5a5a5a5a5a5a5)
#define DEPTH_MAX 32
// So that a full batch fits, each operation at a place of its own.
#define SMALL (LEN / BATCH_CAPACITY)
_Static_assert(SMALL > 0, "the file holds a full batch");

static const enum op_kind kinds[] ATTR_UNUSED = {
	OP_LOAD, OP_STORE, OP_READ, OP_WRITE,    OP_CHASE,  OP_PIN,
	OP_FILL, OP_TXN,   OP_SYNC, OP_PREFAULT, OP_RELEASE
};

struct bench {
	const struct engine *engine;
	struct engine_session session;
	struct mapping map;
	struct batch *batch;
	unsigned char *file; // a mapping of our own, to look at it
	int fd;
};

static void bench_init(struct bench *b, const struct engine *engine,
		       uint64_t block, unsigned depth)
{
	if (block < engine->sector)
		block = engine->sector;
	size_t buffers = (size_t)(block * depth + 65535) / 65536 * 65536;

	*b = (struct bench){ .engine = engine };
	b->fd = memfd_create("test", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	assert_true(b->fd >= 0);
	assert_int_equal(ftruncate(b->fd, (off_t)LEN), 0);
	b->file = mmap(NULL, LEN, PROT_READ | PROT_WRITE, MAP_SHARED, b->fd, 0);
	assert_true(b->file != MAP_FAILED);
	geometry_probe(&b->map.geo, NULL);
	b->map.fd = b->fd;
	b->map.asked = (struct mapping_request){ .len = LEN, .write = true };
	b->map.addr =
		mmap(NULL, LEN, PROT_READ | PROT_WRITE, MAP_SHARED, b->fd, 0);
	assert_true(b->map.addr != MAP_FAILED);
	b->batch = xcalloc(1, sizeof(*b->batch));
	b->session = (struct engine_session){
		.map = engine->mapped ? &b->map : NULL,
		.fd = b->fd,
		.block = block,
		.span = b->map.geo.page_bytes,
		.depth = depth,
		.clock = CLOCK_KIND_WALL,
		.latency = true,
		.write = true,
		.partner = engine->partner ? "." : NULL,
		.writes = 4,
		.stride = LEN / 4,
		.buffer = aligned_alloc(65536, buffers),
		.state = xcalloc(1, engine->state_size + 1),
	};
	assert_non_null(b->session.buffer);
	memset(b->session.buffer, 0x5a, buffers);
}

static void bench_release(struct bench *b)
{
	free(b->session.buffer);
	free(b->session.state);
	free(b->batch);
	(void)munmap(b->map.addr, LEN);
	(void)munmap(b->file, LEN);
	(void)close(b->fd);
}
DEFINE_CLEANUP(bench, struct bench, bench_release)
#define cleanup_bench CLEANUP(bench_cleanup_)

static inline int session_open(struct bench *b)
{
	struct error err = { 0 };

	if (!b->engine->open)
		return 0;
	int rc = b->engine->open(&b->session, &err);
	if (rc < 0)
		assert_true(err.text[0]);
	return rc;
}

static inline void session_close(struct bench *b)
{
	if (b->engine->close)
		b->engine->close(&b->session);
}

static inline bool runs_here(const struct engine *engine)
{
	struct error err = { 0 };

	return !engine->available || engine->available(&err) == 0;
}

#define for_each_running(it)                                                   \
	registry_for_each (it, engine)                                         \
		if (runs_here(*it))

// A progression as what it stands for.
static inline void fill_each(struct batch *b)
{
	for (size_t i = b->count; b->step && i-- > 0;)
		b->offset[i] = batch_offset(b, i);
	b->step = 0;
}

// `count` operations, each at a place of its own: a progression, of which the
// other offsets are nowhere, or, `mixed`, in an order that is no sequence. 7
// has no divisor in common with a power of two.
static void fill(struct bench *b, enum op_kind kind, size_t count,
		 uint64_t step, bool mixed)
{
	size_t places = (size_t)(LEN / step);

	assert_true(count <= places && count <= BATCH_CAPACITY);
	b->batch->kind = kind;
	b->batch->count = count;
	b->batch->done = 4711;
	b->batch->total = UNSET;
	memset(b->batch->elapsed, 0xa5, sizeof(b->batch->elapsed));
	b->batch->step = mixed ? 0 : step;
	for (size_t i = 0; i < count; i++)
		b->batch->offset[i] = mixed ? i * 7 % places * step
				      : i   ? UNSET
					    : 0;
}

static int submit(struct bench *b)
{
	return b->engine->submit(&b->session, b->batch);
}

static inline void fill_random(unsigned char *p, size_t len, uint64_t seed)
{
	struct rng rng = { seed };

	for (size_t i = 0; i < len; i++)
		p[i] = (unsigned char)(rng_next(&rng) >> 32);
}

static inline size_t count_for(uint64_t step)
{
	return LEN / step < BATCH_CAPACITY ? (size_t)(LEN / step)
					   : BATCH_CAPACITY;
}

static void expect_all_done(const struct bench *b)
{
	uint64_t sum = 0;

	assert_int_equal(b->batch->done, b->batch->count);
	assert_true(b->batch->total != UNSET);
	assert_true(b->batch->total > 0);
	for (size_t i = 0; i < BATCH_CAPACITY; i++) {
		bool filled = b->session.latency && i < b->batch->count;

		assert_int_equal(b->batch->elapsed[i] != UNSET, filled);
		if (filled) {
			assert_true(b->batch->elapsed[i] <= b->batch->total);
			sum += b->batch->elapsed[i];
		}
	}
	// One at a time they cannot take longer than all together.
	if (b->session.latency && b->session.depth == 1)
		assert_true(sum <= b->batch->total);
}
