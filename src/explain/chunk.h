// SPDX-License-Identifier: MIT
// One chunk (or a run of chunks that are alike) as the extents show it.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "explain/scene.h"

// What lies in the chunk.
#define CHUNK_HOLE 0x1u
#define CHUNK_WRITTEN 0x2u
#define CHUNK_UNWRITTEN 0x4u
#define CHUNK_SHARED 0x8u    // in addition: blocks of several files
#define CHUNK_UNPLACED 0x10u // in addition: no usable physical address

struct chunk_view {
	const struct scene *scene;
	uint64_t first;  // number of the chunk: offset / PMD size
	uint64_t n;      // chunks that are alike, usually of one record
	unsigned parts;  // records and gaps that it is made of
	unsigned state;  // CHUNK_*
	bool contiguous; // no gap, and one physical run
	bool at_limit;   // a record of the greatest length ends within
	uint64_t delta;  // physical − logical of its first record, wrapping
	bool bad;        // a bad block of the device lies in it
	struct place place; // of its first block
	bool across;        // it does not end within that run of memory
};

enum chunk_class {
	CLASS_PUD, // of a device that maps by nothing less
	CLASS_PMD,
	CLASS_PTE,
	CLASS_EITHER,  // decided by what happens then: the allocator
	CLASS_UNKNOWN, // a fact is missing
	CLASS_SIGBUS,  // not mapped at all
	CLASS_REFUSED, // mmap(2) fails
};

#define CLASSES (CLASS_REFUSED + 1)

const char *chunk_class_name(enum chunk_class c);

static inline uint64_t chunk_start(const struct chunk_view *v)
{
	return v->first * scene_chunk_bytes(v->scene);
}

// What it is mapped by when nothing stands against it.
static inline enum chunk_class chunk_best(const struct chunk_view *v)
{
	return geometry_chunks_are_puds(&v->scene->geo) ? CLASS_PUD : CLASS_PMD;
}

// One record or one hole, nothing else.
static inline bool chunk_whole(const struct chunk_view *v)
{
	return v->parts == 1;
}

// A load shows the huge zero page: no blocks are looked at.
static inline bool chunk_reads_zero(const struct chunk_view *v)
{
	return !v->scene->write &&
	       !(v->state & (CHUNK_WRITTEN | CHUNK_UNPLACED));
}

// The physical address has the file offset's colour.
static inline bool chunk_placed_right(const struct chunk_view *v)
{
	return (v->delta + v->place.base) % v->scene->geo.pmd_bytes == 0;
}

// A store may give the chunk one extent, which a second try then finds.
static inline bool chunk_store_may_complete(const struct chunk_view *v)
{
	return v->scene->write && v->scene->retries &&
	       ((v->state & CHUNK_HOLE) ||
		(v->contiguous && (v->state & CHUNK_UNWRITTEN)));
}
