// SPDX-License-Identifier: MIT
// What is refused before a run, and its parameters.
#include "unit.h"

#include "run/plan.h"

#define M (UINT64_C(1) << 20)

static const struct geometry geo = { 4096, 2 * M, 1024 * M, "a test", 0 };

static const struct workload of_chunks = { .name = "of-chunks",
					   .asked = PAGE_SIZE_PMD,
					   .unit = UNIT_CHUNK,
					   .engine = "through-map" };
static const struct workload of_pages = { .name = "of-pages",
					  .asked = PAGE_SIZE_PTE,
					  .unit = UNIT_PAGE,
					  .engine = "through-map" };
static const struct workload of_entries = { .name = "of-entries",
					    .asked = PAGE_SIZE_ANY,
					    .unit = UNIT_ENTRY,
					    .engine = "through-map" };
static const struct workload of_blocks = { .name = "of-blocks",
					   .asked = PAGE_SIZE_ANY,
					   .unit = UNIT_BLOCK,
					   .engine = "through-map" };
static const struct workload unmapped = { .name = "unmapped",
					  .asked = PAGE_SIZE_NONE,
					  .unit = UNIT_BLOCK,
					  .engine = "by-descriptor" };
static const struct workload durable = { .name = "durable",
					 .asked = PAGE_SIZE_ANY,
					 .unit = UNIT_BLOCK,
					 .durable = true,
					 .engine = "durable-map" };

#define BLOCK_OPS (OP_BIT(OP_READ) | OP_BIT(OP_WRITE))
#define ALL_OPS (OP_BIT(OP_LOAD) | OP_BIT(OP_STORE) | BLOCK_OPS)

static const struct engine through_map = { .name = "through-map",
					   .mapped = true,
					   .ops = ALL_OPS };
static const struct engine only_stores = { .name = "only-stores",
					   .mapped = true,
					   .ops = OP_BIT(OP_STORE) |
						  OP_BIT(OP_WRITE) };
static const struct engine flushing = { .name = "flushing",
					.mapped = true,
					.ops = ALL_OPS,
					.durability = DURABILITY_FLUSHED };
static const struct engine by_descriptor = { .name = "by-descriptor",
					     .ops = BLOCK_OPS };
static const struct engine queueing = { .name = "queueing",
					.queued = true,
					.ops = BLOCK_OPS };
static const struct engine durable_descriptor = {
	.name = "durable-descriptor",
	.ops = BLOCK_OPS,
	.durability = DURABILITY_SYNCED,
};

static struct run_plan plan_of(uint64_t size, unsigned threads)
{
	return (struct run_plan){
		.workload = &of_chunks,
		.engine = &through_map,
		.page = PAGE_SIZE_PMD,
		.latency = true,
		.block = 4096,
		.depth = 1,
		.layout = { .size = size, .extents = LAYOUT_UNWRITTEN },
		.repeat = 10,
		.warmup = 1,
		.threads = threads,
		.seed = 1,
	};
}

static void expect_refusal(uint64_t size, unsigned threads, const char *text,
			   const char *hint)
{
	struct run_plan plan = plan_of(size, threads);
	struct error err = { 0 };

	assert_int_equal(run_plan_check(&plan, &geo, &err), -EINVAL);
	assert_int_equal(err.kind, ERROR_USAGE);
	assert_contains(err.text, text);
	assert_contains(err.hint, hint);
}

TEST(whole_chunks_are_accepted)
{
	static const uint64_t sizes[] = { 2 * M, 64 * M, 1 << 30,
					  UINT64_C(1) << 42 };
	struct error err = { 0 };

	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
		struct run_plan plan = plan_of(sizes[i], 1);

		assert_int_equal(run_plan_check(&plan, &geo, &err), 0);
	}
	assert_int_equal(err.code, 0);
}

TEST(a_size_that_is_no_multiple_names_the_next_one)
{
	expect_refusal(3 * M, 1, "2 MiB, not 3 MiB", "use --size 4MiB");
	expect_refusal(1, 1, "2 MiB, not 1 B", "use --size 2MiB");
	expect_refusal(2 * M + 1, 1, "not 2097153 B", "use --size 4MiB");
}

TEST(no_size_at_all_is_refused)
{
	expect_refusal(0, 1, "2 MiB, not 0 B", "use --size 2MiB");
}

// The next multiple of the largest integer would be 0.
TEST(a_size_near_the_largest_integer_is_refused)
{
	expect_refusal(UINT64_MAX, 1, "PMD size", "use --size 2MiB");
}

TEST(a_thread_a_chunk_is_the_most)
{
	struct run_plan plan = plan_of(8 * M, 4);
	struct error err = { 0 };

	assert_int_equal(run_plan_check(&plan, &geo, &err), 0);
	expect_refusal(8 * M, 5, "--threads 5 is more than the 4 chunks",
		       "fewer threads");
}

static struct run_plan plan_with(const struct workload *workload,
				 const struct engine *engine, bool write)
{
	struct run_plan plan = plan_of(8 * M, 1);

	plan.workload = workload;
	plan.engine = engine;
	plan.write = write;
	plan.page = !engine->mapped                    ? PAGE_SIZE_NONE
		    : workload->asked == PAGE_SIZE_ANY ? PAGE_SIZE_PMD
						       : workload->asked;
	return plan;
}

static void expect_accepted(const struct run_plan *plan)
{
	struct error err = { 0 };

	if (run_plan_check(plan, &geo, &err) != 0)
		fail_msg("%s", err.text);
	assert_int_equal(err.code, 0);
}

static void expect_refused(const struct run_plan *plan, const char *text,
			   const char *hint)
{
	struct error err = { 0 };

	assert_int_equal(run_plan_check(plan, &geo, &err), -EINVAL);
	assert_int_equal(err.kind, ERROR_USAGE);
	assert_contains(err.text, text);
	assert_contains(err.hint, hint);
}

TEST(shared_extents_are_mapped_by_pte_only)
{
	struct run_plan plan = plan_with(&of_entries, &through_map, true);

	plan.layout.extents = LAYOUT_SHARED;
	expect_refused(&plan, "shared extents are mapped by PTE only",
		       "use --page pte");
	plan.page = PAGE_SIZE_PTE;
	expect_accepted(&plan);
	plan = plan_with(&of_chunks, &through_map, true);
	plan.layout.extents = LAYOUT_SHARED;
	expect_refused(&plan, "PTE only", "cow-reflink");
	plan = plan_with(&of_pages, &through_map, true);
	plan.layout.extents = LAYOUT_SHARED;
	expect_accepted(&plan);
	plan = plan_with(&unmapped, &by_descriptor, true);
	plan.layout.extents = LAYOUT_SHARED;
	expect_accepted(&plan);
}

// Of shared blocks nothing is shared any more the second time.
TEST(calls_that_unshare_do_so_once)
{
	const struct workload w = { .name = "again",
				    .asked = PAGE_SIZE_NONE,
				    .unit = UNIT_BLOCK,
				    .stationary = true,
				    .engine = "by-descriptor" };
	struct run_plan plan = plan_with(&w, &by_descriptor, true);

	plan.ops = 1000;
	plan.layout.extents = LAYOUT_WRITTEN;
	expect_accepted(&plan);
	plan.layout.extents = LAYOUT_SHARED;
	expect_refused(&plan, "finds shared extents once only",
		       "use --extents written");
	plan.write = false;
	expect_accepted(&plan);
}

TEST(a_file_that_ends_inside_a_chunk_is_touched_once_a_chunk)
{
	const struct engine touches = { .name = "touches",
					.mapped = true,
					.ops = ALL_OPS };
	struct run_plan plan = plan_with(&of_chunks, &touches, true);

	plan.layout.beyond = M;
	expect_accepted(&plan);
	plan = plan_with(&of_entries, &touches, false);
	plan.layout.beyond = M;
	expect_accepted(&plan);
	plan.page = PAGE_SIZE_PTE;
	expect_refused(&plan, "--eof-inside is for touches of one byte",
		       "--page pmd");
	plan = plan_with(&of_blocks, &touches, true);
	plan.layout.beyond = M;
	expect_refused(&plan, "--eof-inside", "pmd-fault");
	plan = plan_with(&unmapped, &by_descriptor, true);
	plan.layout.beyond = M;
	expect_refused(&plan, "--eof-inside", "pmd-fault");
}

TEST(a_direct_engine_takes_whole_sectors)
{
	const struct engine direct = { .name = "by-sectors",
				       .mapped = true,
				       .sector = 512,
				       .ops = ALL_OPS };
	struct run_plan plan = plan_with(&of_blocks, &direct, false);

	expect_accepted(&plan);
	plan.block = 512;
	expect_accepted(&plan);
	plan.block = 256;
	expect_refused(&plan, "takes sectors of 512 bytes, not 256 B",
		       "use --block-size 512");
}

// The operation is another one by --access write.
TEST(an_engine_that_only_reads_says_so)
{
	const struct workload w = { .name = "hold",
				    .asked = PAGE_SIZE_ANY,
				    .unit = UNIT_BLOCK,
				    .op = OP_PIN,
				    .op_write = OP_FILL,
				    .engine = "reads" };
	const struct engine reads = { .name = "reads",
				      .mapped = true,
				      .ops = OP_BIT(OP_PIN) };
	struct run_plan plan = plan_with(&w, &reads, false);

	expect_accepted(&plan);
	plan.write = true;
	expect_refused(&plan, "'reads' cannot do what 'hold' asks for",
		       "--access read");
}

TEST(blocks_that_divide_a_chunk_are_accepted)
{
	static const uint64_t blocks[] = { 1, 64, 4096, 65536, M, 2 * M };
	struct run_plan plan = plan_with(&of_blocks, &through_map, true);

	for (size_t i = 0; i < ARRAY_SIZE(blocks); i++) {
		plan.block = blocks[i];
		expect_accepted(&plan);
	}
}

TEST(blocks_that_do_not_divide_a_chunk_are_refused)
{
	static const uint64_t blocks[] = { 0,     3,     100,       3 * 4096,
					   3 * M, 4 * M, UINT64_MAX };
	struct run_plan plan = plan_with(&of_blocks, &through_map, true);

	for (size_t i = 0; i < ARRAY_SIZE(blocks); i++) {
		plan.block = blocks[i];
		expect_refused(&plan, "does not divide the PMD size",
			       "power of two up to the PMD size");
	}
	plan.block = 0;
	expect_refused(&plan, "--block-size 0 B does", "");
	plan.block = 4 * M;
	expect_refused(&plan, "--block-size 4 MiB does", "");
}

TEST(a_workload_without_blocks_asks_nothing_of_their_size)
{
	struct run_plan plan = plan_with(&of_entries, &through_map, true);

	plan.block = 3;
	expect_accepted(&plan);
}

TEST(an_engine_that_cannot_do_the_operation_is_refused)
{
	struct run_plan plan = plan_with(&of_pages, &only_stores, false);

	expect_refused(
		&plan,
		"engine 'only-stores' cannot do what 'of-pages' asks for",
		"its own is --engine through-map");
	plan.write = true;
	expect_accepted(&plan);
	plan = plan_with(&of_blocks, &only_stores, false);
	expect_refused(&plan, "'only-stores' cannot do", "--engine");
	plan.write = true;
	expect_accepted(&plan);
}

TEST(a_workload_without_a_mapping_refuses_an_engine_that_needs_one)
{
	struct run_plan plan = plan_with(&unmapped, &through_map, true);

	expect_refused(
		&plan,
		"engine 'through-map' cannot do what 'unmapped' asks for",
		"its own is --engine by-descriptor");
	plan = plan_with(&unmapped, &by_descriptor, true);
	expect_accepted(&plan);
	plan = plan_with(&unmapped, &by_descriptor, false);
	expect_accepted(&plan);
	plan = plan_with(&unmapped, &queueing, false);
	expect_accepted(&plan);
}

TEST(a_workload_of_a_mapping_refuses_an_engine_without)
{
	const struct workload *const mapped[] = { &of_chunks, &of_pages,
						  &of_entries, &of_blocks };

	for (size_t i = 0; i < ARRAY_SIZE(mapped); i++) {
		struct run_plan plan =
			plan_with(mapped[i], &by_descriptor, true);

		expect_refused(&plan, "engine 'by-descriptor' cannot do",
			       "--engine through-map");
	}
}

TEST(a_durable_workload_refuses_an_engine_that_promises_nothing)
{
	struct run_plan plan = plan_with(&durable, &through_map, true);

	expect_refused(
		&plan,
		"engine 'through-map' does not make durable what 'durable' writes",
		"--engine msync, dsync or pmem");
	plan = plan_with(&durable, &by_descriptor, true);
	expect_refused(&plan, "does not make durable", "--engine msync");
}

TEST(a_durable_workload_takes_any_engine_that_promises_it)
{
	struct run_plan plan = plan_with(&durable, &flushing, true);

	expect_accepted(&plan);
	plan = plan_with(&durable, &durable_descriptor, true);
	expect_accepted(&plan);
}

TEST(blocks_are_read_and_written_and_bytes_loaded_and_stored)
{
	static const struct {
		const struct workload *workload;
		enum op_kind read, write;
	} rows[] = {
		{ &of_chunks, OP_LOAD, OP_STORE },
		{ &of_pages, OP_LOAD, OP_STORE },
		{ &of_entries, OP_LOAD, OP_STORE },
		{ &of_blocks, OP_READ, OP_WRITE },
		{ &unmapped, OP_READ, OP_WRITE },
		{ &durable, OP_READ, OP_WRITE },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct run_plan plan =
			plan_with(rows[i].workload, &through_map, false);

		assert_int_equal(run_plan_op(&plan), rows[i].read);
		plan.write = true;
		assert_int_equal(run_plan_op(&plan), rows[i].write);
	}
}

TEST(steps_follow_from_the_unit_the_pages_and_the_block)
{
	static const struct {
		const struct workload *workload;
		uint64_t by_pmd, by_pte;
	} rows[] = {
		{ &of_chunks, 2 * M, 2 * M },
		{ &of_pages, 4096, 4096 },
		{ &of_entries, 2 * M, 4096 },
		{ &of_blocks, 256, 256 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct run_plan plan =
			plan_with(rows[i].workload, &through_map, true);

		plan.block = 256;
		plan.page = PAGE_SIZE_PMD;
		assert_int_equal(run_plan_step(&plan, &geo), rows[i].by_pmd);
		plan.page = PAGE_SIZE_PTE;
		assert_int_equal(run_plan_step(&plan, &geo), rows[i].by_pte);
	}
}

// What witnesses take for the touches of a chunk: those of the stage, which
// come first, else the timed ones.
TEST(first_touches_follow_from_the_stage_and_the_unit)
{
	static const struct {
		enum workload_stage stage;
		enum workload_unit unit;
		uint64_t by_pmd, by_pte;
	} rows[] = {
		{ STAGE_NONE, UNIT_CHUNK, 1, 1 },
		{ STAGE_NONE, UNIT_PAGE, 512, 512 },
		{ STAGE_NONE, UNIT_ENTRY, 1, 512 },
		{ STAGE_NONE, UNIT_BLOCK, 32, 32 },
		{ STAGE_LOAD, UNIT_CHUNK, 1, 512 },
		{ STAGE_LOAD, UNIT_PAGE, 1, 512 },
		{ STAGE_LOAD, UNIT_ENTRY, 1, 512 },
		{ STAGE_LOAD, UNIT_BLOCK, 1, 512 },
		{ STAGE_STORE_SYNC, UNIT_CHUNK, 1, 512 },
		{ STAGE_STORE_SYNC, UNIT_PAGE, 1, 512 },
		{ STAGE_STORE_SYNC, UNIT_ENTRY, 1, 512 },
		{ STAGE_STORE_SYNC, UNIT_BLOCK, 1, 512 },
		{ STAGE_LOAD_ALL, UNIT_CHUNK, 512, 512 },
		{ STAGE_LOAD_ALL, UNIT_PAGE, 512, 512 },
		{ STAGE_LOAD_ALL, UNIT_ENTRY, 512, 512 },
		{ STAGE_LOAD_ALL, UNIT_BLOCK, 512, 512 },
		{ STAGE_STORE_ALL, UNIT_CHUNK, 512, 512 },
		{ STAGE_STORE_ALL, UNIT_PAGE, 512, 512 },
		{ STAGE_STORE_ALL, UNIT_ENTRY, 512, 512 },
		{ STAGE_STORE_ALL, UNIT_BLOCK, 512, 512 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const struct workload w = { .name = "test",
					    .asked = PAGE_SIZE_ANY,
					    .unit = rows[i].unit,
					    .stage = rows[i].stage };
		struct run_plan plan = plan_with(&w, &through_map, true);

		plan.block = 65536;
		assert_int_equal(run_plan_first_touches(&plan, &geo),
				 rows[i].by_pmd);
		plan.page = PAGE_SIZE_PTE;
		assert_int_equal(run_plan_first_touches(&plan, &geo),
				 rows[i].by_pte);
	}
}

TEST(stages_have_names)
{
	for (int a = STAGE_NONE; a <= STAGE_STORE_ALL; a++)
		for (int b = STAGE_NONE; b < a; b++)
			assert_string_not_equal(workload_stage_name(a),
						workload_stage_name(b));
	assert_string_equal(workload_stage_name(STAGE_NONE), "nothing");
}

// A parameter that has no effect is not recorded as if it had.
TEST(block_size_and_depth_are_recorded_where_they_count)
{
	const struct run_plan chunks = plan_with(&of_chunks, &through_map, 1);
	struct run_plan deep = plan_with(&unmapped, &queueing, true);
	cleanup_facts struct facts few = { 0 }, all = { 0 };

	run_plan_facts(&chunks, &few);
	assert_null(facts_find(&few, "block_size"));
	assert_null(facts_find(&few, "iodepth"));
	assert_string_equal(facts_get_text(&few, "page"), "pmd");
	assert_string_equal(facts_get_text(&few, "stage"), "nothing");
	assert_int_equal(facts_find(&few, "latency")->number, 1);
	deep.block = 65536;
	deep.depth = 32;
	deep.latency = false;
	run_plan_facts(&deep, &all);
	assert_int_equal(facts_find(&all, "block_size")->number, 65536);
	assert_int_equal(facts_find(&all, "iodepth")->number, 32);
	assert_string_equal(facts_get_text(&all, "page"), "none");
	assert_int_equal(facts_find(&all, "latency")->number, 0);
}

TEST(parameters_are_recorded_as_facts)
{
	struct run_plan plan = plan_of(64 * M, 3);
	cleanup_facts struct facts f = { 0 };

	plan.write = true;
	plan.random = true;
	plan.sync = true;
	plan.layout.extents = LAYOUT_HOLE;
	run_plan_facts(&plan, &f);
	assert_int_equal(facts_find(&f, "size")->number, 64 * M);
	assert_string_equal(facts_get_text(&f, "extents"), "hole");
	assert_string_equal(facts_get_text(&f, "access"), "write");
	assert_string_equal(facts_get_text(&f, "order"), "random");
	assert_int_equal(facts_find(&f, "sync")->number, 1);
	assert_int_equal(facts_find(&f, "threads")->number, 3);
	assert_int_equal(facts_find(&f, "repeat")->number, 10);
	assert_int_equal(facts_find(&f, "warmup")->number, 1);
	assert_int_equal(facts_find(&f, "seed")->number, 1);
}

TEST(the_opposite_parameters_are_told_apart)
{
	struct run_plan plan = plan_of(64 * M, 1);
	cleanup_facts struct facts f = { 0 };

	plan.layout.extents = LAYOUT_WRITTEN;
	run_plan_facts(&plan, &f);
	assert_string_equal(facts_get_text(&f, "extents"), "written");
	assert_string_equal(facts_get_text(&f, "access"), "read");
	assert_string_equal(facts_get_text(&f, "order"), "sequential");
	assert_int_equal(facts_find(&f, "sync")->number, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whole_chunks_are_accepted),
		cmocka_unit_test(a_size_that_is_no_multiple_names_the_next_one),
		cmocka_unit_test(no_size_at_all_is_refused),
		cmocka_unit_test(a_size_near_the_largest_integer_is_refused),
		cmocka_unit_test(a_thread_a_chunk_is_the_most),
		cmocka_unit_test(shared_extents_are_mapped_by_pte_only),
		cmocka_unit_test(
			a_file_that_ends_inside_a_chunk_is_touched_once_a_chunk),
		cmocka_unit_test(a_direct_engine_takes_whole_sectors),
		cmocka_unit_test(an_engine_that_only_reads_says_so),
		cmocka_unit_test(calls_that_unshare_do_so_once),
		cmocka_unit_test(blocks_that_divide_a_chunk_are_accepted),
		cmocka_unit_test(blocks_that_do_not_divide_a_chunk_are_refused),
		cmocka_unit_test(
			a_workload_without_blocks_asks_nothing_of_their_size),
		cmocka_unit_test(
			an_engine_that_cannot_do_the_operation_is_refused),
		cmocka_unit_test(
			a_workload_without_a_mapping_refuses_an_engine_that_needs_one),
		cmocka_unit_test(
			a_workload_of_a_mapping_refuses_an_engine_without),
		cmocka_unit_test(
			a_durable_workload_refuses_an_engine_that_promises_nothing),
		cmocka_unit_test(
			a_durable_workload_takes_any_engine_that_promises_it),
		cmocka_unit_test(
			blocks_are_read_and_written_and_bytes_loaded_and_stored),
		cmocka_unit_test(
			steps_follow_from_the_unit_the_pages_and_the_block),
		cmocka_unit_test(
			first_touches_follow_from_the_stage_and_the_unit),
		cmocka_unit_test(stages_have_names),
		cmocka_unit_test(
			block_size_and_depth_are_recorded_where_they_count),
		cmocka_unit_test(parameters_are_recorded_as_facts),
		cmocka_unit_test(the_opposite_parameters_are_told_apart),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
