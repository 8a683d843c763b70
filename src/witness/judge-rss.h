// SPDX-License-Identifier: MIT
// What Rss in smaps says about a DAX mapping: it depends on the kernel, was
// never documented, and was measured. Pure. Never alone, and never
// FilePmdMapped: that is 0 for DAX on every kernel measured.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/evidence.h"
#include "base/geometry.h"

struct rss_case {
	enum page_size asked;
	struct geometry geo;
	uint64_t chunks;
	uint64_t touches_per_chunk;
	bool write; // no shared zero page (which never counts as Rss)
	unsigned kernel_major, kernel_minor;
	uint64_t rss; // bytes
};

void rss_judge(const struct rss_case *c, struct evidence *ev);
