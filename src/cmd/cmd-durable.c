// SPDX-License-Identifier: MIT
// daxbench durable: write records, acknowledging each once it is durable; and,
// after the power was cut, look for every acknowledged one.
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "base/attr.h"
#include "base/interrupt.h"
#include "base/outfile.h"
#include "cmd/cmd.h"
#include "durable/durable.h"
#include "result/json-durable.h"

struct params {
	int mode, format;
	uint64_t seed, records, acknowledged;
	const char *output;
	bool remove;
};

#define AT(field) offsetof(struct params, field)

static const struct option_row write_rows[] = {
	{ "mode", 'm', OPTION_CHOICE, AT(mode), "fsync",
	  .choices = durable_mode_names,
	  .help = "what makes a record durable; store and write make nothing durable, they are controls" },
	{ "records", 'n', OPTION_COUNT, AT(records), "16384", 1,
	  DURABLE_RECORDS_MAX, .label = "N",
	  .help = "end after N records of 4096 bytes" },
};

static const struct option_row verify_rows[] = {
	{ "acknowledged", 'a', OPTION_COUNT, AT(acknowledged), "0", 0,
	  DURABLE_RECORDS_MAX, .label = "N",
	  .help = "how many records were acknowledged: all of them must be there" },
	{ "remove", 0, OPTION_FLAG, AT(remove),
	  .help = "remove the file once it was looked at" },
	{ "format", 'f', OPTION_CHOICE, AT(format), "text",
	  .choices = cmd_formats, .help = "of standard output" },
	{ "output", 'o', OPTION_TEXT, AT(output), .label = "FILE",
	  .help = "write the JSON document there" },
};

static const struct option_row both_rows[] = {
	{ "seed", 0, OPTION_COUNT, AT(seed), "1", 0, INT64_MAX, .label = "N",
	  .help = "of what is in the records; the same for write and verify" },
};

static const struct option_set sets[] = {
	{ "write", write_rows, ARRAY_SIZE(write_rows) },
	{ "verify", verify_rows, ARRAY_SIZE(verify_rows) },
	{ "both", both_rows, ARRAY_SIZE(both_rows) },
};

// One write(2), so that nothing of it waits in a buffer of ours; a terminal or
// serial line has sent it before we go on. Whoever reads counts lines that have
// their semicolon.
static int acknowledge(uint64_t number, struct error *err)
{
	char line[48];
	int n = snprintf(line, sizeof(line), "acknowledged %llu;\n",
			 (unsigned long long)number);
	int rc = write_all(STDOUT_FILENO, line, (size_t)n);

	if (rc < 0)
		return error_sys(err, rc, "writing to standard output");
	if (isatty(STDOUT_FILENO))
		(void)tcdrain(STDOUT_FILENO);
	return 0;
}

static int write_records(const struct params *p, const char *directory)
{
	cleanup_durable_writer struct durable_writer w = {
		.mode = durable_mode((unsigned)p->mode),
		.seed = p->seed,
		.records = p->records,
		.fd = -1,
	};
	struct error err = { 0 };

	interrupt_install();
	if (durable_open(&w, directory, &err) < 0)
		return cmd_fail(&err);
	for (uint64_t i = 0; i < p->records && !interrupt_pending(); i++) {
		int rc = durable_write(&w, i);

		if (rc < 0) {
			error_sys(&err, rc, "record %llu, mode %s",
				  (unsigned long long)i, w.mode->name);
			return cmd_fail(&err);
		}
		if (acknowledge(i, &err) < 0)
			return cmd_fail(&err);
	}
	return interrupt_pending() ? EXIT_SIGNAL + interrupt_pending()
				   : EXIT_YES;
}

static void say(const struct durable_count *c, struct strbuf *out)
{
	strbuf_printf(
		out,
		"acknowledged %llu, found %llu, lost %llu (absent %llu, torn %llu, foreign %llu), beyond %llu\n",
		(unsigned long long)c->acknowledged,
		(unsigned long long)c->found,
		(unsigned long long)durable_lost(c),
		(unsigned long long)c->absent, (unsigned long long)c->torn,
		(unsigned long long)c->foreign, (unsigned long long)c->beyond);
}

static int verify(const struct params *p, const char *directory)
{
	cleanup_strbuf struct strbuf text = { 0 }, json = { 0 };
	struct durable_count c;
	struct error err = { 0 };

	if (durable_verify(directory, p->seed, p->acknowledged, &c, &err) < 0)
		return cmd_fail(&err);
	say(&c, &text);
	durable_json(&(struct durable_doc){ .directory = directory,
					    .seed = p->seed,
					    .acknowledged = c.acknowledged,
					    .found = c.found,
					    .absent = c.absent,
					    .torn = c.torn,
					    .foreign = c.foreign,
					    .beyond = c.beyond },
		     &json);
	if ((p->output && cmd_emit(p->output, &json, &err) < 0) ||
	    cmd_emit(NULL, p->format == CMD_FORMAT_JSON ? &json : &text, &err) <
		    0)
		return cmd_fail(&err);
	if (p->remove && durable_remove(directory, &err) < 0)
		return cmd_fail(&err);
	if (durable_lost(&c))
		return EXIT_NO;
	// Nothing acknowledged, nothing shown.
	return c.acknowledged ? EXIT_YES : EXIT_UNKNOWN;
}

static int run(const struct command *self, int argc, char **argv)
{
	struct params p;
	struct error err = { 0 };
	int status;
	int positionals = cmd_parse(self, &p, argc, argv, &status);

	if (positionals < 0)
		return status;
	if (positionals == 2 && strcmp(argv[0], "write") == 0)
		return write_records(&p, argv[1]);
	if (positionals == 2 && strcmp(argv[0], "verify") == 0)
		return verify(&p, argv[1]);
	error_usage(&err, "durable needs 'write' or 'verify' and a directory");
	error_hint(&err, "`daxbench durable --help` has an example");
	return cmd_fail(&err);
}

const struct command cmd_durable = {
	.name = "durable",
	.synopsis = "write|verify DIR [OPTIONS]",
	.summary =
		"write acknowledged records, and look for them after a power cut",
	.help = "examples:\n"
		"  daxbench durable write /mnt/pmem --mode map-sync | ssh elsewhere 'cat >log'\n"
		"      until the power goes; the log must be kept on another machine\n"
		"  daxbench durable verify /mnt/pmem --acknowledged 1234\n"
		"      afterwards: 1234 whole lines are in the log\n"
		"  daxbench vm --power-cut\n"
		"      the same in a virtual machine, cut many times\n"
		"\n"
		"Exit status: write: 0 all records were written; verify: 0 every acknowledged\n"
		"record is there, 1 one is lost; 2 usage, 3 it could not be determined, or no\n"
		"record was acknowledged; 128+n by signal n.\n",
	.run = run,
	.sets = sets,
	.n_sets = ARRAY_SIZE(sets),
};
