// SPDX-License-Identifier: MIT
// Reading a JSON document that may be anything. Every value is reached through
// a place, which knows its path from the top, so that an error says
// "runs[2].metrics[0].unit: …". The first failure is kept and everything after
// it reads as empty: the caller asks once, at the end, whether all was well.
#pragma once

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/error.h"
#include "base/strbuf.h"
#include "result/json-source.h"

struct lift;

struct json_reading {
	const char *origin; // file name or such, for messages
	int code;           // 0, or that of the first failure
	struct error *err;
	struct lift *lift; // histograms of the document; NULL: it has none
};

struct json_place {
	struct json_reading *reading;
	const struct json_place *up; // NULL at the top
	const char *key;             // NULL: an array's item
	size_t index;
	const json_t *v; // NULL after a failure
};

// What a document may be at most.
struct json_limits {
	size_t bytes;  // of its text
	size_t depth;  // of its nesting
	size_t token;  // bytes of one string or number
	size_t memory; // bytes of the tree, as json_scan() estimates them
};

// The pass that keeps memory bounded: how deep the text nests and what the
// tree of it takes, from above, without allocation. Feed it part by part,
// zeroed before the first; stop at the first error.
struct json_scan {
	size_t depth, token, memory;
	bool quoted, escaped;
};
int json_scan(struct json_scan *scan, const char *text, size_t len,
	      const char *origin, const struct json_limits *limits,
	      struct error *err) ATTR_MUST_CHECK;

// Text to a tree, which the caller gives to json_decref(). Refuses what
// exceeds the limits before anything is allocated for it, duplicate keys and
// all that is not JSON (NaN, numbers out of range). NULL with *err set. The
// limit of bytes is the source's.
json_t *json_parse(struct json_source *from, const char *origin,
		   const struct json_limits *limits, struct error *err);

// Keep the failure; returns its code.
int json_fail(const struct json_place *at, int code, const char *fmt, ...)
	ATTR_PRINTF(3, 4);

// The place must be an object and hold the key.
struct json_place json_member(const struct json_place *at, const char *key);
// As json_member, but a key that is not there is no failure: v is NULL.
struct json_place json_optional(const struct json_place *at, const char *key);
// Number of items; the place must be an array.
size_t json_items(const struct json_place *at);
struct json_place json_item(const struct json_place *at, size_t index);

bool json_is_unknown(const struct json_place *at); // null
uint64_t json_get_count(const struct json_place *at);
double json_get_real(const struct json_place *at); // finite
bool json_get_bool(const struct json_place *at);
// Borrowed. "" after a failure; of json_get_text_or_null also NULL for null.
const char *json_get_text(const struct json_place *at);
const char *json_get_text_or_null(const struct json_place *at);
// What kind of document it is, before anything else of it is believed:
// -ENOMSG when it is not of that name, -EPROTONOSUPPORT of another version.
void json_expect_schema(const struct json_place *top, const char *name,
			int version);
// Index of the text among the names that name_of(0 … n-1) gives.
int json_get_name(const struct json_place *at, unsigned n,
		  const char *(*name_of)(int index));
