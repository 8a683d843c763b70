// SPDX-License-Identifier: MIT
// Commands: few, ordered, user-visible, so they stand in a plain table
// (main.c). Only here and in main.c is anything printed and an exit status
// chosen.
#pragma once

#include <stdbool.h>
#include <stdio.h>

#include "base/error.h"
#include "base/option.h"
#include "base/strbuf.h"

// Part of the interface; daxbench(1) says it to users.
enum exit_status {
	EXIT_YES = 0,     // done; the answer is yes
	EXIT_NO = 1,      // the answer is no
	EXIT_USAGE = 2,   // the request is wrong
	EXIT_UNKNOWN = 3, // it could not be determined
	EXIT_SIGNAL = 128 // + the signal
};

struct command {
	const char *name;
	const char *synopsis; // arguments, for "usage: daxbench name …"
	const char *summary;  // one line
	const char *help;     // paragraphs and examples after the options
	// argv[0] is the command's name.
	int (*run)(const struct command *self, int argc, char **argv);
	const struct option_set *sets; // NULL: takes no options of its own
	size_t n_sets;
	// Set where positionals are refused: a hint how things are named, or
	// "".
	const char *no_positionals;
};

extern const struct command cmd_run, cmd_check, cmd_explain, cmd_inspect;
extern const struct command cmd_compare, cmd_report, cmd_list, cmd_vm;
extern const struct command cmd_durable, cmd_merge, cmd_noise;

// "daxbench: text" and a second line with the hint, on stderr. Returns the
// exit status that the error's kind means.
int cmd_fail(const struct error *err);
// Parse with the command's options into its parameter struct; on --help
// prints it. Returns the number of positionals, which are then argv[0 … n),
// or -1 with *ret_status the exit status to leave with.
int cmd_parse(const struct command *self, void *params, int argc, char **argv,
	      int *ret_status);
void cmd_print_help(const struct command *self, FILE *out);

// An option's percentage, 0 < text < limit, as a share.
int cmd_percent(const char *text, const char *option, double limit,
		double *ret_share, struct error *err);

// Text (out of a strbuf) to a file written whole, or to stdout if path is
// NULL or "-". Errors as by error.h.
int cmd_emit(const char *path, const struct strbuf *text, struct error *err);

enum cmd_format { CMD_FORMAT_TEXT, CMD_FORMAT_JSON };
// NULL-ended, by enum, for the rows of OPTION_CHOICE.
extern const char *const cmd_formats[];
