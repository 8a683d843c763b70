// SPDX-License-Identifier: MIT
// Each rule alone: what satisfies it, what makes it block, degrade or not
// know, and that only it minds.
#include "unit.h"

#include "explain-scene.h"

static const struct rule *rule_named(const char *name)
{
	registry_for_each (it, rule)
		if (strcmp((*it)->name, name) == 0)
			return *it;
	fail_msg("there is no rule '%s'", name);
	return NULL;
}

static enum answer ask(const char *name, const struct chunk_view *v)
{
	return rule_named(name)->examine(v);
}

// The class, and by which rule ("" for none).
static void assert_predicted(const struct chunk_view *v, enum chunk_class class,
			     const char *name)
{
	struct prediction p;
	struct rules r;

	rules_collect(&r);
	rules_predict(&r, v, &p);
	assert_string_equal(p.rule ? p.rule->name : "", name);
	assert_int_equal(p.class, class);
}

#define SPOIL(change_scene, change_view, class, name)                          \
	do {                                                                   \
		struct scene s = scene_good(4 * PMD);                          \
		struct chunk_view v = view_good(&s);                           \
		change_scene;                                                  \
		v.place = place_of(&s, v.delta);                               \
		change_view;                                                   \
		assert_predicted(&v, class, name);                             \
	} while (0)

TEST(nothing_stands_against_a_good_chunk)
{
	SPOIL(, , CLASS_PMD, "");
	SPOIL(s.write = true, , CLASS_PMD, "");
	SPOIL(s.is_private = true, , CLASS_PMD, "");
	SPOIL(s.write = true, v.state = CHUNK_UNWRITTEN, CLASS_PMD, "");
}

TEST(kernel_and_file_system_come_first)
{
	SPOIL((s.pmd_kernel = TRI_NO, s.colour = PAGE), , CLASS_PTE,
	      "kernel-pmd");
	SPOIL(s.pmd_kernel = TRI_UNKNOWN, , CLASS_UNKNOWN, "kernel-pmd");
	SPOIL((s.huge_fault = TRI_NO, s.colour = PAGE), , CLASS_PTE,
	      "huge-fault");
	SPOIL(s.huge_fault = TRI_UNKNOWN, , CLASS_UNKNOWN, "huge-fault");
}

TEST(policy_blocks_by_either_means)
{
	SPOIL(s.nohugepage = true, , CLASS_PTE, "policy");
	SPOIL(s.thp_disabled = true, , CLASS_PTE, "policy");
}

TEST(a_shifted_address_blocks_before_what_the_blocks_say)
{
	SPOIL(s.colour = PAGE, v.parts = 3, CLASS_PTE, "colour");
}

TEST(only_private_stores_copy)
{
	SPOIL((s.is_private = true, s.write = true), , CLASS_PTE, "cow");
}

TEST(the_mapping_must_hold_the_chunk_whole)
{
	SPOIL(s.vma_start = PAGE, , CLASS_PTE, "vma-start");
	SPOIL(s.vma_start = PAGE, v.first = 1, CLASS_PMD, "");
	SPOIL(s.vma_end = 2 * PMD - PAGE, v.first = 1, CLASS_PTE, "vma-end");
	SPOIL(s.vma_end = 2 * PMD, v.first = 1, CLASS_PMD, "");
}

// The last page of the chunk must begin below the end of the file.
TEST(the_file_must_reach_the_last_page_by_one_byte)
{
	SPOIL(s.size = 2 * PMD - PAGE, v.first = 1, CLASS_PTE, "eof");
	SPOIL(s.size = 2 * PMD - PAGE + 1, v.first = 1, CLASS_PMD, "");
	SPOIL(s.size = 2 * PMD, v.first = 1, CLASS_PMD, "");
	SPOIL(s.size = 2 * PMD - PAGE, v.first = 0, CLASS_PMD, "");
}

TEST(a_chunk_behind_the_file_is_a_bus_error)
{
	SPOIL(s.size = 2 * PMD, v.first = 2, CLASS_SIGBUS, "past-eof");
	SPOIL(s.size = 2 * PMD + 1, v.first = 2, CLASS_PTE, "eof");
	SPOIL(s.size = 2 * PMD + 1, v.first = 3, CLASS_SIGBUS, "past-eof");
}

TEST(a_store_to_a_hole_is_the_allocators)
{
	SPOIL(, v.state = CHUNK_HOLE, CLASS_PMD, "");
	SPOIL(s.write = true, v.state = CHUNK_HOLE, CLASS_EITHER, "allocator");
	SPOIL(s.write = true, v.state = CHUNK_WRITTEN | CHUNK_SHARED,
	      CLASS_EITHER, "allocator");
	SPOIL((s.write = true, s.free_bytes = PMD - 1), v.state = CHUNK_HOLE,
	      CLASS_EITHER, "no-space");
	SPOIL((s.write = true, s.free_bytes = 0), v.state = CHUNK_UNWRITTEN,
	      CLASS_PMD, "");
}

TEST(one_state_only)
{
	SPOIL(, (v.parts = 2, v.state = CHUNK_WRITTEN | CHUNK_UNWRITTEN),
	      CLASS_PTE, "mixed-state");
	SPOIL(, (v.parts = 2, v.state = CHUNK_HOLE | CHUNK_UNWRITTEN),
	      CLASS_PTE, "mixed-state");
	SPOIL(s.write = true,
	      (v.parts = 2, v.state = CHUNK_WRITTEN | CHUNK_UNWRITTEN),
	      CLASS_PTE, "mixed-state");
	SPOIL((s.write = s.retries = true),
	      (v.parts = 2, v.contiguous = false,
	       v.state = CHUNK_WRITTEN | CHUNK_UNWRITTEN),
	      CLASS_PTE, "mixed-state");
}

// Where the kernel tries again after a store that allocated or converted.
TEST(a_store_may_complete_the_chunk_for_a_second_try)
{
	SPOIL((s.write = s.retries = true),
	      (v.parts = 2, v.state = CHUNK_WRITTEN | CHUNK_UNWRITTEN),
	      CLASS_EITHER, "mixed-state");
	SPOIL((s.write = s.retries = true),
	      (v.parts = 2, v.contiguous = false,
	       v.state = CHUNK_WRITTEN | CHUNK_HOLE),
	      CLASS_EITHER, "mixed-state");
	SPOIL((s.write = s.retries = true),
	      (v.parts = 2, v.state = CHUNK_UNWRITTEN), CLASS_EITHER,
	      "extent-boundary");
	SPOIL((s.write = s.retries = true),
	      (v.parts = 2, v.at_limit = true, v.state = CHUNK_UNWRITTEN),
	      CLASS_EITHER, "extent-limit");
	SPOIL((s.write = s.retries = true), v.parts = 2, CLASS_PTE,
	      "extent-boundary");
	SPOIL(s.retries = true,
	      (v.parts = 2, v.state = CHUNK_WRITTEN | CHUNK_UNWRITTEN),
	      CLASS_PTE, "mixed-state");
}

TEST(several_extents_are_not_one_even_when_contiguous)
{
	SPOIL(, v.parts = 2, CLASS_PTE, "extent-boundary");
	SPOIL(, (v.parts = 2, v.at_limit = true), CLASS_PTE, "extent-limit");
	SPOIL(, (v.parts = 2, v.at_limit = true, v.contiguous = false),
	      CLASS_PTE, "extent-boundary");
}

TEST(bad_blocks_block_but_not_zero_pages)
{
	SPOIL(, v.bad = true, CLASS_PTE, "bad-block");
	SPOIL(s.write = true, (v.bad = true, v.state = CHUNK_UNWRITTEN),
	      CLASS_PTE, "bad-block");
	SPOIL(, (v.bad = true, v.state = CHUNK_UNWRITTEN), CLASS_PMD, "");
}

TEST(a_mapped_device_is_not_known)
{
	SPOIL(s.dm = true, , CLASS_UNKNOWN, "device-map");
	SPOIL(s.dm = true, v.state = CHUNK_HOLE, CLASS_PMD, "");
}

TEST(a_segment_of_a_mapped_device_must_hold_the_chunk)
{
	struct device_leg leg = { 0, true, 0 };
	struct device_span span = { .end = 100 * PMD,
				    .legs = &leg,
				    .n_legs = 1 };

	SPOIL((s.dm = true, s.spans = &span, s.n_spans = 1), , CLASS_PMD, "");
	SPOIL((s.dm = true, s.spans = &span, s.n_spans = 1), v.across = true,
	      CLASS_PTE, "device-map");
	leg.known = false;
	SPOIL((s.dm = true, s.spans = &span, s.n_spans = 1), , CLASS_UNKNOWN,
	      "device-alignment");
	leg = (struct device_leg){ M, true, 0 };
	SPOIL((s.dm = true, s.spans = &span, s.n_spans = 1), , CLASS_PTE,
	      "device-alignment");
}

// A device of units as large as the geometry says; `unit` of pages.
static struct scene scene_device(uint64_t unit)
{
	struct scene s = scene_good(8 * unit);

	s.device = true;
	s.geo.chunk_bytes = unit;
	s.vma_end = 8 * unit;
	return s;
}

#define SPOIL_DEVICE(unit, change_scene, change_view, class, name)             \
	do {                                                                   \
		struct scene s = scene_device(unit);                           \
		struct chunk_view v = view_good(&s);                           \
		change_scene;                                                  \
		v.place = place_of(&s, v.delta);                               \
		change_view;                                                   \
		assert_predicted(&v, class, name);                             \
	} while (0)

TEST(a_device_maps_by_its_alignment)
{
	SPOIL_DEVICE(PAGE, , , CLASS_PTE, "device-entry");
	SPOIL_DEVICE(PMD, , , CLASS_PMD, "");
	SPOIL_DEVICE(2048 * PMD, , , CLASS_PUD, "");
}

TEST(a_device_is_mapped_shared_and_by_whole_units)
{
	SPOIL_DEVICE(PMD, s.is_private = true, , CLASS_REFUSED,
		     "device-sharing");
	SPOIL_DEVICE(PMD, s.colour = PAGE, , CLASS_REFUSED, "device-unit");
	SPOIL_DEVICE(PMD, s.vma_start = PAGE, , CLASS_REFUSED, "device-unit");
	SPOIL_DEVICE(PMD, s.vma_end = PMD + PAGE, , CLASS_REFUSED,
		     "device-unit");
	SPOIL_DEVICE(PAGE, s.colour = PAGE, , CLASS_PTE, "device-entry");
	SPOIL_DEVICE(PAGE, s.vma_start = PAGE, v.first = 1, CLASS_PTE,
		     "device-entry");
}

TEST(a_device_without_huge_entries_is_a_bus_error)
{
	SPOIL_DEVICE(PMD, s.nohugepage = true, , CLASS_SIGBUS, "device-policy");
	SPOIL_DEVICE(PMD, s.thp_disabled = true, , CLASS_SIGBUS,
		     "device-policy");
	SPOIL_DEVICE(PAGE, s.nohugepage = true, , CLASS_PTE, "device-entry");
	SPOIL_DEVICE(PMD, , v.first = 8, CLASS_SIGBUS, "past-eof");
	SPOIL_DEVICE(PAGE, , v.first = 8, CLASS_SIGBUS, "past-eof");
}

// Whatever a file would be asked for, a device is not; and the reverse.
TEST(a_device_has_no_extents_and_no_file_system)
{
	struct scene s = scene_device(PMD);
	struct chunk_view v = view_good(&s);
	unsigned both = 0;

	s.pmd_kernel = s.huge_fault = TRI_NO;
	s.dm = true;
	s.base.known = false;
	v.parts = 3;
	v.state = CHUNK_WRITTEN | CHUNK_HOLE | CHUNK_UNPLACED;
	assert_predicted(&v, CLASS_PMD, "");
	registry_for_each (it, rule) {
		s.device = true;
		bool on_device = rule_ask(*it, &v) != ANSWER_NOT_APPLICABLE;

		s.device = false;
		bool on_file = rule_ask(*it, &v) != ANSWER_NOT_APPLICABLE;
		both += on_device && on_file;
	}
	assert_int_equal(both, 1); // past-eof
}

TEST(blocks_without_a_place_are_not_known)
{
	SPOIL(, v.state = CHUNK_WRITTEN | CHUNK_UNPLACED, CLASS_UNKNOWN,
	      "placement");
}

TEST(device_and_blocks_together_must_have_the_colour)
{
	SPOIL(, v.delta = PMD + PAGE, CLASS_PTE, "block-alignment");
	SPOIL(s.base.offset = M, , CLASS_PTE, "device-alignment");
	SPOIL(s.base.offset = M, v.delta = PMD - M, CLASS_PMD, "");
	SPOIL(s.base.offset = M, v.delta = PAGE, CLASS_PTE, "block-alignment");
	SPOIL(s.base.known = false, , CLASS_UNKNOWN, "device-alignment");
	SPOIL(s.base.known = false, v.state = CHUNK_HOLE, CLASS_PMD, "");
	SPOIL((s.base.known = false, s.colour = PAGE), , CLASS_PTE, "colour");
	// The zero page has no blocks to be aligned.
	SPOIL(, (v.state = CHUNK_UNWRITTEN, v.delta = PAGE), CLASS_PMD, "");
	SPOIL(s.write = true, (v.state = CHUNK_UNWRITTEN, v.delta = PAGE),
	      CLASS_PTE, "block-alignment");
}

TEST(what_is_not_asked_is_not_applicable)
{
	struct scene s = scene_good(PMD);
	struct chunk_view v = view_good(&s);

	assert_int_equal(ask("cow", &v), ANSWER_NOT_APPLICABLE);
	assert_int_equal(ask("no-space", &v), ANSWER_NOT_APPLICABLE);
	assert_int_equal(ask("allocator", &v), ANSWER_NOT_APPLICABLE);
	v.state = CHUNK_HOLE;
	assert_int_equal(ask("bad-block", &v), ANSWER_NOT_APPLICABLE);
	assert_int_equal(ask("block-alignment", &v), ANSWER_NOT_APPLICABLE);
	assert_string_equal(answer_name(ANSWER_NOT_APPLICABLE),
			    "not applicable");
}

TEST(every_rule_says_what_to_do_and_orders_differ)
{
	struct scene s = scene_good(PMD);
	static const char *const fs[] = { "ext4", "xfs", "erofs" };

	registry_for_each (it, rule) {
		for (size_t i = 0; i < ARRAY_SIZE(fs); i++) {
			cleanup_strbuf struct strbuf out = { 0 };

			s.fs_type = (char *)fs[i];
			(*it)->remedy(&s, &out);
			assert_true(out.len > 10);
		}
		assert_true((*it)->rests_on[0] && (*it)->consequence[0] &&
			    (*it)->reference[0]);
		registry_for_each (other, rule)
			if (other != it)
				assert_int_not_equal((*it)->order,
						     (*other)->order);
	}
}

TEST(the_remedy_names_this_machines_sizes)
{
	struct scene s = scene_good(PMD);
	cleanup_strbuf struct strbuf out = { 0 };

	rule_named("block-alignment")->remedy(&s, &out);
	assert_contains(out.s, "stride=2048,stripe_width=2048");
	strbuf_reset(&out);
	s.fs_type = (char *)"xfs";
	rule_named("block-alignment")->remedy(&s, &out);
	assert_contains(out.s, "extsize 33554432");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_stands_against_a_good_chunk),
		cmocka_unit_test(kernel_and_file_system_come_first),
		cmocka_unit_test(policy_blocks_by_either_means),
		cmocka_unit_test(
			a_shifted_address_blocks_before_what_the_blocks_say),
		cmocka_unit_test(only_private_stores_copy),
		cmocka_unit_test(the_mapping_must_hold_the_chunk_whole),
		cmocka_unit_test(the_file_must_reach_the_last_page_by_one_byte),
		cmocka_unit_test(a_chunk_behind_the_file_is_a_bus_error),
		cmocka_unit_test(a_store_to_a_hole_is_the_allocators),
		cmocka_unit_test(one_state_only),
		cmocka_unit_test(
			a_store_may_complete_the_chunk_for_a_second_try),
		cmocka_unit_test(
			several_extents_are_not_one_even_when_contiguous),
		cmocka_unit_test(bad_blocks_block_but_not_zero_pages),
		cmocka_unit_test(a_mapped_device_is_not_known),
		cmocka_unit_test(
			a_segment_of_a_mapped_device_must_hold_the_chunk),
		cmocka_unit_test(a_device_maps_by_its_alignment),
		cmocka_unit_test(a_device_is_mapped_shared_and_by_whole_units),
		cmocka_unit_test(a_device_without_huge_entries_is_a_bus_error),
		cmocka_unit_test(a_device_has_no_extents_and_no_file_system),
		cmocka_unit_test(blocks_without_a_place_are_not_known),
		cmocka_unit_test(
			device_and_blocks_together_must_have_the_colour),
		cmocka_unit_test(what_is_not_asked_is_not_applicable),
		cmocka_unit_test(every_rule_says_what_to_do_and_orders_differ),
		cmocka_unit_test(the_remedy_names_this_machines_sizes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
