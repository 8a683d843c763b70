// SPDX-License-Identifier: MIT
// How a pass of processes is witnessed: each has a page table of its own, so
// each looks at what it mapped itself, with all witnesses of a timed pass.
//
//     process 0:  arm [touches] collect --+
//     process 1:  arm [touches] collect --+--> one survey of the range
//     …                                 --+
//
// Of its own chunks each sees its part, and the parts add up. Of chunks that
// all touch each sees all or some of the pages: the fullest view stands for
// them, if none is of another size.
#pragma once

#include "run/pass.h"
#include "run/worker.h"

struct lookout;

// `scene` is that of the whole range, which `map` is.
struct lookout *lookout_new(const struct run_plan *plan,
			    const struct witness_scene *scene);
const struct worker_look *lookout_look(const struct lookout *l);
// When workers_run() has ended well: the evidence is that of process 0.
void lookout_survey(struct lookout *l, struct survey *s);
void lookout_free(struct lookout *l);
