// SPDX-License-Identifier: MIT
// Engines own the timed loops. Between two clock readings stands only the
// access itself.
#pragma once

#include <stdbool.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/fact.h"
#include "base/registry.h"
#include "engine/batch.h"
#include "target/mapping.h"

enum durability {
	DURABILITY_NONE,    // what was written may be lost in a power cut
	DURABILITY_FLUSHED, // flushed and fenced by user space: durable only
			    // on a MAP_SYNC mapping or device-dax
	DURABILITY_SYNCED,  // the kernel was asked to make it durable
};

const char *durability_name(enum durability d);

// How an engine that queues uses io_uring. All zero: registered buffers and
// file, sent by one call what there is room for.
struct uring_setting {
	unsigned batch;                 // sent by one call; 0: up to depth
	bool plain_buffers, plain_file; // not registered with the kernel
	bool sqpoll;                    // a thread of the kernel takes them
};

// A number that an engine keeps of a session, for the result.
struct engine_count {
	const char *name, *unit;
	bool shared; // all sessions of a process see the same one
};

#define ENGINE_COUNTS_MAX 8

// How an engine that flushes from user space does so.
enum flush_way {
	FLUSH_PERSIST,     // flush and fence, by stores of libpmem's choice
	FLUSH_DEEP,        // as far as the platform can: pmem_deep_persist(3)
	FLUSH_NONTEMPORAL, // as the first, by stores past the cache
	FLUSH_TEMPORAL,    // by stores through the cache
	FLUSH_NODRAIN,     // flush without a fence
	FLUSH_NONE,        // neither
};
#define FLUSH_WAYS (FLUSH_NONE + 1)

const char *const *flush_way_names(void); // NULL-ended, by enum

// One worker's use of an engine. All but `state` is the worker's.
struct engine_session {
	const struct mapping *map; // NULL for engines that need none
	int fd;
	uint64_t block;  // bytes of one OP_READ or OP_WRITE
	uint64_t span;   // bytes of one operation on a span
	unsigned writes; // blocks of one OP_TXN,
	uint64_t stride; // bytes from one to the next
	unsigned fsync;  // fsync after so many OP_WRITE, 0: never
	unsigned since;  // of these, since the last; the engine's
	unsigned depth;  // operations in flight, for engines that can
	struct uring_setting uring; // likewise
	unsigned index;             // of the worker, from 0
	uint64_t seed;              // of the repetition
	void *common;               // of all workers, from common_open
	const char *directory;      // of the target; "": it has none
	const char *partner;        // of engines that need one, else NULL
	enum clock_kind clock;
	enum flush_way flush;  // for engines that flush
	bool latency;          // fill batch->elapsed
	bool write;            // a span is touched by stores, else by loads
	unsigned char *buffer; // depth × block bytes, page-aligned, present
	void *state;           // state_size bytes, zeroed before open
	// Faults of children, counted by engines that fork.
	uint64_t child_minor, child_major;
};

struct engine {
	const char *name;
	const char *summary;
	bool mapped;  // accesses go through the mapping
	bool queued;  // uses depth and uring
	bool fsyncs;  // uses fsync
	bool flushes; // uses flush
	bool spoils;  // the file is not what was laid out afterwards
	bool calls;   // system calls on the file, beside the mapping: no device
	bool alone;   // works on the file as a whole: one worker only
	bool whole;   // an operation is a worker's whole share
	bool partner; // a second directory is needed, see run/partner.h
	bool forks;   // the work is done by children: so are the faults
	unsigned sector; // blocks are a multiple of it; 0: of nothing
	unsigned ops;    // OP_BIT of every kind it can do
	enum durability durability; // of OP_STORE and OP_WRITE on return
	// What it runs with, for the result: library version, instructions
	// chosen. May be NULL.
	void (*describe)(struct facts *facts);
	// 0, or why it cannot run here. NULL: it always can.
	int (*available)(struct error *err);
	size_t state_size;
	// Both may be NULL. close is called once after every successful open.
	int (*open)(struct engine_session *s, struct error *err);
	void (*close)(struct engine_session *s);
	// What the sessions of a pass have in common; all NULL: nothing.
	// common_close follows on every common_open that set *ret_common.
	int (*common_open)(const struct engine_session *s, void **ret_common,
			   struct error *err);
	// When all sessions have ended: what must not be and was seen, the
	// first of it, which becomes the caller's; NULL: nothing.
	char *(*common_finding)(void *common);
	void (*common_close)(void *common);
	// Runs batch_offset() 0 … count, fills elapsed, total and done.
	// Returns 0 or the -errno of the first operation that failed. A
	// SIGBUS leaves by the caller's guard with batch->done accesses done,
	// if latency was asked for, else 0.
	int (*submit)(struct engine_session *s, struct batch *batch);
	// Fills n_counts values when the last batch is done; NAN: not known.
	// May be NULL, with none.
	const struct engine_count *counts;
	size_t n_counts;
	void (*count)(struct engine_session *s, double *values);
};

REGISTRY(engine);

// NULL if there is none of that name.
const struct engine *engine_find(const char *name);
