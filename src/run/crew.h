// SPDX-License-Identifier: MIT
// The workers of a pass come to life: threads of this process, or processes
// forked from it. Worker 0 is the caller itself.
//
//     start lines     thread, thread, …  or  process, process, …
//     crew_run()  -> [work(0)] [work(1)] … [work(n - 1)]  -> all are gone
//
// A process ends when its work does, when the caller dies, or by whatever kills
// it: nobody waits for it then. A signal that is noted (base/interrupt.h) is
// noted by all of them.
#pragma once

#include <stdbool.h>
#include <sys/types.h>

#include "base/error.h"
#include "run/start-line.h"

struct crew {
	unsigned n;
	bool processes;
	// Of processes what they are to leave the caller is in memory that is
	// shared, base/alloc.h: the rest is theirs alone.
	void (*work)(void *context, unsigned index);
	void *context;
	struct start_line *start;    // called off when one cannot be started
	struct crew_member *members; // its own
};

// Returns when all have ended: 0 or, of one that could not be started, why; no
// other has worked then.
int crew_run(struct crew *c, struct error *err);
// While it runs, asked by worker 0: has a process ended? For
// start_line_pass(), false of threads.
bool crew_misses(void *crew);
// Afterwards: what killed a process, as by wait(2), or 0. *ret_pid is whose.
int crew_fate(const struct crew *c, unsigned index, pid_t *ret_pid);
void crew_release(struct crew *c);
