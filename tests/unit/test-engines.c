// SPDX-License-Identifier: MIT
// Every registered engine on a file in memory: that each operation it
// declares does what its name says, what it fills in, and how it fails.
#include "engine-bench.h"

#include <sys/syscall.h>

// Whatever the depth, each slot writes what stands in its own block of the
// buffer, so the file must hold at every place one of them and nothing else.
static bool is_a_slot(const struct bench *b, const unsigned char *at)
{
	for (unsigned i = 0; i < b->session.depth; i++)
		if (memcmp(at, b->session.buffer + i * b->session.block,
			   (size_t)b->session.block) == 0)
			return true;
	return false;
}

// Which bytes an operation of `len` bytes is planned for.
static bool *planned(const struct bench *b, uint64_t len)
{
	bool *v = xcalloc(LEN, sizeof(*v));

	for (size_t i = 0; i < b->batch->count; i++)
		memset(v + batch_offset(b->batch, i), 1, (size_t)len);
	return v;
}

static void expect_bytes(const unsigned char *p, size_t len,
			 unsigned char value)
{
	for (size_t i = 0; i < len; i++)
		if (p[i] != value)
			fail_msg("byte %zu is %#x", i, p[i]);
}

static void check_write(struct bench *b, bool mixed)
{
	uint64_t block = b->session.block;
	// With gaps, in which nothing may be written.
	uint64_t step = block < LEN / 8 ? 2 * block : block;

	fill_random(b->session.buffer, (size_t)(block * b->session.depth), 3);
	memset(b->file, 0x77, LEN);
	fill(b, OP_WRITE, count_for(step) - 1, step, mixed);
	assert_int_equal(submit(b), 0);
	expect_all_done(b);
	for (size_t i = 0; i < b->batch->count; i++)
		assert_true(is_a_slot(b, b->file + batch_offset(b->batch, i)));
	cleanup_free bool *written = planned(b, block);
	for (uint64_t at = 0; at < LEN; at++)
		if (!written[at] && b->file[at] != 0x77)
			fail_msg("byte %d was written", (int)at);
}

// The buffer holds what was read last; one operation at a time is compared
// with each place, many at once with the last of each slot.
static void check_read(struct bench *b, bool mixed)
{
	uint64_t block = b->session.block;
	size_t n = count_for(block);
	cleanup_free unsigned char *before = xcalloc(1, LEN);

	fill_random(b->file, LEN, 5);
	memcpy(before, b->file, LEN);
	fill(b, OP_READ, n, block, mixed);
	assert_int_equal(submit(b), 0);
	expect_all_done(b);
	for (unsigned s = 0; s < b->session.depth && s < n; s++) {
		const unsigned char *got = b->session.buffer + s * block;
		bool found = false;

		for (size_t i = 0; i < n && !found; i++)
			found = memcmp(got, b->file + batch_offset(b->batch, i),
				       (size_t)block) == 0;
		assert_true(found);
	}
	for (size_t i = 0; i < 16 && i < n; i++) {
		fill(b, OP_READ, n, block, mixed);
		b->batch->offset[0] = batch_offset(b->batch, n - 1 - i);
		b->batch->count = 1;
		memset(b->session.buffer, 0,
		       (size_t)(block * b->session.depth));
		assert_int_equal(submit(b), 0);
		bool found = false;
		for (unsigned s = 0; s < b->session.depth && !found; s++)
			found = memcmp(b->session.buffer + s * block,
				       b->file + b->batch->offset[0],
				       (size_t)block) == 0;
		assert_true(found);
	}
	assert_memory_equal(before, b->file, LEN);
}

static void check_load(struct bench *b, bool mixed)
{
	cleanup_free unsigned char *before = xcalloc(1, LEN);

	fill_random(b->file, LEN, 6);
	memcpy(before, b->file, LEN);
	fill(b, OP_LOAD, count_for(b->map.geo.page_bytes),
	     b->map.geo.page_bytes, mixed);
	assert_int_equal(submit(b), 0);
	expect_all_done(b);
	assert_memory_equal(before, b->file, LEN);
}

static void check_store(struct bench *b, bool mixed)
{
	memset(b->file, 0x77, LEN);
	fill(b, OP_STORE, 100, LEN / 1024, mixed);
	assert_int_equal(submit(b), 0);
	expect_all_done(b);
	cleanup_free bool *stored = planned(b, 1);
	for (uint64_t at = 0; at < LEN; at++)
		if ((b->file[at] != 0x77) != stored[at])
			fail_msg("byte %d is %#x", (int)at, b->file[at]);
}

// From place to place in the order that was written there; where it has come
// to stands in offset[0].
static void check_chase(struct bench *b, bool mixed)
{
	size_t n = (size_t)(LEN / 64), stride = mixed ? 7 : 1;

	for (size_t i = 0; i < n; i++)
		*(uint64_t *)(void *)(b->file + i * 64) = (i + stride) % n * 64;
	fill(b, OP_CHASE, 100, 64, mixed);
	b->batch->offset[0] = 640;
	assert_int_equal(submit(b), 0);
	expect_all_done(b);
	assert_int_equal(b->batch->offset[0], (10 + 100 * stride) % n * 64);
}

// Nothing is changed, and whoever copies copies what is there.
static void check_pin(struct bench *b, bool mixed)
{
	cleanup_free unsigned char *before = xcalloc(1, LEN);

	fill_random(b->file, LEN, 8);
	memcpy(before, b->file, LEN);
	fill(b, OP_PIN, count_for(b->session.block), b->session.block, mixed);
	assert_int_equal(submit(b), 0);
	expect_all_done(b);
	assert_memory_equal(before, b->file, LEN);
}

// Every block holds the same afterwards, which is not what was there.
static void check_fill(struct bench *b, bool mixed)
{
	uint64_t block = b->session.block;
	size_t n = count_for(block);
	cleanup_free unsigned char *before = xcalloc(1, LEN);

	fill_random(b->file, LEN, 9);
	memcpy(before, b->file, LEN);
	fill(b, OP_FILL, n, block, mixed);
	assert_int_equal(submit(b), 0);
	expect_all_done(b);
	for (size_t i = 0; i < n; i++) {
		uint64_t at = batch_offset(b->batch, i);

		assert_memory_equal(b->file + at, b->file, (size_t)block);
		if (block >= 64)
			assert_memory_not_equal(b->file + at, before + at,
						(size_t)block);
	}
	cleanup_free bool *filled = planned(b, block);
	for (uint64_t at = 0; at < LEN; at++)
		if (!filled[at] && b->file[at] != before[at])
			fail_msg("byte %d was written", (int)at);
}

// Of each transaction every write is there, and nothing else.
static void check_txn(struct bench *b, bool mixed)
{
	uint64_t block = b->session.block < 4096 ? b->session.block : 4096;
	uint64_t real = b->session.block;
	size_t n = (size_t)(LEN / 4 / block) - 1;

	b->session.block = block;
	fill_random(b->session.buffer, (size_t)block, 3);
	memset(b->file, 0x77, LEN);
	fill(b, OP_TXN, n < 10 ? n : 10, block, mixed);
	fill_each(b->batch);
	for (size_t i = 0; i < b->batch->count; i++)
		b->batch->offset[i] %= LEN / 4;
	assert_int_equal(submit(b), 0);
	expect_all_done(b);
	cleanup_free bool *written = xcalloc(LEN, sizeof(*written));
	for (size_t i = 0; i < b->batch->count; i++)
		for (unsigned k = 0; k < 4; k++) {
			uint64_t at = batch_offset(b->batch, i) + k * (LEN / 4);

			assert_memory_equal(b->file + at, b->session.buffer,
					    (size_t)block);
			memset(written + at, 1, (size_t)block);
		}
	for (uint64_t at = 0; at < LEN; at++)
		if (!written[at] && b->file[at] != 0x77)
			fail_msg("byte %d was written", (int)at);
	b->session.block = real;
}

// The first block of each span is what is dirtied.
static void check_sync(struct bench *b, bool mixed)
{
	uint64_t real = b->session.block;

	b->session.block = 64;
	memset(b->file, 0x77, LEN);
	fill(b, OP_SYNC, 10, b->session.span, mixed);
	assert_int_equal(submit(b), 0);
	expect_all_done(b);
	cleanup_free bool *written = planned(b, 64);
	for (uint64_t at = 0; at < LEN; at++)
		if ((b->file[at] != 0x77) != written[at])
			fail_msg("byte %d is %#x", (int)at, b->file[at]);
	b->session.block = real;
}

// However it is done, the mapping is still one of the file.
static void check_prefault(struct bench *b, bool mixed)
{
	uint64_t span = b->session.span;

	fill(b, OP_PREFAULT, count_for(span), span, mixed);
	assert_int_equal(submit(b), 0);
	expect_all_done(b);
	for (uint64_t at = 0; at < LEN; at += span) {
		b->map.addr[at] = (unsigned char)(at / span);
		assert_int_equal(b->file[at], (unsigned char)(at / span));
	}
}

// Mapped anew, of its full size: an operation before may have given it up.
static void restore(struct bench *b)
{
	assert_int_equal(ftruncate(b->fd, (off_t)LEN), 0);
	assert_true(mmap(b->map.addr, LEN, PROT_READ | PROT_WRITE,
			 MAP_SHARED | MAP_FIXED, b->fd, 0) == b->map.addr);
}

// What else was there stays as it was, and so does the address space.
static void check_release(struct bench *b, bool mixed)
{
	uint64_t span = b->engine->whole ? LEN : b->session.span;
	uint64_t real = b->session.span;

	restore(b);
	memset(b->file, 0x77, LEN);
	b->session.span = span;
	fill(b, OP_RELEASE, b->engine->whole ? 1 : 2, span, mixed);
	assert_int_equal(submit(b), 0);
	expect_all_done(b);
	if (b->engine->forks)
		assert_int_equal(b->session.child_minor,
				 LEN / b->map.geo.page_bytes);
	else
		assert_int_equal(b->session.child_minor, 0);
	b->session.child_minor = 0;
	b->session.span = real;
	restore(b);
	uint64_t gone = 0;
	for (uint64_t at = 0; at < LEN; at++)
		gone += b->file[at] == 0;
	assert_int_equal(gone, b->engine->spoils ? 2 * span : 0);
}

static void check_kind(struct bench *b, enum op_kind kind, bool mixed)
{
	static void (*const checks[])(struct bench * b, bool mixed) = {
		[OP_LOAD] = check_load,       [OP_STORE] = check_store,
		[OP_READ] = check_read,       [OP_WRITE] = check_write,
		[OP_CHASE] = check_chase,     [OP_PIN] = check_pin,
		[OP_FILL] = check_fill,       [OP_TXN] = check_txn,
		[OP_SYNC] = check_sync,       [OP_PREFAULT] = check_prefault,
		[OP_RELEASE] = check_release,
	};
	_Static_assert(ARRAY_SIZE(checks) == OP_KINDS, "one each");

	checks[kind](b, mixed);
}

static bool in_blocks(enum op_kind kind)
{
	return kind == OP_READ || kind == OP_WRITE || kind == OP_PIN ||
	       kind == OP_FILL;
}

static void check_engine(const struct engine *engine, uint64_t block,
			 unsigned depth, bool latency)
{
	cleanup_bench struct bench b;

	bench_init(&b, engine, block, depth);
	b.session.latency = latency;
	assert_int_equal(session_open(&b), 0);
	for (size_t k = 0; k < ARRAY_SIZE(kinds); k++) {
		if (!(engine->ops & OP_BIT(kinds[k])) ||
		    (!in_blocks(kinds[k]) && block > 64))
			continue;
		check_kind(&b, kinds[k], false);
		check_kind(&b, kinds[k], true);
	}
	session_close(&b);
}

TEST(every_operation_does_what_it_says_at_every_block_size)
{
	const uint64_t blocks[] = { 1, 64, 256, (uint64_t)sysconf(_SC_PAGESIZE),
				    65536 };

	for_each_running(it) for (size_t i = 0; i < ARRAY_SIZE(blocks); i++)
		check_engine(*it, blocks[i], 1, true);
}

TEST(without_latency_the_total_is_the_only_time)
{
	for_each_running(it) check_engine(*it, 64, 1, false);
}

// More operations than fit are sent all the same.
TEST(engines_that_queue_do_so_at_every_depth)
{
	static const unsigned depths[] = { 1, 2, 3, DEPTH_MAX };

	for_each_running(it)
	{
		for (size_t i = 0; (*it)->queued && i < ARRAY_SIZE(depths);
		     i++) {
			check_engine(*it, 64, depths[i], true);
			check_engine(*it, 4096, depths[i], true);
			check_engine(*it, 4096, depths[i], false);
		}
	}
}

TEST(the_instruction_clock_runs_the_same_operations)
{
	for_each_running(it)
	{
		cleanup_bench struct bench b;

		bench_init(&b, *it, 64, 1);
		b.session.clock = CLOCK_KIND_ICOUNT;
		assert_int_equal(session_open(&b), 0);
		memset(b.file, 0x77, LEN);
		for (size_t k = 0; k < ARRAY_SIZE(kinds); k++) {
			if (!((*it)->ops & OP_BIT(kinds[k])))
				continue;
			// A chain that leads back to its beginning.
			memset(b.file, 0, LEN);
			fill(&b, kinds[k], 10, 4096, false);
			assert_int_equal(submit(&b), 0);
			assert_int_equal(b.batch->done, 10);
			for (size_t i = 0; i < 10; i++)
				assert_true(b.batch->elapsed[i] != UNSET);
		}
		session_close(&b);
	}
}

TEST(an_empty_batch_does_nothing)
{
	for_each_running(it)
	{
		cleanup_bench struct bench b;

		bench_init(&b, *it, 64, 1);
		assert_int_equal(session_open(&b), 0);
		for (size_t k = 0; k < ARRAY_SIZE(kinds); k++) {
			if (!((*it)->ops & OP_BIT(kinds[k])))
				continue;
			fill(&b, kinds[k], 0, 4096, false);
			assert_int_equal(submit(&b), 0);
			assert_int_equal(b.batch->done, 0);
			assert_true(b.batch->elapsed[0] == UNSET);
			assert_int_equal(b.file[0], 0);
		}
		session_close(&b);
	}
}

TEST(an_operation_that_is_not_declared_is_refused_and_not_done)
{
	for_each_running(it)
	{
		cleanup_bench struct bench b;

		bench_init(&b, *it, 64, 1);
		assert_int_equal(session_open(&b), 0);
		memset(b.file, 0x77, LEN);
		for (size_t k = 0; k < ARRAY_SIZE(kinds); k++) {
			if ((*it)->ops & OP_BIT(kinds[k]))
				continue;
			fill(&b, kinds[k], 10, 4096, false);
			int rc = submit(&b);
			assert_true(rc == -EINVAL || rc == -ENOTSUP);
		}
		expect_bytes(b.file, LEN, 0x77);
		session_close(&b);
	}
}

TEST(a_session_can_be_closed_without_an_operation)
{
	for_each_running(it)
	{
		for (unsigned i = 0; i < 20; i++) {
			cleanup_bench struct bench b;

			bench_init(&b, *it, 64, 4);
			assert_int_equal(session_open(&b), 0);
			session_close(&b);
		}
	}
}

TEST(an_engine_that_cannot_run_says_why_and_refuses)
{
	registry_for_each (it, engine) {
		struct error err = { 0 };
		struct engine_session s = { .fd = -1 };

		if (!(*it)->available || (*it)->available(&err) == 0)
			continue;
		assert_true(err.code < 0);
		assert_true(err.text[0]);
		if (err.code != -ENOTSUP)
			continue;
		cleanup_free struct batch *batch = xcalloc(1, sizeof(*batch));
		assert_int_equal((*it)->submit(&s, batch), -ENOTSUP);
	}
}

static unsigned fsyncs;

// In place of libc's: counted, and done.
int fsync(int fd)
{
	fsyncs++;
	return (int)syscall(SYS_fsync, fd);
}

TEST(every_so_many_writes_are_followed_by_an_fsync)
{
	static const struct {
		unsigned every, batches, fsyncs;
	} rows[] = {
		{ 0, 2, 0 },  { 1, 1, 10 }, { 3, 1, 3 },  { 3, 3, 10 },
		{ 10, 2, 2 }, { 11, 1, 0 }, { 11, 2, 1 },
	};

	for_each_running(it)
	{
		for (size_t i = 0; (*it)->fsyncs && i < ARRAY_SIZE(rows); i++) {
			cleanup_bench struct bench b;

			bench_init(&b, *it, 64, 1);
			b.session.fsync = rows[i].every;
			fsyncs = 0;
			assert_int_equal(session_open(&b), 0);
			for (unsigned k = 0; k < rows[i].batches; k++) {
				fill(&b, OP_WRITE, 10, 64, false);
				assert_int_equal(submit(&b), 0);
				expect_all_done(&b);
			}
			assert_int_equal(fsyncs, rows[i].fsyncs);
			session_close(&b);
		}
	}
}

// What the words of the result rest on.
TEST(engines_promise_no_more_durability_than_they_give)
{
	static const struct {
		const char *name;
		enum durability durability;
		bool mapped, queued;
	} rows[] = {
		{ "copy", DURABILITY_NONE, true, false },
		{ "msync", DURABILITY_SYNCED, true, false },
		{ "fsync", DURABILITY_SYNCED, true, false },
		{ "fdatasync", DURABILITY_SYNCED, true, false },
		{ "pmem", DURABILITY_FLUSHED, true, false },
		{ "psync", DURABILITY_NONE, false, false },
		{ "dsync", DURABILITY_SYNCED, false, false },
		{ "sync", DURABILITY_SYNCED, false, false },
		{ "hipri", DURABILITY_NONE, false, false },
		{ "uring", DURABILITY_NONE, false, true },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const struct engine *e = engine_find(rows[i].name);

		assert_non_null(e);
		assert_int_equal(e->durability, rows[i].durability);
		assert_int_equal(e->mapped, rows[i].mapped);
		assert_int_equal(e->queued, rows[i].queued);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			every_operation_does_what_it_says_at_every_block_size),
		cmocka_unit_test(without_latency_the_total_is_the_only_time),
		cmocka_unit_test(engines_that_queue_do_so_at_every_depth),
		cmocka_unit_test(
			the_instruction_clock_runs_the_same_operations),
		cmocka_unit_test(an_empty_batch_does_nothing),
		cmocka_unit_test(
			an_operation_that_is_not_declared_is_refused_and_not_done),
		cmocka_unit_test(a_session_can_be_closed_without_an_operation),
		cmocka_unit_test(
			an_engine_that_cannot_run_says_why_and_refuses),
		cmocka_unit_test(every_so_many_writes_are_followed_by_an_fsync),
		cmocka_unit_test(
			engines_promise_no_more_durability_than_they_give),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
