// SPDX-License-Identifier: MIT
// Where workers wait for each other, threads of one process or, with the line
// in memory that they share, processes. Unlike a barrier it can be called off,
// when not all of them could be started; and it holds no lock, so that one who
// dies there leaves it as it is.
#pragma once

#include <stdatomic.h>
#include <stdbool.h>

struct start_line {
	atomic_uint missing;
	atomic_int state;
};

void start_line_init(struct start_line *l, unsigned n);
// Returns when all are there; false if it was called off. `hopeless`, unless
// NULL, is asked now and then meanwhile: true calls it off.
bool start_line_pass(struct start_line *l, bool (*hopeless)(void *context),
		     void *context);
void start_line_call_off(struct start_line *l);
