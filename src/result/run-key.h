// SPDX-License-Identifier: MIT
// What a run did: workload, engine, and the parameters that were given on the
// command line or by a plan, but for how often and which seed. Runs that agree
// in it are the same run of another boot, kernel or machine.
#pragma once

#include "base/strbuf.h"
#include "result/result.h"

// One of those parameters?
bool run_option_is(const struct fact *fact);
// In names, those of a lower rank come first.
size_t run_option_rank(const char *key);
// "4KiB blocks", "by pmd", "depth 8", "direct", appended. Nothing where that
// says it: of a flag that is not set, of no mapping.
void run_option_words(const struct fact *fact, struct strbuf *out);
// "pmd-fault copy size=16MiB extents=unwritten …": all of it, unique; caller
// frees. `without`: a parameter that is left out, or NULL.
char *run_key(const struct run_record *run, const char *without);
// A short name for each of n runs that differ in their keys: the workload, and
// of the rest as little as tells those of one workload apart, in words:
// "load", "first-touch read by pte", "persist msync by pmd". The n names are
// the caller's, in ret_labels. Runs of equal keys get equal names; `without` as
// above.
void run_labels(const struct run_record *const *runs, size_t n,
		const char *without, char **ret_labels);
