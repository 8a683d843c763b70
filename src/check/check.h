// SPDX-License-Identifier: MIT
// Semantic cases: what DAX promises, one record a promise. A case runs in a
// child process with a watchdog:
//
//     check_run -> fork -> the case: check_fail, check_skip, … or return
//               -> pipe -> report; a crash, a hang, a signal are results too
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/cleanup.h"
#include "base/geometry.h"
#include "base/registry.h"

struct forecaster;
struct check; // what a running case works with: check/kit.h

// By which entries the range of the case is to be mapped; bits.
enum check_variant {
	CHECK_PMD = 1,
	CHECK_PTE = 2,
	CHECK_ANY = 4, // it does not matter
};
#define CHECK_BOTH (CHECK_PMD | CHECK_PTE)

enum check_outcome {
	CHECK_BROKEN,    // could not be carried out though it should; also
			 // what a case that never reported is
	CHECK_PASS,      //
	CHECK_FAIL,      // the statement does not hold
	CHECK_KNOWN_BUG, // it does not hold, and this kernel is known for it
	CHECK_TIMEOUT,   // over the limit, and killed
	CHECK_SKIP,      // a need is missing
};

#define KERNEL(major, minor) ((major)*1000u + (minor))

// A bug that explains a failure on kernels [since, until).
struct check_known {
	unsigned since, until; // KERNEL(); until 0: not fixed as far as known
	const char *fs;        // one file system, or NULL
	const char *symptom;   // what the failure or the kernel says, in part
	const char *what;      // with the fix
};

struct check_case {
	const char *id;        // "E1"; the letter is the group
	const char *statement; // one sentence, in the present tense
	const char *reference; // document, commit, test
	const char *proof;     // how it is known that the case can fail
	const char *source;    // __FILE__: tells how many files registered
	unsigned variants;     // enum check_variant bits
	unsigned limit;        // seconds
	unsigned kernel;       // KERNEL() from which it can be run, or 0
	const char *fs;        // "ext4 xfs": only there; NULL: any
	const char *danger;    // what it may do, then needs --dangerous
	unsigned danger_until; // KERNEL() from which it no more does; 0: never
	const struct check_known *known; // ended by .what NULL, or NULL
	bool device;   // on a device-dax instance, not on files
	bool dax_only; // the page cache differs by design: no control run
	void (*run)(struct check *k);
};

REGISTRY(check_case);

// Groups in their order, then by number: array of *ret_n, the caller frees.
const struct check_case **check_sorted(size_t *ret_n);
const char *check_group_title(char letter); // NULL: no such group
// "E3" means E3 and its parts (E3-write); "E" the whole group.
bool check_matches(const struct check_case *c, const char *word);
const char *check_variant_name(enum check_variant variant);
const char *check_outcome_name(enum check_outcome outcome);

struct check_setting {
	const char *directory; // where files are made
	const char *fs;        // its type, or "unknown"
	bool page_cache;       // it is a control
	const char *device;    // of device-dax, instead of a directory; or NULL
	uint64_t align, capacity;            // of the device, bytes
	const struct forecaster *forecaster; // NULL: on a control
	struct geometry geo;                 //
	unsigned kernel;                     // KERNEL()
	unsigned timeout; // seconds instead of the case's limit, or 0
	uint64_t seed;    //
	bool dangerous;   //
	int kmsg;         // kernel log (kmsg_open), or negative
	bool lent_cpu;    // emulated by a host, which can hold it up
	// The case in which the kernel broke: no other is run any more.
	const char *broken_by;
	// The first case of which a process stays in the kernel: the kernel
	// tells of it, and of who waits for it, while others run.
	const char *stuck_by;
};

struct check_verdict {
	enum check_outcome outcome;
	char *reason;                    // NULL: nothing to say
	char *kernel_log;                // suspicious lines, or NULL
	bool kernel_broken;              // they tell of a BUG or an Oops
	bool stuck;                      // its process could not be ended
	uint64_t pmd_chunks, pte_chunks; // witnessed by which entries
	uint64_t duration_ns;
};

void check_run(const struct check_case *c, enum check_variant variant,
	       const struct check_setting *s, struct check_verdict *ret);
// NULL: it can be run there without --dangerous.
const char *check_danger(const struct check_case *c,
			 const struct check_setting *s);
void check_verdict_release(struct check_verdict *v);
// Not a pass and not a skip.
bool check_outcome_bad(enum check_outcome outcome);
