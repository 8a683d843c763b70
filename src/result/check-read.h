// SPDX-License-Identifier: MIT
// A document of `daxbench check` as the record, version 1. Strict, as
// result-read.h: input is hostile until proven.
#pragma once

#include <stddef.h>

#include "base/attr.h"
#include "base/cleanup.h"
#include "base/error.h"
#include "result/json-check.h"

struct check_file {
	char *path; // for messages
	struct check_document doc;
	uint64_t digest; // of the document
	char **texts;    // what doc points to
	size_t n_texts;
};

// From good to bad: of several verdicts on a case the greatest stands.
enum case_outcome {
	CASE_SKIP,
	CASE_PASS,
	CASE_BROKEN,
	CASE_KNOWN_BUG,
	CASE_TIMEOUT,
	CASE_FAIL,
};
#define CASE_OUTCOMES (CASE_FAIL + 1)

const char *case_outcome_name(enum case_outcome outcome);
// Of a line that was read, or made by this program.
enum case_outcome check_line_outcome(const struct check_line *line);
// The promise was looked at and is not kept; skipped and broken were not
// looked at.
bool case_outcome_fails(enum case_outcome outcome);

// *ret_file is written only on success; release it with check_file_release().
// Codes as of result_read().
int check_read(const char *path, struct check_file *ret_file,
	       struct error *err) ATTR_MUST_CHECK;
int check_read_text(const char *text, size_t len, const char *origin,
		    struct check_file *ret_file,
		    struct error *err) ATTR_MUST_CHECK;
void check_file_release(struct check_file *file);

DEFINE_CLEANUP(check_file, struct check_file, check_file_release)
#define cleanup_check_file CLEANUP(check_file_cleanup_)
