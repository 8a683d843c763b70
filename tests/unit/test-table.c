// SPDX-License-Identifier: MIT
// Columns of text.
#include "unit.h"

#include "base/table.h"

static void expect(const struct table *t, const char *indent, const char *text)
{
	char got[1024] = "";
	cleanup_file FILE *out = fmemopen(got, sizeof(got), "w");

	assert_non_null(out);
	table_print(t, out, indent);
	assert_int_equal(fflush(out), 0);
	assert_string_equal(got, text);
}

TEST(columns_are_as_wide_as_their_widest_cell)
{
	cleanup_table struct table t = { 0 };

	table_row(&t, "a", "bbb", "c", NULL);
	table_row(&t, "aaaa", "b", "c", NULL);
	expect(&t, "",
	       "a     bbb  c\n"
	       "aaaa  b    c\n");
}

TEST(the_last_cell_is_not_padded)
{
	cleanup_table struct table t = { 0 };

	table_row(&t, "a", "long last", NULL);
	table_row(&t, "b", "x", NULL);
	expect(&t, "",
	       "a  long last\n"
	       "b  x\n");
}

TEST(a_row_may_have_fewer_cells)
{
	cleanup_table struct table t = { 0 };

	table_row(&t, "alone", NULL);
	table_row(&t, "a", "b", "c", NULL);
	expect(&t, "",
	       "alone\n"
	       "a      b  c\n");
}

TEST(every_line_starts_with_the_indent)
{
	cleanup_table struct table t = { 0 };

	table_row(&t, "a", NULL);
	table_row(&t, "", "b", NULL);
	expect(&t, "  ",
	       "  a\n"
	       "     b\n");
}

TEST(a_column_may_be_set_to_the_right)
{
	cleanup_table struct table t = { .right = 1u << 1 };

	table_row(&t, "a", "1", "x", NULL);
	table_row(&t, "b", "200", "y", NULL);
	expect(&t, "",
	       "a    1  x\n"
	       "b  200  y\n");
}

TEST(the_width_counts_characters_not_bytes)
{
	cleanup_table struct table t = { 0 };

	table_row(&t, "\xc2\xb5s", "x", NULL);
	table_row(&t, "ns", "x", NULL);
	table_row(&t, "\xe2\x86\x92", "x", NULL);
	expect(&t, "",
	       "\xc2\xb5s  x\n"
	       "ns  x\n"
	       "\xe2\x86\x92   x\n");
}

TEST(cells_are_copies)
{
	cleanup_table struct table t = { 0 };
	char cell[] = "mine";

	table_row(&t, cell, NULL);
	cell[0] = 'X';
	expect(&t, "", "mine\n");
}

TEST(all_columns_can_be_used)
{
	cleanup_table struct table t = { 0 };

	table_row(&t, "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11",
		  "12", NULL);
	expect(&t, "", "1  2  3  4  5  6  7  8  9  10  11  12\n");
}

TEST(rows_are_kept_through_growth)
{
	cleanup_table struct table t = { 0 };
	cleanup_strbuf struct strbuf expected = { 0 };

	for (unsigned i = 100; i < 200; i++) {
		char cell[16];

		(void)snprintf(cell, sizeof(cell), "%u", i);
		table_row(&t, cell, NULL);
		strbuf_printf(&expected, "%u\n", i);
	}
	assert_int_equal(t.rows, 100);
	expect(&t, "", expected.s);
}

TEST(an_empty_table_prints_nothing)
{
	cleanup_table struct table t = { 0 };

	expect(&t, "  ", "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(columns_are_as_wide_as_their_widest_cell),
		cmocka_unit_test(the_last_cell_is_not_padded),
		cmocka_unit_test(a_row_may_have_fewer_cells),
		cmocka_unit_test(every_line_starts_with_the_indent),
		cmocka_unit_test(a_column_may_be_set_to_the_right),
		cmocka_unit_test(the_width_counts_characters_not_bytes),
		cmocka_unit_test(cells_are_copies),
		cmocka_unit_test(all_columns_can_be_used),
		cmocka_unit_test(rows_are_kept_through_growth),
		cmocka_unit_test(an_empty_table_prints_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
