// SPDX-License-Identifier: MIT
// A matrix judged whole: for every file system and kind of pmem each kernel
// against the first.
#pragma once

#include "gate/judge.h"
#include "result/matrix.h"

struct matrix_verdicts {
	struct comparison *v;
	char **titles; // "ext4 nvdimm: old -> new"
	size_t n;
	struct result_set results; // with what was skipped, for the caller
};

// Is the path the folder of a matrix?
bool compare_matrix_is(const char *path);
int compare_matrix(const char *folder, const struct gate_options *options,
		   struct matrix_verdicts *ret_verdicts,
		   struct error *err) ATTR_MUST_CHECK;
enum outcome compare_matrix_overall(const struct matrix_verdicts *m);
void compare_matrix_release(struct matrix_verdicts *m);

DEFINE_CLEANUP(matrix_verdicts, struct matrix_verdicts, compare_matrix_release)
#define cleanup_matrix_verdicts CLEANUP(matrix_verdicts_cleanup_)
