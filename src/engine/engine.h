// SPDX-License-Identifier: MIT
// Engines own the timed loops. Between two clock readings stands only the
// access itself.
#pragma once

#include <stdbool.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/registry.h"
#include "engine/batch.h"
#include "target/mapping.h"

enum durability {
	DURABILITY_NONE,      // stores may still sit in a CPU cache
	DURABILITY_PERSISTED, // flushed and fenced by user space: durable only
			      // on a MAP_SYNC mapping or device-dax
};

const char *durability_name(enum durability d);

struct engine {
	const char *name;
	const char *summary;
	enum durability durability;
	// What it runs with, for the result: library version, instructions
	// chosen. May be NULL.
	void (*describe)(struct facts *facts);
	// 0, or why it cannot run here. NULL: it always can.
	int (*available)(struct error *err);
	// Runs batch->offset[0 … count), fills elapsed, total and done. A
	// SIGBUS leaves by the caller's guard with batch->done accesses done.
	void (*submit)(const struct mapping *map, struct batch *batch,
		       enum clock_kind clock);
};

REGISTRY(engine);

// NULL if there is none of that name.
const struct engine *engine_find(const char *name);
