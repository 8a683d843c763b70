// SPDX-License-Identifier: MIT
// The file that is explained: open on this machine, or recorded on another.
#pragma once

#include "base/cleanup.h"
#include "base/error.h"
#include "explain/answers.h"
#include "explain/record.h"
#include "target/extents.h"

struct subject {
	const struct sysroot *sr; // borrowed
	int fd;                   // -1: recorded in sr's tree
	bool whole;               // a device: one extent, all of it
	struct answers answers;
	struct strbuf *tape; // extents are written down there, unless NULL
};

static inline bool subject_recorded(const struct subject *s)
{
	return s->fd < 0;
}

// Records that overlap [start, end), in order, as extents_walk().
int subject_walk(const struct subject *s, enum record_when when, uint64_t start,
		 uint64_t end, extents_visit visit, void *context,
		 struct error *err) ATTR_MUST_CHECK;
