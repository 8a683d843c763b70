// SPDX-License-Identifier: MIT
// What the gate says of two sides: one judgement a metric, and the worst of
// them. Filled by gate/, written by the exports. Owns all it points to except
// fields said to be static. A number that is not known is NAN.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/cleanup.h"
#include "base/strbuf.h"
#include "result/result.h"

#define VERDICT_SCHEMA_NAME "daxbench-verdict"
#define VERDICT_SCHEMA_VERSION 1
#define VERDICTS_SCHEMA_NAME "daxbench-verdicts"

// From good to bad: the overall outcome is the greatest.
enum outcome {
	OUTCOME_SAME,
	OUTCOME_IMPROVED,
	OUTCOME_INCONCLUSIVE, // the data do not suffice; see sentence
	OUTCOME_INCOMPARABLE, // must not be set against each other
	OUTCOME_REGRESSED,
};

struct judgement {
	char *run;      // workload, engine and parameters: "pmd-fault size=…"
	char *workload; // alone
	char *label;    // short, and no other run of the comparison has it
	char *metric;   // "mapping", or the name of a metric of the results
	char *unit;
	enum direction direction;
	bool exact; // equal or not; effect and interval are then NAN
	bool gate;  // counts for the overall outcome; the others inform
	enum outcome outcome;
	double base, new;     // centre of each side, in unit
	double effect;        // relative: 0.05 is 5 % more than base
	double low, high;     // its interval, at `confidence`
	double confidence;    // level of the interval, 0.95; NAN without one
	double min_effect;    // the relative effect that counts here
	double p;             // adjusted over the gating metrics (Holm)
	size_t n_base, n_new; // units: repetitions, or boots when paired
	const char *method;   // static: see daxbench-compare(1)
	char *sentence;       // the verdict in words, one sentence
};

struct side {
	char *path;
	size_t n_files, n_runs;
	char *kernel;    // NULL: not known
	char *started;   // the first of its results; NULL: not known
	uint64_t digest; // of its documents, in their order
};

// A fact that is not the same on both sides.
struct difference {
	char *name;       // what --allow calls it
	char *key;        // of the fact
	char *base, *new; // as text; NULL: not known
	bool allowed;
};

struct comparison {
	struct side base, new;
	bool timed;            // something was measured, by this clock;
	enum clock_kind clock; // verdicts of `daxbench check` alone have none
	bool paired;
	char *noise; // path of the A/A floor that was used; NULL: none
	struct difference *differences;
	size_t n_differences;
	struct judgement *v; // mapping first, then gating, then informing
	size_t n;
	char **notes; // runs and metrics without a counterpart, one a line
	size_t n_notes;
	enum outcome overall;
	char *reason; // of the overall outcome, one sentence
};

void comparison_release(struct comparison *c);
struct judgement *comparison_add(struct comparison *c);
void comparison_note(struct comparison *c, const char *fmt, ...)
	ATTR_PRINTF(2, 3);
size_t comparison_count(const struct comparison *c, enum outcome outcome,
			bool gate);
const char *outcome_name(enum outcome outcome);
// The daxbench-verdict document and a newline, appended.
void comparison_json(const struct comparison *c, struct strbuf *out);
// Several, each with a title: the daxbench-verdicts document.
void comparisons_json(const struct comparison *v, char *const *titles, size_t n,
		      enum outcome overall, struct strbuf *out);

DEFINE_CLEANUP(comparison, struct comparison, comparison_release)
#define cleanup_comparison CLEANUP(comparison_cleanup_)
