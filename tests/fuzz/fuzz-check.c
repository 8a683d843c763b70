// SPDX-License-Identifier: MIT
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "gate/judge.h"
#include "report/html.h"
#include "report/markdown.h"
#include "report/report.h"
#include "result/check-read.h"

static void show(const struct check_file *file, const struct comparison *c)
{
	const struct check_file *both[] = { file, file };
	struct report_input in = { .checks = both,
				   .n_checks = 2,
				   .comparison = c };
	cleanup_strbuf struct strbuf html = { 0 }, markdown = { 0 };
	cleanup_doc struct doc doc = { 0 };

	report_build(&in, &doc);
	html_write(&doc, &html);
	markdown_write(&doc, &markdown);
	if (strstr(html.s, "<script"))
		abort();
}

// Verdicts come back as they were written, are the same as themselves, and can
// be shown.
void fuzz_check(const char *text, size_t len)
{
	cleanup_strbuf struct strbuf once = { 0 }, twice = { 0 };
	cleanup_check_file struct check_file f = { 0 }, again = { 0 };
	cleanup_comparison struct comparison c = { 0 };
	struct result_set set = { .checks = &f, .n_checks = 1 };
	struct gate_options options = { .confidence = 0.95 };
	struct error err = { 0 };

	if (check_read_text(text, len, "fuzz", &f, &err) < 0)
		return;
	check_json(&f.doc, &once);
	if (check_read_text(once.s, once.len, "again", &again, &err) < 0)
		abort();
	check_json(&again.doc, &twice);
	if (strcmp(once.s, twice.s) != 0)
		abort();
	gate_compare(&set, "a", &set, "a", &options, &c);
	if (c.overall == OUTCOME_REGRESSED || c.overall == OUTCOME_IMPROVED)
		abort();
	show(&f, &c);
}
