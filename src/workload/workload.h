// SPDX-License-Identifier: MIT
// Workloads: which offsets are touched in which order, and what mapping that
// should get. A workload plans batches; it never touches memory itself.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/evidence.h"
#include "base/geometry.h"
#include "base/registry.h"
#include "engine/batch.h"

// One worker's share: whole chunks of the file.
struct workload_share {
	struct geometry geo;
	uint64_t first_chunk, chunks;
	enum op_kind kind;
	bool random;   // order: by the seed, else ascending
	uint64_t seed; // of this repetition and worker
};

struct workload {
	const char *name;
	const char *summary;     // one line for `daxbench list`
	const char *description; // what is measured and how, for --verbose
	enum page_size asked;    // mapping it asks for
	enum page_size expected; // what --expect says unless given
	// Touches per chunk: 1, or one per page.
	uint64_t (*touches_per_chunk)(const struct geometry *geo);
	size_t state_size;
	void (*begin)(void *state, const struct workload_share *share);
	// Next operations, at most BATCH_CAPACITY; 0 when done.
	size_t (*fill)(void *state, const struct workload_share *share,
		       struct batch *batch);
};

REGISTRY(workload);

const struct workload *workload_find(const char *name);
// Of all names, the one nearest to a mistyped one, or NULL.
const char *workload_nearest(const char *name);
