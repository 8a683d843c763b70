// SPDX-License-Identifier: MIT
// Threads of one case. Each runs the same body with its own number; the first
// deviation that any of them reports ends the case. What they draw comes from
// the seed, so a run can be repeated as far as the scheduler allows.
#pragma once

#include "check/kit.h"

// Of every race, for each variant; a slow machine does fewer rounds.
#define RACE_MS 1500
#define RACE_MAX 8

struct race {
	struct check *k;
	void *shared;
	uint64_t deadline;
	struct rng rng[RACE_MAX]; // one a thread
	unsigned n;
};

// What races bring out, for cases that have more of their own, too.
extern const char known_sigbus[], known_warning[], known_zeroed_late[];
extern const struct check_known known_race[];

// Starts all at once, returns when all have ended.
void race_run(struct race *r, unsigned n,
	      void (*body)(struct race *r, unsigned who));
// A new race with a deadline `ms` from now.
struct race race_new(struct check *k, void *shared, unsigned ms);
bool race_time_left(const struct race *r);
