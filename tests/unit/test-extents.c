// SPDX-License-Identifier: MIT
// FIEMAP records: which chunks they allow to be huge, and reading them.
#include "unit.h"

#include <linux/fiemap.h>
#include <sys/mman.h>

#include "target/extents.h"

#define K UINT64_C(1024)
#define M (K * 1024)
#define PMD (2 * M)

static const struct geometry geo = { 4 * K, PMD, 1024 * M, "a test", 0 };

// Chunks of a file of that size that can be huge.
#define huge(size, ...)                                                        \
	({                                                                     \
		struct extent v_[] = { __VA_ARGS__ };                          \
		const struct extents e_ = { v_, ARRAY_SIZE(v_), 0 };           \
		extents_huge_chunks(&e_, size, &geo);                          \
	})

TEST(one_aligned_record_allows_every_chunk_it_covers)
{
	assert_int_equal(huge(64 * M, { 0, 100 * PMD, 64 * M, 0 }), 32);
	assert_int_equal(huge(PMD, { 0, 0, PMD, 0 }), 1);
}

TEST(a_physical_address_of_another_colour_allows_none)
{
	assert_int_equal(huge(64 * M, { 0, 100 * PMD + 4 * K, 64 * M, 0 }), 0);
	assert_int_equal(huge(64 * M, { 0, 100 * PMD - 4 * K, 64 * M, 0 }), 0);
	assert_int_equal(huge(64 * M, { 0, 100 * PMD + M, 64 * M, 0 }), 0);
}

// Equal colours count, not multiples: both may be off by the same.
TEST(a_record_may_start_within_a_chunk)
{
	assert_int_equal(huge(64 * M, { M, 7 * PMD + M, 8 * M, 0 }), 3);
	assert_int_equal(huge(64 * M, { M, 7 * PMD, 8 * M, 0 }), 0);
}

TEST(a_physical_address_below_the_logical_one_is_compared_too)
{
	assert_int_equal(huge(64 * M, { 10 * PMD, 2 * PMD, 4 * PMD, 0 }), 4);
	assert_int_equal(huge(64 * M, { 10 * PMD, PMD + 4 * K, 4 * PMD, 0 }),
			 0);
}

TEST(a_chunk_of_two_records_is_not_huge)
{
	assert_int_equal(huge(PMD, { 0, 0, M, 0 }, { M, M, M, 0 }), 0);
	assert_int_equal(huge(2 * PMD, { 0, 0, PMD + M, 0 },
			      { PMD + M, 8 * PMD, M, 0 }),
			 1);
}

TEST(a_record_smaller_than_a_chunk_allows_none)
{
	assert_int_equal(huge(PMD, { 0, 0, PMD - 4 * K, 0 }), 0);
	assert_int_equal(huge(2 * PMD, { M, M, PMD, 0 }), 0);
}

TEST(what_lies_beyond_the_size_does_not_count)
{
	assert_int_equal(huge(4 * M, { 0, 0, 64 * M, 0 }), 2);
	assert_int_equal(huge(4 * M, { 8 * M, 8 * M, 8 * M, 0 }), 0);
	assert_int_equal(huge(0, { 0, 0, 64 * M, 0 }), 0);
}

TEST(records_add_up)
{
	assert_int_equal(huge(64 * M, { 0, 0, PMD, 0 },
			      { PMD, 9 * PMD + 4 * K, PMD, 0 },
			      { 2 * PMD, 30 * PMD, 3 * PMD, 0 }),
			 4);
}

// Blocks not yet chosen are reported at physical address 0.
TEST(a_record_whose_place_is_not_known_allows_none)
{
	assert_int_equal(huge(64 * M, { 0, 0, 64 * M, FIEMAP_EXTENT_UNKNOWN }),
			 0);
	assert_int_equal(huge(64 * M, { 0, 0, 64 * M,
					FIEMAP_EXTENT_DELALLOC |
						FIEMAP_EXTENT_UNKNOWN }),
			 0);
	assert_int_equal(huge(64 * M, { 0, 0, 64 * M, FIEMAP_EXTENT_ENCODED }),
			 0);
}

TEST(unwritten_and_last_records_count_like_others)
{
	assert_int_equal(huge(PMD,
			      { 0, 0, PMD,
				FIEMAP_EXTENT_UNWRITTEN | FIEMAP_EXTENT_LAST }),
			 1);
}

TEST(a_file_without_records_has_no_huge_chunk)
{
	const struct extents none = { 0 };

	assert_int_equal(extents_huge_chunks(&none, 64 * M, &geo), 0);
}

TEST(facts_count_records_chunks_and_huge_chunks)
{
	struct extent v[] = { { 0, 0, PMD, 0 }, { PMD, 5, PMD, 0 } };
	const struct extents e = { v, ARRAY_SIZE(v), 0 };
	cleanup_facts struct facts f = { 0 };

	extents_facts(&e, 2 * PMD, &geo, &f);
	assert_int_equal(facts_find(&f, "extents.count")->number, 2);
	assert_int_equal(facts_find(&f, "extents.chunks")->number, 2);
	assert_int_equal(facts_find(&f, "extents.huge_chunks")->number, 1);
}

TEST(memory_has_no_records_and_says_so)
{
	struct extents e;
	struct error err = { 0 };
	int fd = memfd_create("test", MFD_CLOEXEC);

	assert_true(fd >= 0);
	int rc = extents_read(&e, fd, &err);
	assert_true(rc == -EOPNOTSUPP || rc == -ENOTTY);
	assert_contains(err.text, "FIEMAP");
	assert_int_equal(e.n, 0);
	assert_null(e.v);
	(void)close(fd);
}

#define BLOCKS 600
#define BLOCK (64 * K)

// Every second block written: more records than one call returns.
static int make_sparse(const char *dir)
{
	cleanup_free char *path = xasprintf("%s/sparse", dir);
	cleanup_free char *data = xcalloc(1, BLOCK);
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

	for (uint64_t i = 0; fd >= 0 && i < BLOCKS; i++)
		if (pwrite(fd, data, BLOCK, (off_t)(2 * i * BLOCK)) !=
		    (ssize_t)BLOCK)
			return -1;
	return fd < 0 || fsync(fd) < 0 ? -1 : fd;
}

TEST(records_beyond_one_batch_are_read_in_order)
{
	cleanup_extents struct extents e = { 0 };
	struct error err = { 0 };
	uint64_t covered = 0;
	int fd = make_sparse(*state);

	assert_true(fd >= 0);
	assert_int_equal(extents_read(&e, fd, &err), 0);
	assert_true(e.n >= BLOCKS);
	for (size_t i = 0; i < e.n; i++) {
		assert_true(e.v[i].len > 0);
		assert_true(i == 0 || e.v[i].logical >= e.v[i - 1].logical +
								e.v[i - 1].len);
		covered += e.v[i].len;
	}
	assert_true(covered >= BLOCKS * BLOCK);
	assert_true(e.v[e.n - 1].flags & FIEMAP_EXTENT_LAST);
	(void)close(fd);
}

struct window {
	uint64_t start, end;
	unsigned seen;
};

static int within(void *context, const struct extent *e)
{
	struct window *w = context;

	w->seen++;
	if (e->logical + e->len <= w->start || e->logical >= w->end)
		return -ERANGE;
	return w->seen == 3 ? 42 : 0;
}

TEST(a_walk_keeps_to_its_range_and_ends_when_the_visitor_says)
{
	struct window w = { 100 * BLOCK, 104 * BLOCK, 0 };
	struct error err = { 0 };
	cleanup_close int fd = make_sparse(*state);

	assert_true(fd >= 0);
	assert_int_equal(extents_walk(fd, w.start, w.end, within, &w, &err), 0);
	assert_int_equal(w.seen, 2);
	w = (struct window){ 0, 100 * BLOCK, 0 };
	assert_int_equal(extents_walk(fd, w.start, w.end, within, &w, &err),
			 42);
	assert_int_equal(w.seen, 3);
}

TEST(an_empty_file_has_no_records)
{
	cleanup_free char *path = xasprintf("%s/empty", (char *)*state);
	cleanup_extents struct extents e = { 0 };
	struct error err = { 0 };

	unit_put(path, "");
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	assert_true(fd >= 0);
	assert_int_equal(extents_read(&e, fd, &err), 0);
	assert_int_equal(e.n, 0);
	(void)close(fd);
}

// Whether the temporary directory's file system has FIEMAP.
static bool have_fiemap(void)
{
	struct extents e = { 0 };
	void *dir = NULL;
	int rc = -1;

	if (unit_dir_make(&dir) < 0)
		return false;
	cleanup_close int fd = make_sparse(dir);
	if (fd >= 0)
		rc = extents_read(&e, fd, NULL);
	extents_release(&e);
	(void)unit_dir_remove(&dir);
	return rc == 0;
}

int main(void)
{
	struct CMUnitTest tests[] = {
		cmocka_unit_test(
			one_aligned_record_allows_every_chunk_it_covers),
		cmocka_unit_test(
			a_physical_address_of_another_colour_allows_none),
		cmocka_unit_test(a_record_may_start_within_a_chunk),
		cmocka_unit_test(
			a_physical_address_below_the_logical_one_is_compared_too),
		cmocka_unit_test(a_chunk_of_two_records_is_not_huge),
		cmocka_unit_test(a_record_smaller_than_a_chunk_allows_none),
		cmocka_unit_test(what_lies_beyond_the_size_does_not_count),
		cmocka_unit_test(records_add_up),
		cmocka_unit_test(a_record_whose_place_is_not_known_allows_none),
		cmocka_unit_test(unwritten_and_last_records_count_like_others),
		cmocka_unit_test(a_file_without_records_has_no_huge_chunk),
		cmocka_unit_test(facts_count_records_chunks_and_huge_chunks),
		cmocka_unit_test(memory_has_no_records_and_says_so),
		TEST_IN_DIR(records_beyond_one_batch_are_read_in_order),
		TEST_IN_DIR(
			a_walk_keeps_to_its_range_and_ends_when_the_visitor_says),
		TEST_IN_DIR(an_empty_file_has_no_records),
	};

	if (!have_fiemap()) {
		unit_skip(tests, ARRAY_SIZE(tests),
			  "records_beyond_one_batch_are_read_in_order",
			  "the temporary directory has no FIEMAP");
		unit_skip(
			tests, ARRAY_SIZE(tests),
			"a_walk_keeps_to_its_range_and_ends_when_the_visitor_says",
			"the temporary directory has no FIEMAP");
		unit_skip(tests, ARRAY_SIZE(tests),
			  "an_empty_file_has_no_records",
			  "the temporary directory has no FIEMAP");
	}
	return cmocka_run_group_tests(tests, NULL, NULL);
}
