// SPDX-License-Identifier: MIT
// Nothing from outside gets out of its place in a document.
#include "unit.h"

#include "base/escape.h"

static void assert_escaped(void (*escape)(struct strbuf *out, const char *text),
			   const char *text, const char *expected)
{
	cleanup_strbuf struct strbuf out = { 0 };

	escape(&out, text);
	assert_string_equal(strbuf_str(&out), expected);
}

TEST(xml_has_no_markup_left)
{
	assert_escaped(escape_xml, "<a b=\"c\" d='e'>&",
		       "&lt;a b=&quot;c&quot; d=&#39;e&#39;&gt;&amp;");
}

TEST(xml_shows_control_bytes_as_pictures)
{
	assert_escaped(escape_xml,
		       "a\x01"
		       "b\x1b[0m\x7f\r",
		       "a\xe2\x90\x81"
		       "b\xe2\x90\x9b[0m\xe2\x90\xa1\xe2\x90\x8d");
}

TEST(xml_keeps_line_ends_and_tabs_through_attributes)
{
	assert_escaped(escape_xml, "a\n\tb", "a&#10;&#9;b");
}

TEST(what_is_not_utf8_is_replaced)
{
	assert_escaped(escape_xml, "\xff\xc0\x80x\xed\xa0\x80",
		       "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbdx"
		       "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd");
}

TEST(a_sequence_cut_off_by_the_end_is_replaced)
{
	assert_escaped(escape_xml, "a\xe2\x82", "a\xef\xbf\xbd\xef\xbf\xbd");
}

TEST(characters_that_xml_forbids_are_replaced)
{
	assert_escaped(escape_xml, "\xef\xbf\xbe\xef\xbf\xbf\xef\xbf\xbd",
		       "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd");
}

TEST(utf8_stays)
{
	assert_escaped(escape_xml, "\xc3\xa4\xe2\x82\xac\xf0\x9f\x90\xa7",
		       "\xc3\xa4\xe2\x82\xac\xf0\x9f\x90\xa7");
}

TEST(no_text_is_nothing)
{
	assert_escaped(escape_xml, NULL, "");
	assert_escaped(escape_markdown, NULL, "");
	assert_escaped(escape_csv, NULL, "");
}

TEST(a_markdown_cell_stays_one_cell_of_one_line)
{
	assert_escaped(escape_markdown, "a|b\nc`d`<e>",
		       "a&#124;b c&#96;d&#96;&lt;e&gt;");
}

TEST(markdown_has_no_links_and_no_mentions)
{
	assert_escaped(escape_markdown, "![x](y) @someone #1 a_b",
		       "&#33;&#91;x&#93;(y) &#64;someone &#35;1 a\\_b");
}

TEST(a_csv_field_is_quoted_where_it_must_be)
{
	assert_escaped(escape_csv, "plain", "plain");
	assert_escaped(escape_csv, "a,b", "\"a,b\"");
	assert_escaped(escape_csv, "say \"x\"\n", "\"say \"\"x\"\"\n\"");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(xml_has_no_markup_left),
		cmocka_unit_test(xml_shows_control_bytes_as_pictures),
		cmocka_unit_test(
			xml_keeps_line_ends_and_tabs_through_attributes),
		cmocka_unit_test(what_is_not_utf8_is_replaced),
		cmocka_unit_test(a_sequence_cut_off_by_the_end_is_replaced),
		cmocka_unit_test(characters_that_xml_forbids_are_replaced),
		cmocka_unit_test(utf8_stays),
		cmocka_unit_test(no_text_is_nothing),
		cmocka_unit_test(a_markdown_cell_stays_one_cell_of_one_line),
		cmocka_unit_test(markdown_has_no_links_and_no_mentions),
		cmocka_unit_test(a_csv_field_is_quoted_where_it_must_be),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
