// SPDX-License-Identifier: MIT
// The unit of work that a workload fills and an engine runs: the function
// pointers between them are crossed once per batch, never per operation.
#pragma once

#include <stddef.h>
#include <stdint.h>

enum op_kind {
	OP_LOAD,  // one byte read from the mapping
	OP_STORE, // one byte written to the mapping
};

#define BATCH_CAPACITY 1024

struct batch {
	enum op_kind kind; // of all operations in it
	size_t count;
	uint64_t offset[BATCH_CAPACITY]; // bytes into the mapping
	// Filled by the engine.
	uint64_t elapsed[BATCH_CAPACITY]; // per operation, clock's unit
	uint64_t total;                   // first to last, clock's unit
	size_t done;
};
