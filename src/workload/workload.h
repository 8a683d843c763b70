// SPDX-License-Identifier: MIT
// Workloads: which offsets are accessed in which order and how, and what
// mapping that should get. A workload plans batches; it never touches memory
// itself.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/evidence.h"
#include "base/geometry.h"
#include "base/registry.h"
#include "engine/engine.h"
#include "target/target.h"

// What one operation covers.
enum workload_unit {
	UNIT_CHUNK, // the first byte of every chunk
	UNIT_PAGE,  // the first byte of every page
	UNIT_ENTRY, // of what one page-table entry was asked to map: a chunk
		    // or a page, by --page
	UNIT_BLOCK, // every --block-size bytes, whole
};

// What is done to the mapping before the clock starts. Witnesses look at
// these touches, which then are the first ones.
enum workload_stage {
	STAGE_NONE,       // the timed operations are the first touches
	STAGE_LOAD,       // a load of every entry
	STAGE_STORE_SYNC, // a store to every entry, then msync
	STAGE_LOAD_ALL,   // a load of every page: nothing left to fault
	STAGE_STORE_ALL,  // a store to every page, likewise
	STAGE_TOUCH_ALL,  // one or the other, by --access
};

enum workload_access {
	ACCESS_READ,
	ACCESS_WRITE,
	ACCESS_EITHER, // as --access says
};

// What threads have in common.
enum workload_sharing {
	SHARE_OWN_CHUNK,  // nothing: each has chunks of its own
	SHARE_SAME_CHUNK, // chunks: each takes every so many-th step of them
	SHARE_SAME_PAGE,  // everything: each takes every step
	SHARE_OWN_FILE,   // not even the file: each has its chunks in its own
};

// Whole chunks of its own are each worker's.
static inline bool workload_sharing_none(enum workload_sharing sharing)
{
	return sharing == SHARE_OWN_CHUNK || sharing == SHARE_OWN_FILE;
}

// One worker's share: whole chunks of the file, or some steps of them.
struct workload_share {
	struct geometry geo;
	uint64_t first_chunk, chunks;
	uint64_t part, parts; // of every `parts` steps the `part`-th, from 0
	enum op_kind kind;
	uint64_t step;   // bytes from one operation to the next
	bool random;     // order: by the seed, else ascending
	uint64_t seed;   // of this repetition and worker
	unsigned writes; // of a transaction
};

struct workload {
	const char *name;
	const char *summary;     // one line for `daxbench list`
	const char *description; // what is measured and how, for --verbose
	enum page_size asked; // mapping it asks for; PAGE_SIZE_ANY: as --page
	enum workload_unit unit;
	enum workload_stage stage;
	enum workload_access access;
	// OP_NONE: load, store, read or write, by unit and access. Of any other
	// kind an operation covers a unit as a span.
	enum op_kind op;
	enum op_kind op_write; // instead of it by --access write, or OP_NONE
	// Afterwards every page is touched, untimed: how many faults were left
	// to the program.
	bool leaves;
	bool blocks;      // --block-size has a part in it, whatever the unit
	bool random;      // order, unless --order says
	bool ordered;     // there is no other order than the ascending one
	unsigned parties; // threads it takes at least, and by default; 0: one
	enum workload_sharing sharing; // unless --share says
	bool shares;                   // --share has a part in it
	bool tlb;     // misses of the TLB are counted, where that is possible
	bool private; // the mapping is: what is stored stays ours
	// An operation finds what the one before found: the share may be gone
	// over again. Else each takes what is there once only.
	bool stationary;
	bool durable; // needs an engine that makes data durable on return
	// What stands for options that are not given.
	const char *engine;
	bool write;
	uint64_t block; // 0: 4 KiB
	enum layout_extents extents;
	size_t state_size;
	// What the accesses follow, written to the blocks before every pass;
	// base: a mapping of the whole file. May be NULL.
	void (*inscribe)(unsigned char *base,
			 const struct workload_share *share);
	void (*begin)(void *state, const struct workload_share *share);
	// Next operations, at most batch_room(); 0 when done.
	size_t (*fill)(void *state, const struct workload_share *share,
		       struct batch *batch);
};

REGISTRY(workload);

enum op_kind workload_op(const struct workload *w, bool write);
// It can do the operation, the way the workload is mapped or not.
bool workload_takes(const struct workload *w, const struct engine *e,
		    bool write);
bool workload_in_blocks(const struct workload *w);
const struct workload *workload_find(const char *name);
// Of all names, the one nearest to a mistyped one, or NULL.
const char *workload_nearest(const char *name);
const char *const *workload_sharing_names(void); // NULL-ended, by enum
const char *workload_stage_name(enum workload_stage stage);
