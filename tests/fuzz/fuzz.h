// SPDX-License-Identifier: MIT
// What is fuzzed, a target a kind of document: whatever the bytes are, reading
// them ends, and what was read comes back as it was written and can be judged
// and shown. A target aborts when that is not so. `make fuzz` links them with
// libFuzzer, `make check` with a loop over the corpus (replay.c).
#pragma once

#include <stddef.h>
#include <stdint.h>

// The target, and the folder of the corpus with documents of its kind.
#define FUZZ_TARGETS(X)                                                        \
	X(result, result)                                                      \
	X(report, result)                                                      \
	X(noise, noise)                                                        \
	X(plan, plan)                                                          \
	X(matrix, matrix)                                                      \
	X(check, check)

typedef void fuzz_fn(const char *text, size_t len);

#define FUZZ_DECLARE(name, corpus) fuzz_fn fuzz_##name;
FUZZ_TARGETS(FUZZ_DECLARE)

// NULL: there is none of that name.
fuzz_fn *fuzz_find(const char *name);
