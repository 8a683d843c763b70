// SPDX-License-Identifier: MIT
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "gate/judge.h"
#include "result/export.h"
#include "result/result-read.h"
#include "result/result-write.h"

#define POINTER(name) &export_##name,

// Every format takes whatever names and numbers a document holds.
static void export(const struct result *r, const struct comparison *c)
{
	static const struct export_format *const formats[] = { EXPORT_FORMATS(
		POINTER) };
	struct export_input in = { .results = &r, .n = 1 };
	struct export_verdict verdict = { .comparison = c };

	for (size_t i = 0; i < sizeof(formats) / sizeof(*formats); i++) {
		cleanup_strbuf struct strbuf text = { 0 };

		(void)formats[i]->write(&in, &text);
		if (formats[i]->write_verdict)
			(void)formats[i]->write_verdict(&verdict, &text);
	}
}

// What equals itself is neither better nor worse.
static void judge(const struct result *r)
{
	struct result_file file = { .path = (char *)"a", .result = *r };
	struct result_set set = { .v = &file, .n = 1 };
	struct gate_options options = { .confidence = 0.95 };
	cleanup_comparison struct comparison c = { 0 };
	cleanup_strbuf struct strbuf text = { 0 };

	gate_compare(&set, "a", &set, "a", &options, &c);
	comparison_json(&c, &text);
	if (c.overall == OUTCOME_REGRESSED || c.overall == OUTCOME_IMPROVED)
		abort();
	export(r, &c);
}

// A result comes back as it was written, can be judged and exported.
void fuzz_result(const char *text, size_t len)
{
	cleanup_strbuf struct strbuf once = { 0 }, twice = { 0 };
	cleanup_result struct result r = { 0 }, again = { 0 };
	struct error err = { 0 };

	if (result_read_text(text, len, "fuzz", &r, &err) < 0)
		return;
	result_write(&r, &once);
	if (result_read_text(once.s, once.len, "again", &again, &err) < 0)
		abort();
	result_write(&again, &twice);
	if (strcmp(once.s, twice.s) != 0)
		abort();
	judge(&r);
}
