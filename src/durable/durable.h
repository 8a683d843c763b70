// SPDX-License-Identifier: MIT
// Records that are acknowledged only when they are durable, and the look for
// them after the power was cut:
//
//     write:  record 0, made durable, acknowledged; record 1, …   power cut
//     verify: every acknowledged record must be there, whole
//
// A record is one block; all of it follows from the seed and its number, so
// that nothing but these two is needed to verify, and what an earlier run left
// in the same blocks does not pass for a record of this one.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/cleanup.h"
#include "base/error.h"

#define DURABLE_RECORD_BYTES 4096
#define DURABLE_RECORDS_MAX 65536

enum durable_look {
	DURABLE_FOUND,   // whole
	DURABLE_ABSENT,  // zeros, or past the end of the file
	DURABLE_TORN,    // a part of it
	DURABLE_FOREIGN, // something else: stale or damaged
};

// Pure. `record` is DURABLE_RECORD_BYTES.
void durable_record(unsigned char *record, uint64_t seed, uint64_t number);
enum durable_look durable_look(const unsigned char *found, uint64_t seed,
			       uint64_t number);

struct durable_writer;

// How a record is written, and what makes it durable.
struct durable_mode {
	const char *name;
	const char *summary;
	bool promises; // an acknowledged record survives; else a control
	bool mapped;   // stores through a mapping of the whole file
	int map_flags; //
	int (*write)(struct durable_writer *w, uint64_t number);
};

// NULL-ended, for options; durable_mode(i) is the i-th.
extern const char *const durable_mode_names[];
const struct durable_mode *durable_mode(unsigned i);

struct durable_writer {
	const struct durable_mode *mode;
	uint64_t seed, records; // records: how many the file can hold
	int fd;
	unsigned char *map; // or NULL
	unsigned char record[DURABLE_RECORD_BYTES];
};

// Makes DIR/daxbench-records, empty, and that durable. A file of that name
// that is there is an error: it may be waiting to be verified.
int durable_open(struct durable_writer *w, const char *directory,
		 struct error *err);
// On return 0 the record is as durable as the mode promises.
int durable_write(struct durable_writer *w, uint64_t number);
void durable_close(struct durable_writer *w);

struct durable_count {
	uint64_t acknowledged;
	uint64_t found, absent, torn, foreign; // of those
	uint64_t beyond; // found though not acknowledged: cut in between
};

static inline uint64_t durable_lost(const struct durable_count *c)
{
	return c->acknowledged - c->found;
}

int durable_verify(const char *directory, uint64_t seed, uint64_t acknowledged,
		   struct durable_count *ret, struct error *err);
int durable_remove(const char *directory, struct error *err);

DEFINE_CLEANUP(durable_writer, struct durable_writer, durable_close)
#define cleanup_durable_writer CLEANUP(durable_writer_cleanup_)
