// SPDX-License-Identifier: MIT
// What the growth of the page tables says. Pure arithmetic, in pages:
//
//     every chunk mapped by PTEs    one table of PTEs per chunk
//     every chunk mapped by PMDs    none; at most upper levels, one table of
//                                   PMDs per PUD-sized range and one of PUDs,
//                                   where they were not there before
//
// VmPTE counts all levels together (from 4.15), so growth that upper levels or
// a few pages of our own heap and stack could explain proves nothing, and no
// growth at all proves that there is no table of PTEs in the range.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/evidence.h"

struct table_case {
	enum page_size asked;
	uint64_t page_bytes;
	uint64_t chunks;
	uint64_t before, after; // VmPTE in bytes
	uint64_t upper;         // tables of upper levels that may be new
	bool mapped_other;      // the process mapped other memory meanwhile
};

// Tables for pages of our own that were mapped but not touched before: one for
// the heap, one for the stack, and as much again.
#define TABLES_OF_OURS 4

void tables_judge(const struct table_case *c, struct evidence *ev);
