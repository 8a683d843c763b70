// SPDX-License-Identifier: MIT
// What a number of faults says about the entries that were installed. Pure
// arithmetic; C chunks of Q pages, F faults (minor and major: one that
// allocates counts as major):
//
//     every page touched      p chunks by PMD took 1 fault each, the others Q:
//                             F = p + (C - p) Q, so p = (C Q - F) / (Q - 1)
//     first page of each      C faults whatever maps them; a load of the last
//     chunk touched           page then costs 0 faults under a PMD, 1 else
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/evidence.h"
#include "base/geometry.h"

struct fault_case {
	enum page_size asked;
	struct geometry geo;
	uint64_t chunks;
	uint64_t faults; // of the touches
	uint64_t pages;  // touched of every chunk; 0: all
	// A store through a new PTE may take two faults: one puts it in read
	// only, the next makes it writable. Up to Linux 4.10, not in 4.15.
	bool two_per_page;
};

// Each of these pages once.
void faults_judge_every_page(const struct fault_case *c, struct evidence *ev);
// `extra`: faults of loading the last page of every chunk afterwards.
void faults_judge_first_page(const struct fault_case *c, uint64_t extra,
			     struct evidence *ev);
