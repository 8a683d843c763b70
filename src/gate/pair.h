// SPDX-License-Identifier: MIT
// Runs of two sides matched by what they did: workload, engine and the
// parameters given on the command line or by a plan, but for how often and
// which seed.
#pragma once

#include "result/result-read.h"

// The runs of one side that did the same, one or more a file.
struct run_group {
	char *key; // "pmd-fault copy size=16777216 extents=unwritten …"
	const struct run_record **runs;
	const struct result **of; // the result that each run stands in
	size_t n;
};

struct run_groups {
	struct run_group *v;
	size_t n;
};

// What identifies a run; caller frees.
char *pair_key(const struct run_record *run);
// Runs that were skipped are left out.
void pair_groups(const struct result_set *set, struct run_groups *ret_groups);
void pair_groups_release(struct run_groups *groups);
// NULL: no group has this key.
const struct run_group *pair_find(const struct run_groups *groups,
				  const char *key);

// Why times of this group are not to be trusted, or NULL; caller frees. `side`
// is what the text calls it.
char *pair_doubt(const struct run_group *group, const char *side);

DEFINE_CLEANUP(run_groups, struct run_groups, pair_groups_release)
#define cleanup_run_groups CLEANUP(run_groups_cleanup_)
