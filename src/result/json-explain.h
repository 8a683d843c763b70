// SPDX-License-Identifier: MIT
// The document of `daxbench explain`: what was asked, the calibration, the
// reasons, and the file as runs of chunks. Rows are flat; all strings are
// borrowed.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/fact.h"
#include "base/strbuf.h"

#define EXPLAIN_SCHEMA_NAME "daxbench-explain"
#define EXPLAIN_SCHEMA_VERSION 1
#define EXPLAIN_ANSWERS 8 // at most, of a rule

struct explain_row_count {
	const char *name; // "pmd", …
	uint64_t chunks;
};

struct explain_row_reason {
	const char *rule, *question, *predicted, *rests_on, *consequence,
		*remedy, *reference;
	uint64_t chunks, first_chunk;
};

// Chunks by the answer of one rule.
struct explain_row_answers {
	const char *rule;
	struct explain_row_count counts[EXPLAIN_ANSWERS];
	size_t n;
};

struct explain_row_segment {
	uint64_t first_chunk, chunks;
	const char *predicted, *rule; // rule NULL: nothing stands against
	bool zero;
	const char *observed, *finding; // NULL: not observed, none
	const char *after; // what the blocks allow after a store, or NULL
	uint64_t looked;   // chunks of it that were looked at
};

struct explain_doc {
	const char *path, *access, *sharing, *address, *advice;
	const char *kind;         // "file", "scratch", "device"
	const char *extents_made; // of a scratch file
	uint64_t looked;          // chunks that were touched
	uint64_t size, map_start, map_len, extents, colour;
	uint64_t page_bytes, pmd_bytes, chunk_bytes;
	const char *not_observed; // NULL: observed
	bool base_known;
	uint64_t base_offset;
	const char *base_how;
	bool require_pmd, requirement_met;
	const struct explain_row_count *predicted, *observed, *findings;
	size_t n_predicted, n_observed, n_findings;
	const struct explain_row_reason *reasons;
	size_t n_reasons;
	const struct explain_row_answers *answers;
	size_t n_answers;
	const char *first_blocker; // a sentence, or NULL
	// Called for i in [0, n_segments).
	void (*segment)(const void *context, size_t i,
			struct explain_row_segment *ret);
	const void *context;
	size_t n_segments;
	const struct facts *facts;
};

// Appended, with a newline at the end.
void explain_json(const struct explain_doc *d, struct strbuf *out);
