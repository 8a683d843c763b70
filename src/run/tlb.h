// SPDX-License-Identifier: MIT
// Misses of the data TLB, counted by the CPU for one thread in user mode:
// perf_event_open(2), where it is permitted and the machine has a counter.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/fact.h"

struct tlb_counter {
	int fd; // -1: cannot count
};

// The measure's name.
#define TLB_LOAD_MISSES "tlb_load_misses_per_operation"

// If this thread cannot count, why: a fact of the measure's name.
void tlb_note(struct facts *facts);
// Of the calling thread, from now on. Safe to close if it could not be opened.
void tlb_open(struct tlb_counter *t);
void tlb_close(struct tlb_counter *t);
void tlb_start(const struct tlb_counter *t);
void tlb_stop(const struct tlb_counter *t);
// False if it could not count, or never did because others used the counter.
bool tlb_read(const struct tlb_counter *t, double *ret_load_misses);
