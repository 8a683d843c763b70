// SPDX-License-Identifier: MIT
// Where files that belong to this program stand: in its source tree, beside an
// installed program, or where configure said.
#pragma once

#include "base/cleanup.h"
#include "base/sysroot.h"

// Of this program's file; NULL when /proc does not tell. Caller frees.
char *place_of_program(void);
// Directories that hold plans, those before others that count first:
// DAXBENCH_PLANS (a list with colons), beside the program in its source tree,
// beside an installed program, the configured one. Only those that exist, each
// once; NULL-ended, free with sysroot_names_free().
char **place_of_plans(void);
// The file of a plan: NAME as it is if it is a path (holds a slash or ends in
// .json), else NAME.json in the first of those directories that has it. NULL:
// none has. Caller frees.
char *place_of_plan(const char *name);
