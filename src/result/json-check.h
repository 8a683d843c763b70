// SPDX-License-Identifier: MIT
// The document of `daxbench check` (daxbench-check, version 1). The same rules
// for its version as in schema.h hold.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/fact.h"
#include "base/strbuf.h"

#define CHECK_SCHEMA_NAME "daxbench-check"
#define CHECK_SCHEMA_VERSION 1

struct check_line {
	const char *id, *statement, *reference, *proof, *variant;
	const char *outcome;             // check_outcome_name()
	const char *reason;              // or NULL
	const char *kernel_log;          // or NULL
	uint64_t pmd_chunks, pte_chunks; // witnessed
	uint64_t duration_ns;
	const char *control_outcome; // NULL: not run
	const char *control_reason;
};

struct check_document {
	const char *status; // "complete", "interrupted", "failed"
	const char *error;  // or NULL
	const char *kernel_release, *target_class, *target_path, *fs;
	bool target_found, kernel_log_read;
	// What was read of the machine and of the target; NULL in documents
	// that were read.
	const struct facts *platform, *target_facts;
	uint64_t seed;
	struct check_line *lines;
	size_t n;
};

void check_json(const struct check_document *d, struct strbuf *out);
