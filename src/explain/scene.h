// SPDX-License-Identifier: MIT
// Everything a rule may rest on, gathered once: the file, how it is (or would
// be) mapped, its file system, the device below and the kernel. Rules read it
// and nothing else.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/cleanup.h"
#include "base/fact.h"
#include "base/geometry.h"
#include "explain/place.h"

enum tri { TRI_NO, TRI_YES, TRI_UNKNOWN };

// Of a device, in bytes from its start, sorted.
struct bad_range {
	uint64_t start, end;
};

// Where the block device that FIEMAP's addresses refer to starts in physical
// memory, modulo the PMD size.
struct device_base {
	bool known;
	uint64_t offset; // 0: on a PMD boundary
	char *how;       // by what it is known, or why not
};

struct scene {
	struct geometry geo; // its chunks: of a file PMDs, of a device units
	char *path;
	bool scratch; // a file of our own: nobody else can have touched it
	bool device;  // a device-dax instance, not a file: no file system
	uint64_t size;

	// The mapping, as file offsets, multiples of the page size.
	uint64_t vma_start, vma_end;
	bool write;        // touched by store, else by load
	bool is_private;   // MAP_PRIVATE
	uint64_t colour;   // bytes that the address is off that of the offset
	uint64_t address;  // that mmap(2) chose for it; 0: none was asked for
	bool nohugepage;   // madvise(MADV_NOHUGEPAGE)
	bool thp_disabled; // prctl(PR_SET_THP_DISABLE), often inherited

	char *fs_type;
	uint64_t block_bytes; // of the file system
	uint64_t free_bytes;
	enum tri huge_fault; // does the file system's driver serve PMD faults

	// A PMD fault that fell back may be tried once more, with the blocks
	// that the first try has allocated or converted (ext4 from Linux 6.4,
	// first under the VMA's lock alone).
	bool retries;

	enum tri pmd_kernel; // does the kernel map DAX by PMD at all
	char *pmd_kernel_source;

	bool dm;        // the block device is device-mapper's…
	char *dm_table; // …with this table, NULL: not read
	struct device_span
		*spans; // of it, in order; none without device-mapper
	size_t n_spans;
	uint64_t partition_start;
	struct device_base base;
	struct bad_range *bad; // of the whole disk
	size_t n_bad;

	struct facts facts; // what of path and file is also printed
};

void scene_release(struct scene *s);

// What one entry of the page table is asked to map whole: a PMD, or what a
// device is aligned to.
static inline uint64_t scene_chunk_bytes(const struct scene *s)
{
	return geometry_chunk_bytes(&s->geo);
}

// The mapping is not one of whole units of a device: mmap(2) refuses it.
bool scene_splits_units(const struct scene *s);
// Whole chunks and parts of them that the mapping has.
uint64_t scene_first_chunk(const struct scene *s);
uint64_t scene_end_chunk(const struct scene *s);
// The longest record the file system can have, in bytes; 0 if not known.
uint64_t scene_record_limit(const struct scene *s, bool unwritten);

DEFINE_CLEANUP(scene, struct scene, scene_release)
#define cleanup_scene CLEANUP(scene_cleanup_)
