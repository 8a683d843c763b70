// SPDX-License-Identifier: MIT
// Options as data: one row parses, checks, gives the default and prints its
// own line of --help. A command gives one or more sets, which all write to its
// one parameter struct.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/error.h"

enum option_type {
	OPTION_FLAG,   // bool
	OPTION_COUNT,  // uint64_t
	OPTION_BYTES,  // uint64_t; 2m, 1GiB
	OPTION_TIME,   // uint64_t, ns; 500ms, 30s, 2m
	OPTION_CHOICE, // int: index into choices, -1 when not given
	OPTION_TEXT,   // const char *, borrowed from argv
};

struct option_row {
	const char *name; // long name without dashes
	char letter;      // short name or 0
	enum option_type type;
	size_t offset;        // of the field in the parameter struct
	const char *fallback; // default as text; NULL: 0, false, -1 or NULL
	uint64_t min, max;    // COUNT, BYTES, TIME; max 0: no limit
	const char *const *choices; // CHOICE: NULL-ended
	const char *label;          // "SIZE" in --size SIZE
	const char *help;
};

struct option_set {
	const char *title; // heading in --help
	const struct option_row *rows;
	size_t n;
};

// Put every default in place; asserts that defaults parse.
void options_defaults(const struct option_set *sets, size_t n, void *params);
// argv[0] is skipped. Options may stand before and after positionals; "--"
// ends them. Positionals are moved to the front of argv; returns their
// number. A usage error names the option, what it takes and, for an unknown
// one, the nearest. `*ret_help` is set when -h or --help was met.
int options_parse(const struct option_set *sets, size_t n, void *params,
		  int argc, char **argv, bool *ret_help, struct error *err);
// The same over what `params` holds: what is not given stays as it is.
int options_overlay(const struct option_set *sets, size_t n, void *params,
		    int argc, char **argv, bool *ret_help, struct error *err);
void options_print(FILE *out, const struct option_set *sets, size_t n);

// One option as a document gives it: "block_size" is block-size. NULL: there
// is none of that name; *ret_near is then the nearest, or NULL.
const struct option_row *options_find(const struct option_set *sets, size_t n,
				      const char *name, const char **ret_near);
// Checked like one on the command line. The text of OPTION_TEXT is borrowed, a
// flag takes "true" and "false".
int option_put(const struct option_row *row, void *params, const char *text,
	       struct error *err);

// Nearest of `names` (NULL-ended) to `word`, or NULL if none is near.
const char *nearest_name(const char *word, const char *const *names);
