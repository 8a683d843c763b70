// SPDX-License-Identifier: MIT
// What is registered, as one flat listing, and that as JSON. All strings are
// borrowed from the registered records except the values of details and
// options.
#pragma once

#include <stddef.h>

#include "base/cleanup.h"
#include "base/strbuf.h"

struct listing_detail {
	const char *key;
	char *value;
};

// Of `daxbench run`, where it has a part in the entry.
struct listing_option {
	const char *name;
	char *takes; // values or a word for them; "": a flag
	const char *unit;
	char *fallback;
};

struct listing_entry {
	const char *group, *name, *summary;
	struct listing_option *options;
	size_t n_options;
	struct listing_detail *details;
	size_t n_details;
};

struct listing {
	struct listing_entry *v;
	size_t n;
};

void listing_release(struct listing *l);
void listing_add(struct listing *l, const char *group, const char *name,
		 const char *summary);
// Of the entry added last. A NULL value is left out.
void listing_detail(struct listing *l, const char *key, const char *value);
// Likewise.
void listing_option(struct listing *l, const char *name, const char *takes,
		    const char *unit, const char *fallback);
// {"schema": {"name": "daxbench-list", "version": 1}, "tool": …,
//  "workloads": [{"name", "summary", "details": {…}, "options": […]}, …], …}
void listing_json(const struct listing *l, struct strbuf *out);

DEFINE_CLEANUP(listing, struct listing, listing_release)
