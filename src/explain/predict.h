// SPDX-License-Identifier: MIT
// From extents to segments: fed record by record in the order of the file, so
// that time and memory follow the extents and not the bytes.
#pragma once

#include "explain/segments.h"
#include "explain/subject.h"
#include "target/extents.h"

struct predictor {
	const struct scene *scene;
	struct rules rules;
	struct segments *out;         // borrowed
	uint64_t at, end;             // file offsets: fed up to, to be covered
	struct chunk_view open;       // the chunk that is being put together
	uint64_t last;                // start of the record fed last
	uint64_t records;             // fed
	struct rule_answers *answers; // of each rule; NULL: nobody asks
};

struct prediction_counts {
	uint64_t records;
	struct rule_answers answers[RULES_MAX]; // by the rules' order
};

// Chunks [first, end) of the file, appended to `out`.
void predict_begin(struct predictor *p, const struct scene *scene,
		   uint64_t first, uint64_t end, struct segments *out);
// -EINVAL for a record before the one fed last; one that overlaps it is cut.
int predict_feed(struct predictor *p, const struct extent *e) ATTR_MUST_CHECK;
void predict_end(struct predictor *p);

// All of it for a file; counts may be NULL.
int predict_file(const struct scene *scene, const struct subject *subject,
		 enum record_when when, uint64_t first, uint64_t end,
		 struct segments *out, struct prediction_counts *ret_counts,
		 struct error *err) ATTR_MUST_CHECK;
