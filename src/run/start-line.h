// SPDX-License-Identifier: MIT
// Where workers wait for each other. Unlike a barrier it can be called off,
// when not all of them could be started.
#pragma once

#include <pthread.h>
#include <stdbool.h>

struct start_line {
	pthread_mutex_t lock;
	pthread_cond_t changed;
	unsigned missing;
	bool called_off;
};

void start_line_init(struct start_line *l, unsigned n);
// Returns when all are there; false if it was called off.
bool start_line_pass(struct start_line *l);
void start_line_call_off(struct start_line *l);
