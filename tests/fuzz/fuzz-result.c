// SPDX-License-Identifier: MIT
// libFuzzer harness: a document that may be anything is read, and if it is a
// result or noise, written, read again, judged against itself and
// exported. Built on demand:
//   make fuzz-result && ./fuzz-result -max_len=20000 -dict=tests/fuzz/json.dict
//   WORK tests/fuzz/corpus
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "gate/judge.h"
#include "result/export.h"
#include "result/noise.h"
#include "result/result-read.h"
#include "result/result-write.h"

#define POINTER(name) &export_##name,

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

// Every format takes whatever names and numbers a document holds.
static void export(const struct result *r, const struct comparison *c)
{
	static const struct export_format *const formats[] = { EXPORT_FORMATS(
		POINTER) };
	struct export_input in = { .results = &r, .n = 1 };
	struct export_verdict verdict = { .comparison = c };

	for (size_t i = 0; i < sizeof(formats) / sizeof(*formats); i++) {
		struct strbuf text = { 0 };

		(void)formats[i]->write(&in, &text);
		if (formats[i]->write_verdict)
			(void)formats[i]->write_verdict(&verdict, &text);
		strbuf_release(&text);
	}
}

static void judge(struct result *r)
{
	struct result_file file = { .path = "a", .result = *r };
	struct result_set set = { .v = &file, .n = 1 };
	struct gate_options options = { .confidence = 0.95 };
	struct comparison c;
	struct strbuf text = { 0 };

	gate_compare(&set, "a", &set, "a", &options, &c);
	comparison_json(&c, &text);
	// What equals itself is neither better nor worse.
	if (c.overall == OUTCOME_REGRESSED || c.overall == OUTCOME_IMPROVED)
		abort();
	export(r, &c);
	strbuf_release(&text);
	comparison_release(&c);
}

// Is it noise? Then it comes back as it was written.
static void noise(const char *text, size_t len)
{
	struct strbuf once = { 0 }, twice = { 0 };
	struct noise n = { 0 }, again = { 0 };
	struct error err = { 0 };

	if (noise_read_text(text, len, "fuzz", &n, &err) < 0)
		return;
	noise_json(&n, &once);
	if (noise_read_text(once.s, once.len, "again", &again, &err) < 0)
		abort();
	noise_json(&again, &twice);
	if (strcmp(once.s, twice.s) != 0)
		abort();
	strbuf_release(&once);
	strbuf_release(&twice);
	noise_release(&n);
	noise_release(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct strbuf once = { 0 }, twice = { 0 };
	struct result r = { 0 }, again = { 0 };
	struct error err = { 0 };

	noise((const char *)data, size);
	if (result_read_text((const char *)data, size, "fuzz", &r, &err) < 0)
		return 0;
	result_write(&r, &once);
	if (result_read_text(once.s, once.len, "again", &again, &err) < 0)
		abort();
	result_write(&again, &twice);
	if (strcmp(once.s, twice.s) != 0)
		abort();
	judge(&r);
	strbuf_release(&once);
	strbuf_release(&twice);
	result_release(&r);
	result_release(&again);
	return 0;
}
