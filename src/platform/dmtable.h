// SPDX-License-Identifier: MIT
// The table of a device-mapper device: which part of it lies where. As text it
// is what `dmsetup table` prints, a line a target, in sectors:
//     0 2097152 linear 259:0 2048
//     2097152 4194304 striped 2 4096 259:0 0 259:1 0
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/cleanup.h"
#include "base/error.h"
#include "base/strbuf.h"

// A part of a device that lies below.
struct dm_leg {
	unsigned major, minor;
	uint64_t start; // bytes from its start
};

struct dm_target {
	uint64_t start, end; // bytes of the mapped device
	// Bytes that lie on one leg before it is the next one's turn; 0 when
	// there is one leg. No legs: a target of another type.
	uint64_t stripe;
	struct dm_leg *legs;
	size_t n_legs;
};

struct dmtable {
	struct dm_target *v;
	size_t n;
};

// As text, of the running kernel. -EACCES or -EPERM when not root.
int dmtable_ask(unsigned major, unsigned minor,
		struct strbuf *out) ATTR_MUST_CHECK;
// -EBADMSG for text that is no table; it may come from anybody.
int dmtable_parse(struct dmtable *t, const char *text,
		  struct error *err) ATTR_MUST_CHECK;
void dmtable_release(struct dmtable *t);

DEFINE_CLEANUP(dmtable, struct dmtable, dmtable_release)
#define cleanup_dmtable CLEANUP(dmtable_cleanup_)
