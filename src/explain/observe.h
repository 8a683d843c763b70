// SPDX-License-Identifier: MIT
// How chunks are really mapped: map them, touch each once, look at the page
// table. In bounded pieces that are unmapped again, so that neither page
// tables nor memory grow with the file.
#pragma once

#include "base/error.h"
#include "base/sysroot.h"
#include "explain/segments.h"

struct observer {
	const struct scene *scene;
	int fd; // of the file, borrowed
	int pagemap;
	bool scan;      // PAGEMAP_SCAN works
	uint64_t piece; // chunks touched in one mapping
};

int observer_open(struct observer *o, const struct scene *scene, int fd,
		  const struct sysroot *sr, struct error *err) ATTR_MUST_CHECK;
void observer_close(struct observer *o);
// Those chunks, ascending, at most o->piece of them, through one mapping from
// the first to the last.
int observe_chunks(const struct observer *o, const uint64_t *chunks, size_t n,
		   enum observed *ret, struct error *err) ATTR_MUST_CHECK;

DEFINE_CLEANUP(observer, struct observer, observer_close)
#define cleanup_observer CLEANUP(observer_cleanup_)
