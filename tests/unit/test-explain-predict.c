// SPDX-License-Identifier: MIT
// From extents to segments: known layouts, and what must hold for any.
#include "unit.h"

#include "base/rng.h"
#include "explain-scene.h"
#include "explain/compare.h"
#include "explain/gather.h"

static void predict(const struct scene *s, const struct extent *v, size_t n,
		    struct segments *out)
{
	struct predictor p;

	predict_begin(&p, s, scene_first_chunk(s), scene_end_chunk(s), out);
	for (size_t i = 0; i < n; i++)
		assert_int_equal(predict_feed(&p, &v[i]), 0);
	predict_end(&p);
}

// "3 - | 1 mixed-state": chunks and rule of each segment.
static char *text_of(const struct segments *s)
{
	struct strbuf b = { 0 };

	for (size_t i = 0; i < s->n; i++) {
		const struct rule *r = s->v[i].predicted.rule;

		strbuf_printf(&b, "%s%llu %s", i ? " | " : "",
			      (unsigned long long)s->v[i].n,
			      r              ? r->name
			      : s->v[i].zero ? "zero"
					     : "-");
	}
	return strbuf_take(&b);
}

#define assert_segments(scene, wanted, ...)                                    \
	do {                                                                   \
		const struct extent v_[] = { __VA_ARGS__ };                    \
		cleanup_segments struct segments out_ = { 0 };                 \
		predict(scene, v_, ARRAY_SIZE(v_), &out_);                     \
		cleanup_free char *got_ = text_of(&out_);                      \
		assert_string_equal(got_, wanted);                             \
	} while (0)

#define W 0u
#define U FIEMAP_EXTENT_UNWRITTEN

TEST(one_extent_is_one_segment)
{
	struct scene s = scene_good(40 * PMD);

	assert_segments(&s, "40 -", { 0, 3 * PMD, 40 * PMD, W });
}

TEST(gaps_are_holes_and_partial_ones_mix)
{
	struct scene s = scene_good(8 * PMD);

	assert_segments(&s, "2 - | 1 mixed-state | 5 zero",
			{ 0, PMD, 2 * PMD + PAGE, W });
	assert_segments(&s, "3 zero | 1 mixed-state | 4 zero",
			{ 3 * PMD + PAGE, PMD + PAGE, PAGE, W });
	assert_segments(&s, "8 zero", { 100 * PMD, PMD, PMD, W });
}

TEST(contiguous_records_are_not_merged)
{
	struct scene s = scene_good(4 * PMD);

	assert_segments(&s, "1 - | 1 extent-boundary | 2 -",
			{ 0, PMD, PMD + PAGE, W },
			{ PMD + PAGE, 2 * PMD + PAGE, 3 * PMD - PAGE, W });
	assert_segments(&s, "4 -", { 0, PMD, 2 * PMD, W },
			{ 2 * PMD, 3 * PMD, 2 * PMD, W });
}

// The longest unwritten record of ext4 is one block short of 2^15.
TEST(the_limit_of_a_record_is_named)
{
	uint64_t most = ((UINT64_C(1) << 15) - 1) * PAGE;
	struct scene s = scene_good(32 * PMD);

	s.write = false;
	assert_segments(&s, "15 zero | 1 extent-limit | 16 zero",
			{ 0, PMD, most, U },
			{ most, PMD + most, 32 * PMD - most, U });
	s.fs_type = (char *)"xfs";
	assert_segments(&s, "15 zero | 1 extent-boundary | 16 zero",
			{ 0, PMD, most, U },
			{ most, PMD + most, 32 * PMD - most, U });
}

TEST(edges_of_file_and_mapping_split_segments)
{
	struct scene s = scene_good(5 * PMD + 1);

	assert_segments(&s, "5 - | 1 eof", { 0, PMD, 6 * PMD, W });
	s.vma_start = PMD + PAGE;
	s.vma_end = 4 * PMD + PAGE;
	assert_segments(&s, "1 vma-start | 2 - | 1 vma-end",
			{ 0, PMD, 6 * PMD, W });
}

TEST(a_mapping_longer_than_the_file_ends_in_bus_errors)
{
	struct scene s = scene_good(2 * PMD + 1);

	s.vma_end = 6 * PMD;
	assert_segments(&s, "2 - | 1 eof | 3 past-eof", { 0, PMD, 3 * PMD, W });
}

TEST(bad_blocks_split_the_extent_that_holds_them)
{
	struct scene s = scene_good(8 * PMD);

	// Sectors of the disk; the partition starts at 1 PMD.
	s.partition_start = PMD;
	cleanup_free char *text =
		xasprintf("%llu 8\n%llu 1\n",
			  (unsigned long long)((6 * PMD + PAGE) / 512),
			  (unsigned long long)((2 * PMD) / 512));
	gather_bad_ranges(&s, text, NULL);
	assert_int_equal(s.n_bad, 2);
	assert_segments(&s, "1 bad-block | 3 - | 1 bad-block | 3 -",
			{ 0, PMD, 8 * PMD, W });
	assert_segments(&s, "8 -", { 0, 20 * PMD, 8 * PMD, W });
	free(s.bad);
}

TEST(records_out_of_order_are_refused)
{
	struct scene s = scene_good(8 * PMD);
	cleanup_segments struct segments out = { 0 };
	const struct extent late = { 4 * PMD, 0, PMD, W };
	const struct extent early = { PMD, 0, PMD, W };
	const struct extent wraps = { 5 * PMD, 0, UINT64_MAX, W };
	struct predictor p;

	predict_begin(&p, &s, 0, 8, &out);
	assert_int_equal(predict_feed(&p, &late), 0);
	assert_int_equal(predict_feed(&p, &early), -EINVAL);
	assert_int_equal(predict_feed(&p, &wraps), -EINVAL);
}

// Gaps, states, lengths and colours at random, in order.
static size_t random_extents(struct rng *r, uint64_t size, struct extent *v,
			     size_t most)
{
	static const uint32_t flags[] = { 0, FIEMAP_EXTENT_UNWRITTEN,
					  FIEMAP_EXTENT_SHARED,
					  FIEMAP_EXTENT_UNKNOWN };
	uint64_t at = 0;
	size_t n = 0;

	while (n < most && at < size) {
		uint64_t unit = rng_below(r, 2) ? PMD : PAGE;
		uint64_t len = (1 + rng_below(r, 5)) * unit;

		if (rng_below(r, 3) == 0)
			at += rng_below(r, 5) * unit;
		v[n++] = (struct extent){
			at,
			rng_below(r, 3) ? at + 9 * PMD
					: at + rng_below(r, 99) * PAGE,
			len, flags[rng_below(r, ARRAY_SIZE(flags))]
		};
		at += len;
	}
	return n;
}

TEST(segments_cover_the_file_once_and_differ_from_their_neighbours)
{
	struct extent v[64];
	struct rng r = { 7 };

	for (unsigned round = 0; round < 2000; round++) {
		struct scene s = scene_good(1 + rng_below(&r, 60 * PMD));
		cleanup_segments struct segments out = { 0 };
		uint64_t next = 0;

		s.write = rng_below(&r, 2);
		size_t n = random_extents(&r, s.size, v, ARRAY_SIZE(v));
		predict(&s, v, n, &out);
		for (size_t i = 0; i < out.n; i++) {
			const struct segment *a = &out.v[i];

			assert_int_equal(a->first, next);
			assert_true(a->n > 0);
			assert_true(
				i == 0 ||
				a->predicted.rule != a[-1].predicted.rule ||
				a->predicted.class != a[-1].predicted.class ||
				a->zero != a[-1].zero);
			next += a->n;
		}
		assert_int_equal(next, scene_end_chunk(&s));
	}
}

static bool is_pmd(const struct segments *s, uint64_t chunk)
{
	for (size_t i = 0; i < s->n; i++)
		if (chunk - s->v[i].first < s->v[i].n)
			return s->v[i].predicted.class == CLASS_PMD;
	return false;
}

// Cutting a record in two, in the middle of a chunk, loses that chunk and no
// other: the same as saying that merged records promise too much.
TEST(cutting_a_record_loses_exactly_the_chunk_of_the_cut)
{
	struct rng r = { 11 };

	for (unsigned round = 0; round < 500; round++) {
		struct scene s = scene_good(16 * PMD);
		cleanup_segments struct segments whole = { 0 }, cut = { 0 };
		uint64_t chunk = rng_below(&r, 16);
		uint64_t at = chunk * PMD +
			      (1 + rng_below(&r, PMD / PAGE - 1)) * PAGE;
		const struct extent one[] = { { 0, PMD, 16 * PMD, W } };
		const struct extent two[] = {
			{ 0, PMD, at, W }, { at, PMD + at, 16 * PMD - at, W }
		};

		predict(&s, one, 1, &whole);
		predict(&s, two, 2, &cut);
		for (uint64_t c = 0; c < 16; c++) {
			assert_true(is_pmd(&whole, c));
			assert_int_equal(is_pmd(&cut, c), c != chunk);
		}
	}
}

// Where a walk begins in the middle of a record, as --range makes it.
TEST(a_range_predicts_what_the_whole_file_does)
{
	struct extent v[64];
	struct rng r = { 13 };

	for (unsigned round = 0; round < 500; round++) {
		struct scene s = scene_good(40 * PMD);
		cleanup_segments struct segments all = { 0 }, part = { 0 };
		size_t n = random_extents(&r, s.size, v, ARRAY_SIZE(v));

		predict(&s, v, n, &all);
		s.vma_start = rng_below(&r, 20) * PMD;
		predict(&s, v, n, &part);
		for (uint64_t c = s.vma_start / PMD; c < 40; c++)
			assert_int_equal(is_pmd(&all, c), is_pmd(&part, c));
	}
}

TEST(a_huge_sparse_file_costs_nothing)
{
	struct scene s = scene_good((UINT64_C(1) << 40) * PAGE);
	cleanup_segments struct segments out = { 0 };
	const struct extent one = { 5 * PMD, PMD, PAGE, W };

	predict(&s, &one, 1, &out);
	assert_int_equal(out.n, 3);
}

static enum finding compare(enum chunk_class class, enum observed seen,
			    bool scratch)
{
	struct scene s = scene_good(PMD);
	const struct segment one = { .n = 1,
				     .predicted = { class, NULL },
				     .looked = 1,
				     .observed = seen };

	s.scratch = scratch;
	return compare_one(&s, &one);
}

TEST(what_differs_is_a_finding)
{
	assert_int_equal(compare(CLASS_PMD, OBSERVED_PMD, false), FINDING_NONE);
	assert_int_equal(compare(CLASS_PTE, OBSERVED_PTE, false), FINDING_NONE);
	assert_int_equal(compare(CLASS_PMD, OBSERVED_PTE, false),
			 FINDING_STICKY);
	// Nobody else can have touched a file of our own.
	assert_int_equal(compare(CLASS_PMD, OBSERVED_PTE, true),
			 FINDING_UNEXPLAINED);
	assert_int_equal(compare(CLASS_PTE, OBSERVED_PMD, false),
			 FINDING_UNEXPLAINED);
	assert_int_equal(compare(CLASS_PMD, OBSERVED_SIGBUS, false),
			 FINDING_UNEXPLAINED);
	assert_int_equal(compare(CLASS_EITHER, OBSERVED_PTE, false),
			 FINDING_NONE);
	assert_int_equal(compare(CLASS_UNKNOWN, OBSERVED_PMD, false),
			 FINDING_NONE);
}

TEST(a_device_that_is_not_as_predicted_is_unexplained)
{
	static const enum observed as[] = {
		[CLASS_PUD] = OBSERVED_PUD,
		[CLASS_PMD] = OBSERVED_PMD,
		[CLASS_PTE] = OBSERVED_PTE,
		[CLASS_SIGBUS] = OBSERVED_SIGBUS,
		[CLASS_REFUSED] = OBSERVED_REFUSED,
	};
	struct scene s = scene_good(PMD);

	s.device = true;
	for (size_t c = 0; c < CLASSES; c++)
		for (unsigned o = OBSERVED_PMD; o < OBSERVATIONS; o++) {
			const struct segment one = {
				.n = 1,
				.predicted = { (enum chunk_class)c, NULL },
				.looked = 1,
				.observed = (enum observed)o
			};
			bool fits =
				o == OBSERVED_DISPUTED || (as[c] && as[c] == o);

			assert_int_equal(compare_one(&s, &one),
					 fits ? FINDING_NONE
					      : FINDING_UNEXPLAINED);
		}
}

// After a store that could have had either, the blocks say which it must be.
static enum finding settled(const char *by, enum observed seen,
			    enum chunk_class after)
{
	struct scene s = scene_good(PMD);
	const struct rule rule = { .name = by };
	const struct segment one = { .n = 1,
				     .predicted = { CLASS_EITHER, &rule },
				     .looked = 1,
				     .observed = seen,
				     .settled = true,
				     .after = after };

	s.scratch = s.write = true;
	return compare_one(&s, &one);
}

TEST(what_could_be_either_is_settled_by_the_blocks)
{
	const char *a = "allocator", *m = "mixed-state";

	assert_int_equal(settled(a, OBSERVED_PMD, CLASS_PMD), FINDING_NONE);
	assert_int_equal(settled(a, OBSERVED_PTE, CLASS_PTE), FINDING_NONE);
	assert_int_equal(settled(a, OBSERVED_PMD, CLASS_PTE),
			 FINDING_UNEXPLAINED);
	assert_int_equal(settled(a, OBSERVED_PTE, CLASS_PMD),
			 FINDING_UNEXPLAINED);
	assert_int_equal(settled(m, OBSERVED_PMD, CLASS_PTE),
			 FINDING_UNEXPLAINED);
	// The store may have completed the blocks after the kernel fell back.
	assert_int_equal(settled(m, OBSERVED_PTE, CLASS_PMD), FINDING_NONE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_extent_is_one_segment),
		cmocka_unit_test(gaps_are_holes_and_partial_ones_mix),
		cmocka_unit_test(contiguous_records_are_not_merged),
		cmocka_unit_test(the_limit_of_a_record_is_named),
		cmocka_unit_test(edges_of_file_and_mapping_split_segments),
		cmocka_unit_test(
			a_mapping_longer_than_the_file_ends_in_bus_errors),
		cmocka_unit_test(bad_blocks_split_the_extent_that_holds_them),
		cmocka_unit_test(records_out_of_order_are_refused),
		cmocka_unit_test(
			segments_cover_the_file_once_and_differ_from_their_neighbours),
		cmocka_unit_test(
			cutting_a_record_loses_exactly_the_chunk_of_the_cut),
		cmocka_unit_test(a_range_predicts_what_the_whole_file_does),
		cmocka_unit_test(a_huge_sparse_file_costs_nothing),
		cmocka_unit_test(what_differs_is_a_finding),
		cmocka_unit_test(
			a_device_that_is_not_as_predicted_is_unexplained),
		cmocka_unit_test(what_could_be_either_is_settled_by_the_blocks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
