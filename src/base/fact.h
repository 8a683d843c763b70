// SPDX-License-Identifier: MIT
// What is observed: key, value, unit, source, and if unknown the reason.
// Unknown is never zero. Platform probes, targets and witnesses produce
// facts; text, JSON and comparison consume them.
//
// Keys are dotted, lower case and stable ("kernel.release"). The source is
// the file or call the value was read from ("/proc/version", "statx(2)").
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/cleanup.h"
#include "base/strbuf.h"

enum fact_status {
	FACT_KNOWN,
	FACT_ABSENT,      // the thing itself is not there
	FACT_DENIED,      // needs a privilege that is missing
	FACT_UNSUPPORTED, // this kernel or this build cannot tell
	FACT_ERROR,       // should have worked
};

enum fact_type {
	FACT_TEXT,
	FACT_COUNT, // unit says of what; "" for a plain number
	FACT_BYTES,
	FACT_BOOL,
};

struct fact {
	char *key;
	enum fact_status status;
	enum fact_type type; // meaningful when known
	char *text;          // FACT_TEXT
	uint64_t number;     // FACT_COUNT, FACT_BYTES, FACT_BOOL (0 or 1)
	const char
		*unit; // static; "bytes" for FACT_BYTES, else "" or e.g. "kHz"
	char *source;
	char *reason; // when not known
};

struct facts {
	struct fact *v;
	size_t n, cap;
};

void facts_release(struct facts *f);
void facts_text(struct facts *f, const char *key, const char *source,
		const char *value);
void facts_textf(struct facts *f, const char *key, const char *source,
		 const char *fmt, ...) ATTR_PRINTF(4, 5);
// `unit` must be a string literal.
void facts_count(struct facts *f, const char *key, const char *source,
		 uint64_t value, const char *unit);
void facts_bytes(struct facts *f, const char *key, const char *source,
		 uint64_t value);
void facts_bool(struct facts *f, const char *key, const char *source,
		bool value);
void facts_unknown(struct facts *f, const char *key, const char *source,
		   enum fact_status status, const char *fmt, ...)
	ATTR_PRINTF(5, 6);
// The status that an errno from a read means: ENOENT absent, EACCES/EPERM
// denied, ENOTTY/EOPNOTSUPP/ENOSYS/EINVAL unsupported, else error.
enum fact_status fact_status_of(int negative_errno);
const char *fact_status_name(enum fact_status status);

// NULL if there is no such key.
const struct fact *facts_find(const struct facts *f, const char *key);
// The text of a known text fact, else NULL.
const char *facts_get_text(const struct facts *f, const char *key);
// A known fact's value for people and for keys, appended: "yes", "2MiB", "17".
void fact_put(const struct fact *fact, struct strbuf *out);
// Append copies of all of `from`, each key prefixed by `prefix` (may be "").
void facts_append(struct facts *to, const char *prefix,
		  const struct facts *from);

#define facts_for_each(it, f)                                                  \
	for (const struct fact *it = (f)->v; it && it < (f)->v + (f)->n; it++)

DEFINE_CLEANUP(facts, struct facts, facts_release)
#define cleanup_facts CLEANUP(facts_cleanup_)
