// SPDX-License-Identifier: MIT
// What one run will do, before any of it is done.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/fact.h"
#include "engine/engine.h"
#include "target/target.h"
#include "workload/workload.h"

#define PLAN_THREADS_MAX 1024

struct run_plan {
	const struct workload *workload;
	const struct engine *engine;
	struct layout layout;
	bool write;  // touches are stores
	bool random; // order of touches
	bool sync;   // MAP_SYNC
	unsigned repeat, warmup, threads;
	uint64_t seed;
	enum page_size expected;
};

// Usage errors that only show when option values are seen together or
// against the page sizes of this machine.
int run_plan_check(const struct run_plan *plan, const struct geometry *geo,
		   struct error *err);
// As facts, for the result's `parameters`.
void run_plan_facts(const struct run_plan *plan, struct facts *facts);
// Seed of one repetition: different for each, reproducible from plan->seed.
uint64_t run_plan_seed(const struct run_plan *plan, unsigned repetition);
