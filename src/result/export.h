// SPDX-License-Identifier: MIT
// Results, and verdicts on them, in the formats of other tools: the numbers of
// every metric, for trackers, and what was met or not, for test reports. One
// file a format (export-x.c) and one line here.
#pragma once

#include "base/strbuf.h"
#include "result/comparison.h"
#include "result/result.h"
#include "result/series.h"

#define EXPORT_FORMATS(X)                                                      \
	X(github)                                                              \
	X(bmf)                                                                 \
	X(openmetrics)                                                         \
	X(benchstat)                                                           \
	X(otava)                                                               \
	X(kcidb)                                                               \
	X(junit)                                                               \
	X(ktap)

struct export_input {
	const struct result *const *results;
	size_t n;
	// Of metrics to be written, for formats whose files have one. A metric
	// of which any change is one counts as less.
	enum direction direction;
};

struct export_verdict {
	const struct comparison *comparison;
	enum direction direction; // as above
};

struct export_format {
	const char *name;
	const char *summary;
	bool directed; // see export_input.direction
	// Appends the document; returns how many records it holds. None at all
	// is no success to anybody: such a document must not be used.
	size_t (*write)(const struct export_input *in, struct strbuf *out);
	// The same of a verdict. NULL: the format has no place for one and its
	// reader judges by itself; it gets the numbers of both sides.
	size_t (*write_verdict)(const struct export_verdict *in,
				struct strbuf *out);
};

#define EXPORT_DECLARE(name) extern const struct export_format export_##name;
EXPORT_FORMATS(EXPORT_DECLARE)

// NULL if there is none of that name.
const struct export_format *export_find(const char *name);
