// SPDX-License-Identifier: MIT
// Runs of two sides matched by what they did: see run_key().
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

// Runs that were skipped are left out.
void pair_groups(const struct result_set *set, struct run_groups *ret_groups);
void pair_groups_release(struct run_groups *groups);
// A short name of each, for people: see run_labels(). The names are the
// caller's.
void pair_labels(const struct run_groups *groups, char **ret_labels);
// Was repetition i of a run of both the same work: from the same seed and
// state?
bool pair_same_work(const struct run_group *a, const struct run_group *b);
// NULL: no group has this key.
const struct run_group *pair_find(const struct run_groups *groups,
				  const char *key);

// Why times of this group are not to be trusted, or NULL; caller frees. `side`
// is what the text calls it.
char *pair_doubt(const struct run_group *group, const char *side);

DEFINE_CLEANUP(run_groups, struct run_groups, pair_groups_release)
#define cleanup_run_groups CLEANUP(run_groups_cleanup_)
