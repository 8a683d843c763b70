// SPDX-License-Identifier: MIT
// What the pmem engine asks of libpmem, by the way to flush: the calls are
// taken down here and then done.
#include "engine-bench.h"

#include <dlfcn.h>

static struct {
	unsigned copies, flags, persists, flushes, drains, deeps;
} asked;
// libpmem calls itself too: only what the engine calls is taken down.
static bool inside;

// Of libpmem, under the name that it has there.
#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

void *pmem_memcpy(void *to, const void *from, size_t len, unsigned flags);
void pmem_persist(const void *at, size_t len);
void pmem_flush(const void *at, size_t len);
void pmem_drain(void);
int pmem_deep_persist(const void *at, size_t len);

// Counts a call that comes from outside; its end is that of the caller's.
static bool enter(unsigned *calls)
{
	bool before = inside;

	*calls += !inside;
	inside = true;
	return before;
}

void *pmem_memcpy(void *to, const void *from, size_t len, unsigned flags)
{
	bool before = enter(&asked.copies);
	void *result = REAL(pmem_memcpy)(to, from, len, flags);

	asked.flags = flags;
	inside = before;
	return result;
}

void pmem_persist(const void *at, size_t len)
{
	bool before = enter(&asked.persists);

	REAL(pmem_persist)(at, len);
	inside = before;
}

void pmem_flush(const void *at, size_t len)
{
	bool before = enter(&asked.flushes);

	REAL(pmem_flush)(at, len);
	inside = before;
}

void pmem_drain(void)
{
	bool before = enter(&asked.drains);

	REAL(pmem_drain)();
	inside = before;
}

int pmem_deep_persist(const void *at, size_t len)
{
	bool before = enter(&asked.deeps);
	int rc = REAL(pmem_deep_persist)(at, len);

	inside = before;
	return rc;
}

// libpmem.h
#define NODRAIN (1u << 0)
#define NONTEMPORAL (1u << 1)
#define TEMPORAL (1u << 2)
#define NOFLUSH (1u << 5)

static void ask(enum flush_way way, enum op_kind kind)
{
	cleanup_bench struct bench b;

	bench_init(&b, engine_find("pmem"), 256, 1);
	b.session.flush = way;
	memset(b.file, 0x77, LEN);
	memset(&asked, 0, sizeof(asked));
	fill(&b, kind, 10, b.map.geo.page_bytes, false);
	assert_int_equal(submit(&b), 0);
	expect_all_done(&b);
	for (size_t i = 0; i < 10; i++)
		assert_int_equal(b.file[batch_offset(b.batch, i)],
				 kind == OP_STORE ? 1 : 0x5a);
}

TEST(a_block_is_copied_with_the_flags_of_the_way)
{
	static const struct {
		enum flush_way way;
		unsigned flags, deeps;
	} rows[] = {
		{ FLUSH_PERSIST, 0, 0 },
		{ FLUSH_DEEP, NOFLUSH, 10 },
		{ FLUSH_NONTEMPORAL, NONTEMPORAL, 0 },
		{ FLUSH_TEMPORAL, TEMPORAL, 0 },
		{ FLUSH_NODRAIN, NODRAIN, 0 },
		{ FLUSH_NONE, NOFLUSH, 0 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		ask(rows[i].way, OP_WRITE);
		assert_int_equal(asked.copies, 10);
		assert_int_equal(asked.flags, rows[i].flags);
		assert_int_equal(asked.deeps, rows[i].deeps);
		assert_int_equal(asked.persists + asked.flushes + asked.drains,
				 0);
	}
}

TEST(a_store_is_followed_by_what_the_way_asks_for)
{
	static const struct {
		enum flush_way way;
		unsigned persists, flushes, deeps;
	} rows[] = {
		{ FLUSH_PERSIST, 10, 0, 0 },     { FLUSH_DEEP, 0, 0, 10 },
		{ FLUSH_NONTEMPORAL, 10, 0, 0 }, { FLUSH_TEMPORAL, 10, 0, 0 },
		{ FLUSH_NODRAIN, 0, 10, 0 },     { FLUSH_NONE, 0, 0, 0 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		ask(rows[i].way, OP_STORE);
		assert_int_equal(asked.persists, rows[i].persists);
		assert_int_equal(asked.flushes, rows[i].flushes);
		assert_int_equal(asked.deeps, rows[i].deeps);
		assert_int_equal(asked.copies, 0);
	}
}

// Four copies and one end.
TEST(a_transaction_ends_once)
{
	static const struct {
		enum flush_way way;
		unsigned flags, drains, deeps;
	} rows[] = {
		{ FLUSH_PERSIST, NODRAIN, 1, 0 },
		{ FLUSH_DEEP, NODRAIN | NOFLUSH, 0, 1 },
		{ FLUSH_NONTEMPORAL, NODRAIN | NONTEMPORAL, 1, 0 },
		{ FLUSH_TEMPORAL, NODRAIN | TEMPORAL, 1, 0 },
		{ FLUSH_NODRAIN, NODRAIN, 0, 0 },
		{ FLUSH_NONE, NODRAIN | NOFLUSH, 0, 0 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		ask(rows[i].way, OP_TXN);
		assert_int_equal(asked.copies, 40);
		assert_int_equal(asked.flags, rows[i].flags);
		assert_int_equal(asked.drains, 10 * rows[i].drains);
		assert_int_equal(asked.deeps, 10 * rows[i].deeps);
	}
}

int main(void)
{
	struct CMUnitTest tests[] = {
		cmocka_unit_test(a_block_is_copied_with_the_flags_of_the_way),
		cmocka_unit_test(a_store_is_followed_by_what_the_way_asks_for),
		cmocka_unit_test(a_transaction_ends_once),
	};
	struct error err = { 0 };
	bool here = engine_find("pmem")->available(&err) == 0;

	for (size_t i = 0; !here && i < ARRAY_SIZE(tests); i++)
		unit_skip(tests, ARRAY_SIZE(tests), tests[i].name,
			  "engine not available here");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
