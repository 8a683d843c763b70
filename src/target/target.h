// SPDX-License-Identifier: MIT
// Where a run works: a file of our own on a DAX file system, or one of the
// controls, which are never taken unasked. A target is opened from what the
// user typed and brought to a defined state before every repetition.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/cleanup.h"
#include "base/error.h"
#include "base/evidence.h"
#include "base/fact.h"
#include "base/geometry.h"
#include "base/registry.h"
#include "base/sysroot.h"

enum layout_extents {
	LAYOUT_HOLE,      // size set, no blocks
	LAYOUT_UNWRITTEN, // fallocate(2)
	LAYOUT_WRITTEN, // allocated, written and made durable once, then kept:
			// the file's DAX entries of the last touches stay
	LAYOUT_WRITTEN_CLEAN, // the same, but made anew: no DAX entries yet
	LAYOUT_EMPTY,         // size 0: writes extend it
	LAYOUT_SHARED,        // written anew, every block also a second file's
	LAYOUT_DEVICE,        // a device holds what it holds: only mapped anew
};

struct layout {
	uint64_t size; // of the range, a multiple of the chunk size
	enum layout_extents extents;
	uint64_t beyond; // bytes of it that lie behind the end of the file
	// The range lies in so many files, part by part as geometry_part() has
	// it, each at its own offset: before it, a file is a hole. 0: in one.
	unsigned files;
	uint64_t from; // of one of these files: where its part begins
};

// Where the file ends.
static inline uint64_t layout_end(const struct layout *layout)
{
	return layout->size - layout->beyond;
}

struct target {
	const struct target_class *cls;
	const struct sysroot *sr; // borrowed
	struct geometry geo;
	char *spec; // as typed, or how it was found
	char *path; // the directory, "" for memory
	int fd;     // the file of our own, the first of:
	int *files; // those of a layout of several; else NULL
	unsigned n_files;
	int ballast;        // what target_age keeps open, or -1
	int twin;           // shares the blocks of LAYOUT_SHARED, else -1
	bool found;         // chosen by search, not by the user
	struct layout laid; // what the file holds; size 0: nothing yet
	// A device that is mapped as it is: no layout, no system calls that
	// read, write or sync. capacity 0: it is a file.
	uint64_t capacity;   // bytes that can be mapped
	enum page_size only; // the one entry it maps by; else PAGE_SIZE_NONE
	bool stores_allowed;
	struct facts facts; // target.*, what path and file are
};

struct target_class {
	const char *name; // in results: fsdax, devdax, control, shmem
	const char *summary;
	const char *prefix; // "control:" in --target control:DIR, or NULL
	// Without a prefix: is this spec one of its own? May be NULL.
	bool (*recognises)(const char *spec);
	// `where` is the spec without its prefix.
	int (*open)(struct target *t, const char *where, struct error *err);
	// Bring a file to the layout anew: all mappings and page-table
	// entries of before are gone. Says what it could not do.
	int (*prepare)(struct target *t, int fd, const struct layout *layout,
		       struct error *err);
	// One more file of our own, gone with its descriptor. NULL: there are
	// none.
	int (*another)(struct target *t, int *ret_fd, struct error *err);
	// After prepare: have t->twin hold the same blocks. -EOPNOTSUPP where
	// files cannot share them. NULL: there are none.
	int (*share)(struct target *t, uint64_t size, struct error *err);
	// Before the first store, where something of the user's is lost by
	// it: refuse unless `destroy`. NULL: nothing is.
	int (*allow_stores)(struct target *t, bool destroy, struct error *err);
};

REGISTRY(target_class);

// spec NULL: search for a writable DAX mount; the error then lists what was
// looked at.
int target_open(struct target *t, const char *spec, const struct sysroot *sr,
		const struct geometry *geo, struct error *err);
void target_close(struct target *t);
// Fragment the free space of its file system until the target is closed:
// keep_percent of it stay taken, `need` bytes must be left.
int target_age(struct target *t, unsigned keep_percent, uint64_t seed,
	       uint64_t need, struct error *err);
int target_allow_stores(struct target *t, bool destroy,
			struct error *err) ATTR_MUST_CHECK;

static inline bool target_is_device(const struct target *t)
{
	return t->capacity > 0;
}

// Those that the range lies in, in order.
static inline unsigned target_files(const struct target *t)
{
	return t->n_files ? t->n_files : 1;
}

static inline int target_file(const struct target *t, unsigned index)
{
	return t->n_files ? t->files[index] : t->fd;
}

// Before every repetition. All but LAYOUT_WRITTEN is made anew each time: the
// first touch changes it. *ret_made says whether blocks were laid out anew.
int target_prepare(struct target *t, const struct layout *layout,
		   bool *ret_made, struct error *err);
// Something else was made of the file: the next target_prepare lays it anew.
void target_spoil(struct target *t);
// The name of the state that target_prepare leaves: "fresh-hole",
// "fresh-unwritten", "remapped-written", "fresh-written", "fresh-empty",
// "fresh-shared", "remapped-device".
const char *layout_state(enum layout_extents extents);
const char *const *layout_extents_names(void); // NULL-ended, by enum

DEFINE_CLEANUP(target, struct target, target_close)
#define cleanup_target CLEANUP(target_cleanup_)
