// SPDX-License-Identifier: MIT
// A plan as it stands in a file (daxbench-plan, version 1; described in
// daxbench-plan(5)): runs, each a set of options with the values that each
// takes. Which options there are, the caller says by its option rows.
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/option.h"
#include "base/sweep.h"

// Names and versions follow the rules in schema.h.
#define PLAN_SCHEMA_NAME "daxbench-plan"
#define PLAN_SCHEMA_VERSION 1

// A plan is written by hand; more is a mistake or an attack.
#define PLAN_FILE_BYTES_MAX ((size_t)1 << 20)
// Runs after all sweeps are expanded.
#define PLAN_RUNS_MAX 2000

struct plan_setting {
	const struct option_row *row; // borrowed
	struct sweep values;
};

struct plan_entry {
	size_t index; // in the file's "runs"
	struct plan_setting *settings;
	size_t n;
	size_t combinations; // of the values: the runs that this stands for
};

struct plan_file {
	char *origin; // path
	char *name;
	char *summary;
	char digest[17]; // of the content, whatever its white space
	struct plan_entry *entries;
	size_t n;
	size_t runs; // of all entries together
};

// -ENOMSG: a JSON document, but of another kind.
int plan_file_read(const char *path, const struct option_set *sets,
		   size_t n_sets, struct plan_file *ret_plan,
		   struct error *err);
int plan_file_read_text(const char *text, size_t len, const char *origin,
			const struct option_set *sets, size_t n_sets,
			struct plan_file *ret_plan, struct error *err);
void plan_file_release(struct plan_file *plan);

// Put the options of one of the entry's runs over the defaults in `params`.
// Combinations are counted from 0 as nested loops would: the option written
// last changes fastest. Texts in `params` are borrowed from the plan.
int plan_entry_apply(const struct plan_file *plan,
		     const struct plan_entry *entry, size_t combination,
		     void *params, struct error *err);

DEFINE_CLEANUP(plan_file, struct plan_file, plan_file_release)
#define cleanup_plan_file CLEANUP(plan_file_cleanup_)
