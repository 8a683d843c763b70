// SPDX-License-Identifier: MIT
// Results as a document for people: what was run, on what, what mapping it
// got, how long it took. A section is a file (section-x.c) and a line in the
// table of report.c.
#pragma once

#include "report/doc.h"
#include "result/comparison.h"
#include "result/result.h"

struct report_input {
	const char *title; // NULL: made from the results
	const struct result *const *results;
	const char *const *names; // of their files
	size_t n;
	const struct comparison *comparison; // NULL: none was asked for
};

void report_build(const struct report_input *in, struct doc *doc);
