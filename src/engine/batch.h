// SPDX-License-Identifier: MIT
// The unit of work that a workload fills and an engine runs: the function
// pointers between them are crossed once per batch, never per operation.
#pragma once

#include <stddef.h>
#include <stdint.h>

enum op_kind {
	OP_NONE,
	OP_LOAD,  // one byte read through the mapping
	OP_STORE, // one byte written through the mapping
	OP_READ,  // a block read into a buffer of ours
	OP_WRITE, // a block written from a buffer of ours
	OP_CHASE, // one offset loaded through the mapping, which is the next;
		  // offset[0] alone is given, and left where it led to
	OP_PIN,   // a block whose pages the kernel takes hold of, to read them
	OP_FILL,  // the same, to write to them
	OP_TXN,   // several blocks written and made durable together
	OP_MIX,   // a block; what is done with it, and others, is the engine's
	// Of a span, which is many pages; how is the engine's.
	OP_SYNC,     // made durable, the first block of it being dirty
	OP_PREFAULT, // made ready, so that stores to it find it mapped
	OP_RELEASE,  // given up
};
#define OP_KINDS (OP_RELEASE + 1)
#define OP_BIT(kind) (1u << (kind))

// "load", "store", …
const char *op_kind_name(enum op_kind kind);

#define BATCH_CAPACITY 1024

struct batch {
	enum op_kind kind; // of all operations in it
	size_t count;
	size_t limit; // no more than these, by who asks; 0: all it can hold
	// Of a progression as many as these may be given, by its first and its
	// step alone: to read an offset can cost a good part of what a copy of
	// a cache line does. 0: each is to be given.
	size_t reach;
	uint64_t step; // 0: each is given; else offset[0] alone
	uint64_t offset[BATCH_CAPACITY]; // bytes into the range
	// Filled by the engine.
	uint64_t elapsed[BATCH_CAPACITY]; // per operation, clock's unit; only
					  // when the session asks for latency
	uint64_t total;                   // first to last, clock's unit
	size_t done;
};

// Where the i-th operation is.
static inline uint64_t batch_offset(const struct batch *b, size_t i)
{
	return b->step ? b->offset[0] + i * b->step : b->offset[i];
}

static inline size_t batch_room(const struct batch *b)
{
	return b->limit ? b->limit : BATCH_CAPACITY;
}
