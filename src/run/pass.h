// SPDX-License-Identifier: MIT
// One pass over the target: bring it to its state, map it, arm the
// witnesses, touch, collect, unmap. A rehearsal touches one byte of every
// chunk untimed; a timed pass runs the workload through the engine.
#pragma once

#include "base/clock.h"
#include "base/error.h"
#include "explain/forecast.h"
#include "result/result.h"
#include "run/plan.h"
#include "witness/witness.h"

struct pass_setting {
	const struct run_plan *plan;
	struct target *target;
	const struct forecaster *forecaster; // NULL: nothing can be foretold
	enum clock_kind clock;
	unsigned kernel_major, kernel_minor;
};

// What a pass learnt about the mapping.
struct survey {
	enum witness_pass pass;
	enum agreement agreement;
	bool apart;             // the timed passes are mapped by other means
	bool doubt;             // something that only corroborates contradicts
	bool counted;           // witnessed, and somebody counted
	struct page_bytes seen; // meaningful when counted
	struct evidence *evidence;
	size_t n;
	struct facts mapping; // of the mapping itself
	bool foretold;        // before it was touched; meaningful when set
	struct forecast forecast;
};

void survey_release(struct survey *s);
// What the panel says when the touches are over.
void survey_collect(struct survey *s, struct witness_panel *panel,
		    const struct witness_scene *scene);

// rep == NULL: a rehearsal. Otherwise its measurements and state are filled.
int pass_run(const struct pass_setting *setting, uint64_t seed,
	     struct repetition *rep, struct survey *ret_survey,
	     struct error *err);
