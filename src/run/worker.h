// SPDX-License-Identifier: MIT
// The touches of one pass: threads or processes, each with its share, started
// together, each running batches through the engine.
#pragma once

#include "base/clock.h"
#include "base/error.h"
#include "result/result.h"
#include "run/plan.h"

// What every worker, in its own thread or process, is to do around its work.
struct worker_look {
	void (*before)(void *context, unsigned index);
	// When all have worked; not of one that failed, nor if one is missing.
	void (*after)(void *context, unsigned index,
		      const struct thread_split *split);
	void *context;
};

struct worker_job {
	const struct run_plan *plan;
	const struct mapping *map; // NULL: the engine uses the descriptor
	int fd;
	const int *files; // of the workers, one for each; NULL: all have fd
	unsigned n_files;
	struct geometry geo;
	enum clock_kind clock;
	uint64_t seed;                  // of the repetition
	const char *directory;          // of the target, "" or NULL: none
	const struct worker_look *look; // NULL: nothing
};

// Fills latency, duration, operations, bytes, faults and the thread split of
// `rep` (the rest is the caller's). Faults are counted around the engine's
// loops only. -EINTR when a signal came, -EFAULT with address and code on
// SIGBUS, -ECHILD when a process was killed; `rep` is then not to be used.
int workers_run(const struct worker_job *job, struct repetition *rep,
		struct error *err);
