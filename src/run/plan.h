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
	enum page_size page;  // asked of the mapping; NONE: nothing is mapped
	bool write;           // stores and writes, else loads and reads
	bool random;          // order of operations
	bool direct;          // O_DIRECT
	bool sync;            // MAP_SYNC
	bool latency;         // a time for each operation
	uint64_t block;       // bytes of a block; workloads of UNIT_BLOCK
	unsigned writes;      // blocks of a transaction
	unsigned fsync;       // after so many writes; 0: never
	enum flush_way flush; // engines that flush
	unsigned depth;       // operations in flight; engines that queue
	struct uring_setting uring; // likewise
	unsigned repeat, warmup, threads;
	bool processes; // the threads are processes
	// When a repetition ends, if not when all of the range was gone through
	// once; 0: not given.
	uint64_t ops;     // of all threads
	uint64_t runtime; // in the clock's unit
	unsigned steady;  // percent
	uint64_t seed;
	enum workload_sharing sharing;
	enum page_size expected;
	bool expect_given;   // by the user; else the blocks may allow less
	bool journal;        // kept busy by somebody else, run/journal.h
	bool verify;         // what was written or read, see run/stamp.h
	bool on_node;        // workers and buffers are kept to a NUMA node,
	unsigned node;       // this one
	const char *partner; // a directory, for engines that need one, or NULL
	const char *pin;     // CPUs, as base/cpulist.h; NULL: where they may
	bool fit;            // the size may be less, see run/room.h
	uint64_t asked_size; // before it was made to fit; 0: it was not
	// What options left open, for the target to decide (run/fit.h).
	bool page_open, extents_open;
	bool flush_suffices; // user-space flushes are durable without MAP_SYNC
	const char *source;  // of the options, for the facts; static
};

// Within which a rate counts as steady where --steady does not say.
#define PLAN_STEADY 10

// What follows from the workload and the options together.
enum op_kind run_plan_op(const struct run_plan *plan);
// What the engine promises, run that way.
enum durability run_plan_durability(const struct run_plan *plan);
// A repetition goes over the range as long as its limits let it.
bool run_plan_repeats(const struct run_plan *plan);
// Bytes from one operation to the next.
uint64_t run_plan_step(const struct run_plan *plan, const struct geometry *geo);
// Touches of a chunk by which the range comes to be mapped: in the stage or,
// without one, timed, or afterwards by a workload that leaves some.
uint64_t run_plan_first_touches(const struct run_plan *plan,
				const struct geometry *geo);

// Usage errors that only show when option values are seen together or
// against the page sizes of this machine.
int run_plan_check(const struct run_plan *plan, const struct geometry *geo,
		   struct error *err);
// What this machine or build cannot do, -EOPNOTSUPP; seen without touching
// the target.
int run_plan_possible(const struct run_plan *plan, struct error *err);
// As facts, for the result's `parameters`.
void run_plan_facts(const struct run_plan *plan, struct facts *facts);
// Seed of one repetition: different for each, reproducible from plan->seed.
uint64_t run_plan_seed(const struct run_plan *plan, unsigned repetition);
