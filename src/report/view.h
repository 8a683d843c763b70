// SPDX-License-Identifier: MIT
// The results of a report as its sections see them: every result with a label
// that no other has, and runs of the same thing grouped over all results.
#pragma once

#include "report/figure.h"
#include "report/report.h"
#include "result/variant.h"

struct view_member {
	size_t result; // index into labels and in->results
	const struct run_record *run;
	struct hist all; // latencies of all its repetitions
};

struct view_group {
	char *key;   // of its runs, see run_key()
	char *title; // in short, and no other group has it: see run_labels()
	struct view_member *members;
	size_t n;
};

struct view {
	const struct report_input *in;
	struct variants variants;
	char **labels; // one a result
	struct view_group *groups;
	size_t n_groups;
};

void view_init(struct view *v, const struct report_input *in);
void view_release(struct view *v);
const struct result *view_result(const struct view *v,
				 const struct view_member *m);
const char *view_label(const struct view *v, const struct view_member *m);
const char *view_unit(const struct view *v, const struct view_member *m);
// Of the group, from its member `first` on: there may be more of them than one
// figure shows.
struct figure *view_figure(enum figure_kind kind, const struct view_group *g,
			   size_t first);
// NULL if the run has no such metric.
const struct metric *view_metric(const struct run_record *run,
				 const char *name);
// Median over the repetitions; NAN if there is none.
double view_median(const struct run_record *run, const char *metric);

DEFINE_CLEANUP(view, struct view, view_release)

// Each appends its blocks, or nothing when it has nothing to say.
void section_verdict(const struct view *v, struct doc *doc);
void section_summary(const struct view *v, struct doc *doc);
void section_matrix(const struct view *v, struct doc *doc);
void section_mapping(const struct view *v, struct doc *doc);
void section_latency(const struct view *v, struct doc *doc);
void section_drift(const struct view *v, struct doc *doc);
void section_faults(const struct view *v, struct doc *doc);
void section_throughput(const struct view *v, struct doc *doc);
void section_checks(const struct view *v, struct doc *doc);
void section_environment(const struct view *v, struct doc *doc);
