// SPDX-License-Identifier: MIT
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "report/csv.h"
#include "report/html.h"
#include "report/markdown.h"
#include "report/report.h"
#include "result/result-read.h"

// What a document calls itself must not become an element of the page, and no
// drawing holds what is not a number.
static void page(const struct doc *doc)
{
	cleanup_strbuf struct strbuf html = { 0 }, markdown = { 0 };

	html_write(doc, &html);
	markdown_write(doc, &markdown);
	if (strstr(html.s, "<script") || strstr(html.s, "\"nan") ||
	    strstr(html.s, "\"-nan") || strstr(html.s, "\"inf"))
		abort();
}

void fuzz_report(const char *text, size_t len)
{
	cleanup_result struct result r = { 0 };
	const struct result *both[] = { &r, &r };
	const char *const names[] = { "a", "b" };
	struct report_input in = { .results = both, .names = names, .n = 2 };
	cleanup_strbuf struct strbuf csv = { 0 };
	cleanup_doc struct doc doc = { 0 };
	struct error err = { 0 };

	if (result_read_text(text, len, "fuzz", &r, &err) < 0)
		return;
	report_build(&in, &doc);
	page(&doc);
	(void)csv_write(both, names, 2, &csv);
}
