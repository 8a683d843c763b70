// SPDX-License-Identifier: MIT
// The A/A floor: by how much results of one kernel differ from each other, a
// floor a run and metric, and where that was measured. Filled by gate/ or read
// from a document, which is hostile until proven. Owns all it points to.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/attr.h"
#include "base/cleanup.h"
#include "base/error.h"
#include "base/strbuf.h"

#define NOISE_SCHEMA_NAME "daxbench-noise"
#define NOISE_SCHEMA_VERSION 1

enum noise_method {
	NOISE_EXACT, // equal in all results, or not
	NOISE_RANGE, // half the range of the results' medians
	NOISE_PAIRS, // end of the interval of pairs that is farther from 0
};

struct noise_floor {
	char *run; // as judgement.run
	char *metric;
	char *unit;
	enum noise_method method;
	size_t n;          // results, or pairs of them
	double half_width; // of ln(value), 0 or more; NAN when exact
	bool equal;        // meaningful when exact
};

// A fact that a fingerprint holds; value NULL: not known.
struct noise_fact {
	char *name, *key, *value;
};

struct noise {
	char *path; // of the document, for messages; NULL: none
	size_t n_files;
	double confidence;
	struct noise_fact *facts;
	size_t n_facts;
	struct noise_floor *v;
	size_t n;
};

void noise_release(struct noise *noise);
// All text is copied.
void noise_add_fact(struct noise *noise, const char *name, const char *key,
		    const char *value);
// Its numbers are the caller's to fill.
struct noise_floor *noise_add(struct noise *noise, const char *run,
			      const char *metric, const char *unit);
// NULL: not measured.
const struct noise_floor *noise_find(const struct noise *noise, const char *run,
				     const char *metric, const char *unit);
const char *noise_method_name(enum noise_method method);
// The daxbench-noise document and a newline, appended.
void noise_json(const struct noise *noise, struct strbuf *out);
// *ret_noise is written only on success. Codes as of result_read().
int noise_read(const char *path, struct noise *ret_noise,
	       struct error *err) ATTR_MUST_CHECK;
int noise_read_text(const char *text, size_t len, const char *origin,
		    struct noise *ret_noise, struct error *err) ATTR_MUST_CHECK;

DEFINE_CLEANUP(noise, struct noise, noise_release)
#define cleanup_noise CLEANUP(noise_cleanup_)
