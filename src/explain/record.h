// SPDX-License-Identifier: MIT
// One explained file written down, so that it can be explained again on
// another machine: what the kernel answered, the mapping, the extents before
// and after it was touched, and what was observed. Lines of text, a keyword
// first; in a captured machine's tree it is RECORD_PATH.
#pragma once

#include "base/cleanup.h"
#include "base/strbuf.h"
#include "base/sysroot.h"
#include "explain/answers.h"
#include "explain/segments.h"
#include "target/extents.h"
#include "target/target.h"

#define RECORD_PATH "/daxbench/explain"

enum record_when {
	RECORD_BEFORE, // the touches
	RECORD_AFTER,  // stores that chose blocks
};

struct record {
	char *path;    // absolute
	uint64_t unit; // of a device-dax node; 0: a file
	bool scratch;
	enum layout_extents scratch_extents;
	struct answers answers;
	struct strbuf table; // of device-mapper, lines; answers.table is it
	struct device_base base;
	uint64_t vma_start, vma_end;
	bool write, is_private, nohugepage;
	uint64_t colour;          // of the address
	struct segments observed; // first, n, looked and observed only
};

// All but the extents, which record_walk() reads; it may come from anybody.
int record_read(struct record *r, const struct sysroot *sr,
		struct error *err) ATTR_MUST_CHECK;
void record_release(struct record *r);
int record_walk(const struct sysroot *sr, enum record_when when,
		extents_visit visit, void *context,
		struct error *err) ATTR_MUST_CHECK;

// The parts of such a file, in any order.
void record_write_head(struct strbuf *out, const struct scene *s,
		       enum layout_extents scratch_extents,
		       const struct answers *a);
void record_write_extent(struct strbuf *out, enum record_when when,
			 const struct extent *e);
void record_write_observed(struct strbuf *out, const struct segments *s);

DEFINE_CLEANUP(record, struct record, record_release)
#define cleanup_record CLEANUP(record_cleanup_)
