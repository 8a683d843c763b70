// SPDX-License-Identifier: MIT
// Results as a document for people: what was run, on what, what mapping it
// got, how long it took. A section is a file (section-x.c) and a line in the
// table of report.c.
#pragma once

#include "report/doc.h"
#include "result/check-read.h"
#include "result/comparison.h"
#include "result/result.h"

struct report_input {
	const char *title; // NULL: made from the results
	const struct result *const *results;
	const char *const *names; // of their files
	size_t n;
	const struct check_file *const *checks; // of daxbench check
	size_t n_checks;
	const char *const *left_out; // what was not read, and why
	size_t n_left_out;
	const struct comparison *comparison; // NULL: none was asked for
};

void report_build(const struct report_input *in, struct doc *doc);
