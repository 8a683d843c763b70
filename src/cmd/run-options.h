// SPDX-License-Identifier: MIT
// The options of `daxbench run` as a record: what its command line says, and
// what a plan's runs say by the same names.
#pragma once

#include "base/option.h"

struct run_options {
	const char *numa_node;
	const char *pin, *plan, *partner, *workload, *engine, *target, *output;
	uint64_t size, block, depth, repeat, warmup, seed, threads;
	uint64_t writes, fsync, age, ops, runtime, steady;
	uint64_t submit_batch;
	int uring_buffers, uring_file, flush;
	bool sqpoll;
	int journal, share, workers, access, extents, order, page, expect;
	int format;
	bool direct, sync, no_latency, quiet, destroy_data;
	bool eof_inside, fit, verify, dry_run;
};

// All of them; those that a plan's runs may hold are run_option_planned.
#define RUN_OPTION_SETS 4
extern const struct option_set run_option_sets[RUN_OPTION_SETS];
#define RUN_OPTION_PLANNED 2
extern const struct option_set *const run_option_planned;

// Names of the values of --access, by bool write; NULL-ended.
extern const char *const run_option_accesses[];
