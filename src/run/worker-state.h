// SPDX-License-Identifier: MIT
// What a worker works with and leaves behind: for worker.c, and for gather.c,
// which makes one repetition of it.
#pragma once

#include <stdatomic.h>

#include "engine/engine.h"
#include "run/crew.h"
#include "run/limit.h"
#include "run/node.h"
#include "run/tlb.h"
#include "run/worker.h"

struct worker {
	const struct worker_job *job;
	struct meeting *meeting;
	unsigned index;
	struct workload_share share;
	struct engine_session session;
	bool opened; // by the engine
	void *state; // of the workload
	struct batch *batch;
	struct limit limit;
	enum ending ending;
	struct hist latency;
	struct thread_split split;
	struct tlb_counter tlb;
	double tlb_misses; // NAN: not counted
	node_set on_nodes, buffer_nodes;
	double counts[ENGINE_COUNTS_MAX]; // of the engine
	int rc;
	struct error err;
};

// What the workers of a pass have in common; seen by all of them, be they
// processes.
struct meeting {
	struct crew crew;
	struct start_line start, finish;
	atomic_uint unsettled;
	struct worker v[];
};
