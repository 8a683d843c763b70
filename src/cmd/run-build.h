// SPDX-License-Identifier: MIT
// From options to what will be run: names looked up, defaults of workload and
// engine put in place, choices that are none refused.
#pragma once

#include "base/error.h"
#include "base/geometry.h"
#include "cmd/run-options.h"
#include "result/plan-file.h"
#include "run/plan.h"

struct run_plans {
	struct run_plan *v;
	size_t n;
	// Of a plan's runs: an engine that this machine or build lacks is
	// found when its turn comes, not refused beforehand.
	bool planned;
};

void run_plans_release(struct run_plans *plans);
// One plan is added for each workload that the options name.
int run_plans_build(struct run_plans *plans, const struct run_options *o,
		    const struct geometry *geo, struct error *err);
// Every run of a plan, in its order; what the command line gives stands over
// what the plan says.
int run_plans_build_file(struct run_plans *plans, const struct plan_file *file,
			 int argc, char **argv, const struct geometry *geo,
			 struct error *err);
