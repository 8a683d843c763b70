// SPDX-License-Identifier: MIT
// The record of one invocation: what was run, on what, what mapping it got,
// how long it took, and how far that can be believed. Filled by run/, read by
// the writer, the text summary and, later, the gate. Owns all it points to
// except fields said to be static.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/cleanup.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/evidence.h"
#include "base/fact.h"
#include "stats/hist.h"
#include "stats/pace.h"

enum result_status {
	RESULT_COMPLETE,
	RESULT_INTERRUPTED, // by a signal; what is there is valid
	RESULT_FAILED,      // see error; what is there is valid
};

// What ended a repetition.
enum ending {
	ENDING_UNKNOWN,    // a document of an older program
	ENDING_RANGE,      // all of the range was gone through once
	ENDING_OPERATIONS, // --ops
	ENDING_RUNTIME,    // --runtime
	ENDING_STEADY,     // --steady, before the runtime was over
};

struct thread_split {
	uint64_t operations;
	uint64_t duration; // clock's unit
	uint64_t minor, major;
};

// A number that only some workloads have; static texts.
struct measure {
	const char *name, *unit;
	double value; // NAN: not known
	bool exact;   // equal or not, no statistics needed
};

#define REPETITION_MEASURES_MAX 12

struct repetition {
	unsigned index;
	uint64_t seed;
	const char *state; // static: layout_state()
	uint64_t duration; // clock's unit; the longest worker's
	uint64_t operations, bytes;
	enum ending ending;
	unsigned steady_within; // percent; 0: nobody asked about it
	struct steadiness steadiness;
	struct hist latency;
	uint64_t minor, major;               // faults, all workers
	bool mapped_known;                   // witnessed and counted
	struct page_bytes mapped;            // meaningful when known
	uint64_t worker_nodes, buffer_nodes; // NUMA: see run/node.h
	struct thread_split *threads;
	unsigned n_threads;
	char *finding; // what must not be, and was seen; NULL: nothing
	struct measure measures[REPETITION_MEASURES_MAX];
	unsigned n_measures;
};

enum direction {
	DIRECTION_LESS,  // less is better
	DIRECTION_MORE,  // more is better
	DIRECTION_EQUAL, // any change is one
};

struct metric {
	const char *name; // static
	const char *unit; // static
	enum direction direction;
	bool exact;     // equal or not, no statistics needed
	bool gate;      // judged by `daxbench compare` unless told otherwise
	bool own;       // of the workload's own: from measures
	double *values; // one a repetition
	size_t n;
};

enum validity {
	VALIDITY_VALID,
	VALIDITY_SUSPECT,
	VALIDITY_INVALID,
};

struct mapping_report {
	enum page_size asked;
	bool obtained_known;        // witnessed and counted in a timed pass
	struct page_bytes obtained; // of the last one; meaningful when known
	enum page_size page_size;   // of all of them, likewise
	const char *agreement;      // static: witnessed, unwitnessed, disputed
	struct evidence *witnesses;
	size_t n_witnesses;
};

struct run_record {
	char *workload;
	char *engine;
	struct facts parameters;
	uint64_t chunks; // PMD-sized pieces of the range a repetition touches
	struct repetition *repetitions;
	size_t n_repetitions;
	struct metric *metrics;
	size_t n_metrics;
	struct mapping_report mapping;
	enum page_size expected;
	const char *expected_by; // static: option, workload or prediction
	char *expected_reason;   // why the blocks do not allow a PMD, or NULL
	bool expectation_met;    // meaningful when judged
	bool judged;             // a verdict on the expectation was possible
	char *skipped;           // why it could not be done here; NULL: it was
	enum validity validity;
	char **reasons; // of suspect or invalid
	size_t n_reasons;
};

// The plan whose runs these are. All NULL: none, a command line said it.
struct plan_id {
	char *name, *digest;
	uint64_t runs; // planned; fewer are there when it did not come so far
};

// Of the program that wrote a document. All NULL: this one.
struct tool_id {
	char *version, *features, *compiler;
	char *build_id; // NULL: not known
};

struct result {
	char **command; // argv, NULL-ended
	enum result_status status;
	char *error;   // NULL unless failed or interrupted
	char *started; // RFC 3339, UTC
	struct tool_id tool;
	struct plan_id plan;
	enum clock_kind clock;
	char *kernel_release; // NULL: not known
	char *dax_path;       // of the target's file system; NULL: not known
	char *dax_path_reason;
	struct facts platform;
	const char *target_class; // static; NULL before a target was opened
	char *target_path;
	bool target_found; // by search
	struct facts target;
	struct run_record *runs;
	size_t n_runs;
	uint64_t digest; // of the document it was read from; 0: from none
	// What the fields said to be static point to in a record that was read
	// from a document; see result_intern().
	char **texts;
	size_t n_texts;
};

void result_release(struct result *r);
// A copy of `text` that lives as long as the record; NULL stays NULL.
const char *result_intern(struct result *r, const char *text);
void result_set_command(struct result *r, int argc, char *const *argv);
struct run_record *result_add_run(struct result *r, const char *workload,
				  const char *engine);
// Valid until the next one is added.
struct repetition *run_record_add_repetition(struct run_record *run);
void repetition_measure(struct repetition *rep, const struct measure *measure);
// A metric of every measure that the first repetition has; less is better.
void run_record_add_measures(struct run_record *run);
void run_record_add_metric(struct run_record *run, const struct metric *shape,
			   double (*of)(const struct run_record *run,
					const struct repetition *rep));
// Not done, and why: this machine cannot. Such a run is invalid.
void run_record_skip(struct run_record *run, const char *why);
// Lower the validity to `to` (never raises it) and keep the reason.
void run_record_doubt(struct run_record *run, enum validity to, const char *fmt,
		      ...) ATTR_PRINTF(3, 4);

// Repetitions that found what must not be.
size_t run_record_findings(const struct run_record *run);

const char *result_status_name(enum result_status status);
const char *ending_name(enum ending ending);
const char *direction_name(enum direction direction);
const char *validity_name(enum validity validity);

DEFINE_CLEANUP(result, struct result, result_release)
#define cleanup_result CLEANUP(result_cleanup_)
