// SPDX-License-Identifier: MIT
// A plan meets a device: what it decides, what it refuses, and that nothing is
// stored to it unasked. And what sysfs says of a device.
#include "unit.h"

#include "platform/daxnode.h"
#include "run/fit.h"

#define K (UINT64_C(1) << 10)
#define M (UINT64_C(1) << 20)
#define G (UINT64_C(1) << 30)

static unsigned allowed, refused;

static int allow(struct target *t, bool destroy, struct error *err)
{
	allowed += destroy;
	refused += !destroy;
	t->stores_allowed = destroy;
	return destroy ? 0 : error_usage(err, "stores");
}

static const struct target_class device_class = { .name = "devdax",
						  .allow_stores = allow };
static const struct target_class file_class = { .name = "fsdax" };

static const struct engine copy = {
	.name = "copy",
	.mapped = true,
	.ops = OP_BIT(OP_LOAD) | OP_BIT(OP_STORE) | OP_BIT(OP_READ) |
	       OP_BIT(OP_WRITE),
};
static const struct engine syncing = {
	.name = "syncing",
	.mapped = true,
	.ops = OP_BIT(OP_LOAD) | OP_BIT(OP_STORE) | OP_BIT(OP_READ) |
	       OP_BIT(OP_WRITE),
	.durability = DURABILITY_SYNCED,
};
static const struct engine calls = {
	.name = "calls", .ops = OP_BIT(OP_READ) | OP_BIT(OP_WRITE)
};

static const struct engine maker = { .name = "maker",
				     .mapped = true,
				     .calls = true,
				     .ops = OP_BIT(OP_PREFAULT) |
					    OP_BIT(OP_MIX) };
static const struct workload made_ready = { .name = "made-ready",
					    .asked = PAGE_SIZE_ANY,
					    .unit = UNIT_CHUNK,
					    .op = OP_PREFAULT,
					    .write = true,
					    .engine = "maker" };
static const struct workload mixed_up = { .name = "mixed-up",
					  .asked = PAGE_SIZE_ANY,
					  .unit = UNIT_BLOCK,
					  .op = OP_MIX,
					  .write = true,
					  .engine = "maker" };

static const struct workload of_entries = { .name = "of-entries",
					    .asked = PAGE_SIZE_ANY,
					    .unit = UNIT_ENTRY,
					    .engine = "copy" };
static const struct workload of_pages = { .name = "of-pages",
					  .asked = PAGE_SIZE_PTE,
					  .unit = UNIT_PAGE,
					  .engine = "copy" };
static const struct workload stored_first = { .name = "stored-first",
					      .asked = PAGE_SIZE_ANY,
					      .unit = UNIT_BLOCK,
					      .stage = STAGE_STORE_ALL,
					      .engine = "copy" };
static const struct workload synced_first = { .name = "synced-first",
					      .asked = PAGE_SIZE_ANY,
					      .unit = UNIT_ENTRY,
					      .stage = STAGE_STORE_SYNC,
					      .engine = "copy" };

static struct target device(enum page_size only)
{
	struct target t = {
		.cls = &device_class,
		.path = (char *)"/dev/dax0.0",
		.geo = { 4 * K, 2 * M, G, "a test", 0 },
		.capacity = 8 * G,
		.only = only,
	};

	if (only == PAGE_SIZE_PUD)
		t.geo.chunk_bytes = G;
	return t;
}

// As options leave it when nothing but the workload was given.
static struct run_plan plan_of(const struct workload *w)
{
	return (struct run_plan){
		.workload = w,
		.engine = &copy,
		.layout = { .size = 64 * M, .extents = LAYOUT_UNWRITTEN },
		.page = w->asked == PAGE_SIZE_ANY ? PAGE_SIZE_PMD : w->asked,
		.expected =
			w->asked == PAGE_SIZE_ANY ? PAGE_SIZE_PMD : w->asked,
		.block = 4 * K,
		.depth = 1,
		.threads = 1,
		.page_open = w->asked == PAGE_SIZE_ANY,
		.extents_open = true,
	};
}

static int fit(struct run_plan *plan, enum page_size only, bool destroy,
	       struct error *err)
{
	struct target t = device(only);

	allowed = refused = 0;
	*err = (struct error){ 0 };
	return run_plan_fit(plan, &t, destroy, err);
}

// The engines that the hint names are registered ones, and do it.
TEST(calls_that_need_a_file_are_refused_with_what_works_instead)
{
	struct run_plan plan = plan_of(&made_ready);
	struct error err;

	plan.engine = &maker;
	plan.write = true;
	assert_int_equal(fit(&plan, PAGE_SIZE_PMD, true, &err), -EINVAL);
	assert_contains(err.text, "'maker'");
	assert_contains(err.text, "/dev/dax0.0");
	assert_contains(err.hint, "'made-ready' works with: ");
	assert_contains(err.hint, "copy");
	assert_contains(err.hint, "populate-write");
	assert_null(strstr(err.hint, "fallocate"));
	assert_null(strstr(err.hint, "pwrite-zeros"));
	plan = plan_of(&mixed_up);
	plan.engine = &maker;
	plan.write = true;
	assert_int_equal(fit(&plan, PAGE_SIZE_PMD, true, &err), -EINVAL);
	assert_contains(err.hint, "give --target a directory");
}

TEST(a_device_has_no_files_for_each)
{
	struct run_plan plan = plan_of(&made_ready);
	struct error err;

	plan.threads = plan.layout.files = 2;
	plan.sharing = SHARE_OWN_FILE;
	assert_int_equal(fit(&plan, PAGE_SIZE_PMD, true, &err), -EINVAL);
	assert_contains(err.text, "'/dev/dax0.0' has no files");
	assert_contains(err.hint, "own-chunk");
}

// Whatever is registered: what calls the kernel with a descriptor of a file
// is refused, the rest is not for that reason.
TEST(of_all_engines_those_that_only_map_take_a_device)
{
	registry_for_each (w, workload) {
		registry_for_each (e, engine) {
			struct run_plan plan = plan_of(*w);
			struct error err;

			plan.engine = *e;
			plan.write = (*w)->write;
			plan.writes = 4;
			plan.sharing = (*w)->sharing;
			if ((*w)->parties)
				plan.threads = (*w)->parties;
			if (!workload_takes(*w, *e, plan.write) ||
			    ((*w)->durable &&
			     (*e)->durability == DURABILITY_NONE))
				continue;
			if (!(*e)->mapped)
				plan.page = plan.expected = PAGE_SIZE_NONE;
			bool taken = (*e)->mapped && !(*e)->calls &&
				     (*e)->durability != DURABILITY_SYNCED &&
				     (*w)->stage != STAGE_STORE_SYNC &&
				     plan.page == PAGE_SIZE_PMD;
			int rc = fit(&plan, PAGE_SIZE_PMD, true, &err);
			if ((rc == 0) != taken)
				fail_msg("%s by %s: %d %s", (*w)->name,
					 (*e)->name, rc, err.text);
			if (rc < 0)
				assert_true(err.hint[0]);
		}
	}
}

TEST(what_is_open_follows_the_device)
{
	static const enum page_size sizes[] = { PAGE_SIZE_PTE, PAGE_SIZE_PMD,
						PAGE_SIZE_PUD };
	struct error err;

	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
		struct run_plan plan = plan_of(&of_entries);

		plan.layout.size = G;
		assert_int_equal(fit(&plan, sizes[i], false, &err), 0);
		assert_int_equal(plan.page, sizes[i]);
		assert_int_equal(plan.expected, sizes[i]);
		assert_int_equal(plan.layout.extents, LAYOUT_DEVICE);
		assert_true(plan.flush_suffices);
	}
}

TEST(an_expectation_that_was_given_stays)
{
	struct run_plan plan = plan_of(&of_entries);
	struct error err;

	plan.expect_given = true;
	plan.expected = PAGE_SIZE_PTE;
	assert_int_equal(fit(&plan, PAGE_SIZE_PMD, false, &err), 0);
	assert_int_equal(plan.expected, PAGE_SIZE_PTE);
}

TEST(other_entries_than_its_own_are_refused)
{
	struct run_plan plan = plan_of(&of_pages);
	struct error err;

	assert_int_equal(fit(&plan, PAGE_SIZE_PMD, true, &err), -EINVAL);
	assert_int_equal(err.kind, ERROR_USAGE);
	assert_contains(err.text, "2 MiB");
	plan = plan_of(&of_entries);
	plan.page_open = false;
	assert_int_equal(fit(&plan, PAGE_SIZE_PTE, true, &err), -EINVAL);
	assert_contains(err.text, "4 KiB");
	assert_int_equal(allowed + refused, 0);
}

TEST(a_size_is_counted_in_entries_of_the_device)
{
	struct run_plan plan = plan_of(&of_entries);
	struct error err;

	assert_int_equal(fit(&plan, PAGE_SIZE_PUD, false, &err), -EINVAL);
	assert_contains(err.text, "PUD");
	assert_contains(err.hint, "--size 1GiB");
}

TEST(extents_are_refused)
{
	struct run_plan plan = plan_of(&of_entries);
	struct error err;

	plan.extents_open = false;
	assert_int_equal(fit(&plan, PAGE_SIZE_PMD, true, &err), -EINVAL);
	assert_contains(err.text, "no extents");
}

TEST(what_needs_calls_of_a_file_is_refused)
{
	struct run_plan plan = plan_of(&of_entries);
	struct error err;

	plan.engine = &syncing;
	assert_int_equal(fit(&plan, PAGE_SIZE_PMD, true, &err), -EINVAL);
	assert_contains(err.hint, "--engine pmem");
	plan.engine = &calls;
	plan.page = PAGE_SIZE_NONE;
	assert_int_equal(fit(&plan, PAGE_SIZE_PMD, true, &err), -EINVAL);
	assert_contains(err.text, "no such calls");
	plan = plan_of(&synced_first);
	assert_int_equal(fit(&plan, PAGE_SIZE_PMD, true, &err), -EINVAL);
	assert_contains(err.text, "msync");
}

TEST(stores_are_allowed_only_when_asked)
{
	struct run_plan plan = plan_of(&of_entries);
	struct error err;

	assert_int_equal(fit(&plan, PAGE_SIZE_PMD, false, &err), 0);
	assert_int_equal(allowed + refused, 0);
	plan = plan_of(&of_entries);
	plan.write = true;
	assert_true(fit(&plan, PAGE_SIZE_PMD, false, &err) < 0);
	assert_int_equal(refused, 1);
	plan = plan_of(&of_entries);
	plan.write = true;
	assert_int_equal(fit(&plan, PAGE_SIZE_PMD, true, &err), 0);
	assert_int_equal(allowed, 1);
}

// It only reads in its timed part.
TEST(a_stage_that_stores_asks_too)
{
	struct run_plan plan = plan_of(&stored_first);
	struct error err;

	assert_true(fit(&plan, PAGE_SIZE_PMD, false, &err) < 0);
	assert_int_equal(refused, 1);
}

TEST(a_file_is_left_as_it_is_but_has_no_puds)
{
	struct target t = { .cls = &file_class,
			    .geo = { 4 * K, 2 * M, G, "a test", 0 } };
	struct run_plan plan = plan_of(&of_entries);
	struct error err = { 0 };

	plan.write = true;
	assert_int_equal(run_plan_fit(&plan, &t, false, &err), 0);
	assert_int_equal(plan.page, PAGE_SIZE_PMD);
	assert_int_equal(plan.layout.extents, LAYOUT_UNWRITTEN);
	plan.page = PAGE_SIZE_PUD;
	assert_int_equal(run_plan_fit(&plan, &t, false, &err), -EINVAL);
	assert_contains(err.hint, "-a 1G");
}

static void put_node(const char *root, const char *file, const char *text)
{
	cleanup_free char *path =
		xasprintf("%s/sys/dev/char/252:3/%s", root, file);

	unit_put(path, text);
}

static void make_node(const char *root)
{
	static const char *const parts[] = { "sys", "sys/dev", "sys/dev/char",
					     "sys/dev/char/252:3",
					     "sys/dev/char/dax_region" };

	for (size_t i = 0; i < ARRAY_SIZE(parts); i++) {
		cleanup_free char *path = xasprintf("%s/%s", root, parts[i]);

		assert_int_equal(mkdir(path, 0700), 0);
	}
	cleanup_free char *link =
		xasprintf("%s/sys/dev/char/252:3/subsystem", root);
	assert_int_equal(symlink("../../../bus/dax", link), 0);
}

TEST(sysfs_tells_of_a_node)
{
	const struct sysroot sr = { *state };
	struct daxnode n;
	struct error err = { 0 };

	make_node(*state);
	assert_true(daxnode_is(&sr, 252, 3));
	assert_false(daxnode_is(&sr, 1, 3));
	assert_true(daxnode_read(&n, &sr, 252, 3, &err) < 0);
	put_node(*state, "size", "1054867456\n");
	assert_true(daxnode_read(&n, &sr, 252, 3, &err) < 0);
	// Before Linux 5.10 only the region has it.
	put_node(*state, "../dax_region/align", "2097152\n");
	assert_int_equal(daxnode_read(&n, &sr, 252, 3, &err), 0);
	assert_int_equal(n.align, 2 * M);
	put_node(*state, "align", "4096\n");
	assert_int_equal(daxnode_read(&n, &sr, 252, 3, &err), 0);
	assert_int_equal(n.align, 4 * K);
	assert_int_equal(n.size, 1054867456);
	// The seed of a region.
	put_node(*state, "size", "0\n");
	assert_int_equal(daxnode_read(&n, &sr, 252, 3, &err), -ENODATA);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			calls_that_need_a_file_are_refused_with_what_works_instead),
		cmocka_unit_test(
			of_all_engines_those_that_only_map_take_a_device),
		cmocka_unit_test(what_is_open_follows_the_device),
		cmocka_unit_test(an_expectation_that_was_given_stays),
		cmocka_unit_test(other_entries_than_its_own_are_refused),
		cmocka_unit_test(a_size_is_counted_in_entries_of_the_device),
		cmocka_unit_test(extents_are_refused),
		cmocka_unit_test(what_needs_calls_of_a_file_is_refused),
		cmocka_unit_test(stores_are_allowed_only_when_asked),
		cmocka_unit_test(a_stage_that_stores_asks_too),
		cmocka_unit_test(a_file_is_left_as_it_is_but_has_no_puds),
		cmocka_unit_test(a_device_has_no_files_for_each),
		TEST_IN_DIR(sysfs_tells_of_a_node),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
