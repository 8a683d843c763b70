// SPDX-License-Identifier: MIT
// A file as runs of chunks of which the same is to be said. As many as the
// file has changes, not as it has chunks.
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/cleanup.h"
#include "explain/rule.h"

// What one touch of the chunk showed.
enum observed {
	OBSERVED_NOT, // was not looked at
	OBSERVED_PMD,
	OBSERVED_PTE,
	OBSERVED_SIGBUS,   // every touch of the chunk
	OBSERVED_DISPUTED, // two readings contradict each other
	OBSERVED_PUD,
	OBSERVED_REFUSED, // mmap(2) failed with EINVAL
};

#define OBSERVATIONS (OBSERVED_REFUSED + 1)

enum finding {
	FINDING_NONE,        // as predicted, or nothing to compare
	FINDING_STICKY,      // PTE although everything allows a PMD
	FINDING_UNEXPLAINED, // otherwise not as predicted
	FINDING_ZERO_PAGE,   // PTE, since no huge zero page could be had
};

#define FINDINGS (FINDING_ZERO_PAGE + 1)

struct segment {
	uint64_t first, n; // chunks
	struct prediction predicted;
	bool zero;              // a load shows the zero page: no blocks
	uint64_t looked;        // chunks of it that were looked at
	enum observed observed; // by all of those
	bool settled;           // after a store that could have had either…
	enum chunk_class after; // …what the blocks now allow
	enum finding finding;
};

struct segments {
	struct segment *v;
	size_t n, cap;
};

void segments_release(struct segments *s);
// At the end, or into the last when it continues it and says the same.
void segments_add(struct segments *s, const struct segment *one);
const char *observed_name(enum observed o);
const char *finding_name(enum finding f);

DEFINE_CLEANUP(segments, struct segments, segments_release)
#define cleanup_segments CLEANUP(segments_cleanup_)
