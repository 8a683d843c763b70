// SPDX-License-Identifier: MIT
// FIEMAP records of an open file, unmerged, as the file system reports them.
// Physical addresses are relative to the file system's block device.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/cleanup.h"
#include "base/error.h"
#include "base/fact.h"
#include "base/geometry.h"

struct extent {
	uint64_t logical, physical, len; // bytes
	uint32_t flags;                  // FIEMAP_EXTENT_*
};

struct extents {
	struct extent *v;
	size_t n, cap;
};

// Not 0 ends the walk, which returns it.
typedef int (*extents_visit)(void *context, const struct extent *e);

// Each record that overlaps [start, end), in order, without keeping them: a
// file may have millions. A record that starts before `start` may be given
// from there on. Errors as extents_read().
int extents_walk(int fd, uint64_t start, uint64_t end, extents_visit visit,
		 void *context, struct error *err) ATTR_MUST_CHECK;

// Dirty data is not written first. -EOPNOTSUPP where there is no FIEMAP.
int extents_read(struct extents *e, int fd, struct error *err) ATTR_MUST_CHECK;
// Those of another file behind them.
int extents_append(struct extents *e, int fd,
		   struct error *err) ATTR_MUST_CHECK;
void extents_release(struct extents *e);
// Chunks of [0, size) that one record covers whole, with physical ≡ logical
// modulo the PMD size relative to the block device: what the blocks allow, if
// the device itself starts on a PMD boundary.
uint64_t extents_huge_chunks(const struct extents *e, uint64_t size,
			     const struct geometry *geo);
// What another file holds too, as far as the file system says so.
uint64_t extents_shared_bytes(const struct extents *e);
// extents.count, extents.huge_chunks, extents.chunks.
void extents_facts(const struct extents *e, uint64_t size,
		   const struct geometry *geo, struct facts *facts);

DEFINE_CLEANUP(extents, struct extents, extents_release)
#define cleanup_extents CLEANUP(extents_cleanup_)
