// SPDX-License-Identifier: MIT
// Which values the model allows a reader, and which not.
#include "unit.h"

#include "base/cells.h"

#define CELL 64
#define COUNT 40

static struct cells *model;
static unsigned char *file; // what a perfect file would hold
static unsigned char scratch[CELLS_SPAN * CELL];

static int make(void **state ATTR_UNUSED)
{
	model = cells_new(COUNT * CELL + 5, CELL, 7);
	file = xcalloc(COUNT, CELL);
	for (uint64_t i = 0; i < COUNT; i++)
		cells_stamp(model, i, 0, file + i * CELL);
	return 0;
}

static int drop(void **state ATTR_UNUSED)
{
	cells_free(model);
	free(file);
	return 0;
}

static void store(uint64_t first, size_t n)
{
	assert_int_equal(cells_store(model, first, n, scratch), n);
	memcpy(file + first * CELL, scratch, n * CELL);
	cells_stored(model, first, n);
}

static void cut(uint64_t first)
{
	cells_cut(model, first);
	memset(file + first * CELL, 0, (size_t)(COUNT - first) * CELL);
	cells_cut_over(model);
}

static bool legal_since(const struct cells_view *view, uint64_t first, size_t n,
			struct cells_finding *ret)
{
	return cells_legal(model, view, file + first * CELL, n * CELL, ret);
}

static bool legal(uint64_t first, size_t n)
{
	struct cells_finding finding;
	struct cells_view view;

	cells_look(model, &view, first, n);
	return legal_since(&view, first, n, &finding);
}

TEST(what_was_filled_in_first_is_legal)
{
	assert_int_equal(cells_count(model), COUNT);
	for (uint64_t i = 0; i < COUNT; i++)
		assert_true(legal(i, 1));
	assert_true(legal(3, CELLS_SPAN));
}

TEST(no_cell_may_hold_what_another_does)
{
	memcpy(file + 5 * CELL, file + 6 * CELL, CELL);
	assert_false(legal(5, 1));
	assert_true(legal(6, 1));
	// Nor a word of itself elsewhere.
	memcpy(file + 7 * CELL, file + 7 * CELL + 8, 8);
	assert_false(legal(7, 1));
}

TEST(the_last_store_is_the_only_legal_one)
{
	unsigned char old[CELL];

	store(4, 2);
	memcpy(old, file + 4 * CELL, CELL);
	assert_true(legal(4, 2));
	store(4, 1);
	assert_true(legal(4, 2));
	memcpy(file + 4 * CELL, old, CELL);
	assert_false(legal(4, 2));
	memset(file + 5 * CELL, 0, 8);
	assert_false(legal(5, 1));
}

TEST(a_store_under_way_may_show_or_not_or_in_part)
{
	struct cells_view view;
	struct cells_finding finding;

	assert_int_equal(cells_store(model, 9, 1, scratch), 1);
	assert_true(legal(9, 1));
	memcpy(file + 9 * CELL, scratch, CELL / 2);
	assert_true(legal(9, 1));
	// Even a word that is half of the one and half of the other.
	memcpy(file + 9 * CELL + CELL / 2, scratch + CELL / 2, 3);
	assert_true(legal(9, 1));
	cells_look(model, &view, 9, 1);
	cells_stored(model, 9, 1);
	assert_true(legal_since(&view, 9, 1, &finding));
	assert_false(legal(9, 1));
}

TEST(who_began_to_read_before_may_see_what_came_since)
{
	struct cells_view view;
	struct cells_finding finding;

	cells_look(model, &view, 2, 1);
	for (unsigned i = 0; i < 5; i++) {
		store(2, 1);
		assert_true(legal_since(&view, 2, 1, &finding));
	}
	cut(0);
	assert_true(legal_since(&view, 2, 1, &finding));
}

TEST(a_cut_leaves_zeros_behind_it_and_nothing_else)
{
	unsigned char old[CELL];

	memcpy(old, file + 20 * CELL, CELL);
	cut(20);
	assert_true(legal(19, 3));
	memcpy(file + 20 * CELL, old, CELL);
	assert_false(legal(20, 1));
	// What lies before it is not touched.
	memset(file + 19 * CELL, 0, 8);
	assert_false(legal(19, 1));
}

TEST(what_is_stored_after_a_cut_is_the_only_legal_value)
{
	cut(0);
	store(3, 1);
	assert_true(legal(3, 1));
	memset(file + 3 * CELL, 0, CELL);
	assert_false(legal(3, 1));
}

TEST(a_store_and_a_cut_that_overlap_leave_either)
{
	assert_int_equal(cells_store(model, 3, 1, scratch), 1);
	cut(0);
	cells_stored(model, 3, 1);
	assert_true(legal(3, 1));
	memcpy(file + 3 * CELL, scratch, CELL);
	assert_true(legal(3, 1));
	cells_stamp(model, 3, 0, file + 3 * CELL);
	assert_false(legal(3, 1));
}

TEST(the_end_of_the_file_may_be_met_where_it_was_cut)
{
	struct cells_view before, behind;

	cells_look(model, &before, 0, 10);
	cells_look(model, &behind, 10, 10);
	assert_false(cells_were_cut(model, &behind));
	cells_cut(model, 12);
	assert_true(cells_were_cut(model, &behind));
	assert_false(cells_were_cut(model, &before));
	cells_cut_over(model);
	assert_true(cells_were_cut(model, &behind));
	assert_false(cells_were_cut(model, &before));
	cells_look(model, &behind, 10, 10);
	assert_false(cells_were_cut(model, &behind));
}

TEST(a_cell_is_stored_to_by_one_at_a_time)
{
	assert_int_equal(cells_store(model, 10, 4, scratch), 4);
	assert_int_equal(cells_store(model, 8, 4, scratch), 2);
	assert_int_equal(cells_store(model, 13, 1, scratch), 0);
	cells_stored(model, 10, 4);
	cells_stored(model, 8, 2);
	assert_int_equal(cells_store(model, COUNT - 1, 4, scratch), 1);
}

TEST(what_is_found_is_told)
{
	cleanup_strbuf struct strbuf text = { 0 };
	struct cells_finding finding;
	struct cells_view view;

	store(1, 1);
	cells_stamp(model, 1, 0, file + CELL);
	cells_look(model, &view, 0, 3);
	assert_false(legal_since(&view, 0, 3, &finding));
	cells_tell(&finding, &text);
	assert_contains(strbuf_str(&text), "what store 0 wrote");
	assert_contains(strbuf_str(&text), "file offset 64,");
	assert_contains(strbuf_str(&text), "only store 1 could");
	strbuf_reset(&text);
	cut(0);
	memset(file, 0x77, 8);
	cells_look(model, &view, 0, 3);
	assert_false(legal_since(&view, 0, 3, &finding));
	cells_tell(&finding, &text);
	assert_contains(strbuf_str(&text), "0x7777777777777777");
	assert_contains(strbuf_str(&text), "only the zeros of a truncation");
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, make, drop)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(what_was_filled_in_first_is_legal),
		CASE(no_cell_may_hold_what_another_does),
		CASE(the_last_store_is_the_only_legal_one),
		CASE(a_store_under_way_may_show_or_not_or_in_part),
		CASE(who_began_to_read_before_may_see_what_came_since),
		CASE(a_cut_leaves_zeros_behind_it_and_nothing_else),
		CASE(what_is_stored_after_a_cut_is_the_only_legal_value),
		CASE(a_store_and_a_cut_that_overlap_leave_either),
		CASE(the_end_of_the_file_may_be_met_where_it_was_cut),
		CASE(a_cell_is_stored_to_by_one_at_a_time),
		CASE(what_is_found_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
