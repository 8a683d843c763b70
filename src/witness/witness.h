// SPDX-License-Identifier: MIT
// Witnesses: independent ways to learn what page-table entries map a range.
// Each is armed before the touches of a pass and collected after them, always
// outside the timed section.
//
//     map -> arm all -> [touches] -> collect all (by `order`) -> agree
//
// Two kinds of passes. In the *rehearsal* one byte of every chunk is touched
// and nothing is timed, so a witness may cost what it likes (tracing). In a
// *timed* pass the workload's own touches run.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/evidence.h"
#include "base/registry.h"
#include "base/sysroot.h"
#include "target/mapping.h"

enum witness_pass {
	WITNESS_REHEARSAL = 1,
	WITNESS_TIMED = 2,
};

// What the pass tells every witness. Zeroed fields are not known yet while
// arming.
struct witness_scene {
	const struct mapping *map;
	const struct sysroot *sr;
	enum witness_pass pass;
	enum page_size asked;
	bool write;                 // touches are stores
	uint64_t touches_per_chunk; // 1, or the pages of a chunk,
	bool page_each;             // or some, with a page of its own for each
	bool refaults;              // an entry may take more than one fault
	unsigned kernel_major, kernel_minor;
	// Faults counted around the touches, all threads, before collecting.
	uint64_t minor_faults, major_faults;
};

struct witness {
	const char *name;
	const char *summary;   // one line for `daxbench list`
	const char *privilege; // "none", "CAP_SYS_ADMIN", "root"
	enum evidence_strength strength;
	unsigned passes; // WITNESS_REHEARSAL | WITNESS_TIMED
	// It reasons from what the first touch did: the panel silences it when
	// part of the range was mapped already at arming (seen in pagemap).
	bool first_touch;
	// It has the kernel walk the page table of the range. A walk takes a
	// PUD apart and so unmaps it (pagewalk splits it): the panel silences
	// it where PUDs are asked for.
	bool walks;
	// Collection order, low first: a witness that touches memory itself
	// (fault count) must come after those that only look. Armed the other
	// way round, so that what arming costs is outside of what is counted.
	int order;
	size_t state_size;
	// < 0: unavailable, with the reason and nothing left to undo. May be
	// NULL.
	int (*arm)(void *state, const struct witness_scene *scene,
		   struct error *err);
	// Fills verdict, reason, seen, facts of a zeroed evidence.
	void (*collect)(void *state, const struct witness_scene *scene,
			struct evidence *ev);
	// Undo what arm did; called once after every successful arm. May be
	// NULL.
	void (*disarm)(void *state);
};

REGISTRY(witness);

enum agreement {
	AGREEMENT_WITNESSED,   // something decides and nothing contradicts it
	AGREEMENT_UNWITNESSED, // nothing decides
	AGREEMENT_DISPUTED,    // two that decide contradict each other
};

const char *agreement_name(enum agreement agreement);

// All witnesses of one pass.
struct witness_panel {
	struct witness_seat *seats; // in collection order
	size_t n;
	uint64_t mapped_before; // bytes of the range mapped when armed
};

// On a mapping of which nothing was ever mapped (page tables left empty by an
// earlier madvise or truncate would be taken for those of a PMD).
void witness_panel_arm(struct witness_panel *p,
		       const struct witness_scene *scene);
// Evidence of every witness of that pass, in `ret` (array of p->n, caller
// releases each and frees it). Disarms each as soon as it has spoken.
void witness_panel_collect(struct witness_panel *p,
			   const struct witness_scene *scene,
			   struct evidence **ret);
// Safe on a panel that was armed and not collected.
void witness_panel_release(struct witness_panel *p);

// The agreement rule over the evidence of one pass. Evidence that decides
// contradicts if one confirms and another refutes, or if two counted the range
// and their PMD or PUD bytes differ. On WITNESSED, *ret_seen is the fullest
// count among those that decide (zeroed when none counted). Corroborating
// evidence never changes the agreement; *ret_doubt is set when it contradicts
// what was witnessed.
enum agreement witness_agree(const struct evidence *v, size_t n,
			     struct page_bytes *ret_seen, bool *ret_doubt);
