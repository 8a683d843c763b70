// SPDX-License-Identifier: MIT
// What is registered, as one flat listing, and that as JSON. All strings are
// borrowed from the registered records except the values of details.
#pragma once

#include <stddef.h>

#include "base/cleanup.h"
#include "base/strbuf.h"

struct listing_detail {
	const char *key;
	char *value;
};

struct listing_entry {
	const char *group, *name, *summary;
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
// {"schema": {"name": "daxbench-list", "version": 1}, "tool": …,
//  "workloads": [{"name", "summary", "details": {…}}, …], …}
void listing_json(const struct listing *l, struct strbuf *out);

DEFINE_CLEANUP(listing, struct listing, listing_release)
