// SPDX-License-Identifier: MIT
// Histograms lifted out of a document while it is read. A result may hold a
// million buckets; as JSON values each costs 240 bytes, here 24 or none.
//
//   "histogram": [[8, 9, 2],      the reader of JSON sees   "histogram": 0
//                 [12, 12, 1]]    and this holds list 0
//
// Line breaks are passed on, so that lines in messages are those of the file.
#pragma once

#include <stdbool.h>

#include "result/json-source.h"
#include "stats/hist.h"

// Most buckets that are kept of one document: 24 MiB.
#define LIFT_BUCKETS_MAX ((size_t)1 << 20)

// Ascending, none empty.
struct lifted {
	struct hist_bucket *buckets; // NULL: empty, or not kept
	size_t n;
	struct hist_bucket first, last; // meaningful when n > 0
	uint64_t total;                 // of the counts
	bool taken;
};

struct lift {
	struct json_source source; // what is left of the document
	struct lifted *lists;
	size_t n_lists;
	bool keep; // the buckets, or only what was found of them

	struct json_source *from;
	const char *origin; // for messages, as err
	struct error *err;
	int code; // of the first failure
	char in[65536];
	size_t at, end;
	size_t line;
	size_t n_kept; // buckets of all lists
	// Where in the text: within quotes, after how much of the key, what
	// was before, and what is to be written instead of a list.
	bool quoted, escaped;
	size_t matched;
	enum { LIFT_OTHER, LIFT_KEY, LIFT_COLON } before;
	char instead[24];
	size_t instead_at, instead_len, newlines;
};

void lift_init(struct lift *l, struct json_source *from, const char *origin,
	       bool keep);
// List number `index`, once; NULL if there is none or it was taken before. Its
// buckets belong to the caller.
struct lifted *lift_take(struct lift *l, uint64_t index);
void lift_release(struct lift *l);

DEFINE_CLEANUP(lift, struct lift, lift_release)
#define cleanup_lift CLEANUP(lift_cleanup_)
