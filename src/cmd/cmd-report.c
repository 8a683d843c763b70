// SPDX-License-Identifier: MIT
// daxbench report: results as a page, as Markdown, as CSV, or in the format of
// another tool.
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "cmd/cmd.h"
#include "gate/fingerprint.h"
#include "gate/judge.h"
#include "report/csv.h"
#include "report/html.h"
#include "report/markdown.h"
#include "report/report.h"
#include "result/export.h"
#include "result/result-read.h"

struct params {
	const char *output, *title, *base, *allow;
	const char *new; // the argument, with base
	int format, direction;
	bool paired;
};

enum format {
	FORMAT_HTML,
	FORMAT_MARKDOWN,
	FORMAT_CSV,
	FORMAT_EXPORTS // from here on
};

#define CHOICE(name) #name,

static const char *const formats[] = {
	[FORMAT_HTML] = "html",
	[FORMAT_MARKDOWN] = "markdown",
	[FORMAT_CSV] = "csv",
	EXPORT_FORMATS(CHOICE) NULL,
};

static const char *const directions[] = {
	[DIRECTION_LESS] = "less",
	[DIRECTION_MORE] = "more",
	NULL,
};

#define AT(field) offsetof(struct params, field)

static const struct option_row rows[] = {
	{ "format", 'f', OPTION_CHOICE, AT(format), .choices = formats,
	  .help = "default: by the suffix of --output, else markdown" },
	{ "output", 'o', OPTION_TEXT, AT(output), .label = "FILE",
	  .help = "write there, whole or not at all (default: standard output)" },
	{ "title", 't', OPTION_TEXT, AT(title), .label = "TEXT",
	  .help = "of the page or the Markdown" },
	{ "direction", 'd', OPTION_CHOICE, AT(direction), .choices = directions,
	  .help = "with --format github: metrics of which less (default) or more is better" },
};

static const struct option_row judging[] = {
	{ "compare", 'c', OPTION_TEXT, AT(base), .label = "BASE",
	  .help = "judge the one result or directory against this one, as daxbench compare does" },
	{ "paired", 0, OPTION_FLAG, AT(paired),
	  .help = "with --compare: file i of both is one pair" },
	{ "allow", 0, OPTION_TEXT, AT(allow), .label = "FACTS",
	  .help = "with --compare: comma list of what is meant to differ" },
};

static const struct option_set sets[] = {
	{ "options", rows, ARRAY_SIZE(rows) },
	{ "verdict", judging, ARRAY_SIZE(judging) },
};

struct inputs {
	struct result_set *sets;
	size_t n_sets;
	const struct result **results; // of all sets, in the order given
	const char **names;
	size_t n;
	const struct check_file **checks; // likewise
	size_t n_checks;
	const char **left_out;
	size_t n_left_out;
};

static void inputs_release(struct inputs *in)
{
	for (size_t i = 0; i < in->n_sets; i++)
		result_set_release(&in->sets[i]);
	free(in->sets);
	free(in->results);
	free(in->names);
	free(in->checks);
	free(in->left_out);
}
DEFINE_CLEANUP(inputs, struct inputs, inputs_release)

// One that cannot be read ends it: nothing is to be missing silently.
static int inputs_add(struct inputs *in, const char *path, struct error *err)
{
	struct result_set *set = &in->sets[in->n_sets];
	int ret = result_read_all(path, RESULT_WHOLE, set, err);

	if (ret < 0)
		return ret;
	in->n_sets++;
	in->results = xreallocarray(in->results, in->n + set->n + 1,
				    sizeof(*in->results));
	in->names = xreallocarray(in->names, in->n + set->n + 1,
				  sizeof(*in->names));
	for (size_t k = 0; k < set->n; k++) {
		in->results[in->n] = &set->v[k].result;
		in->names[in->n++] = set->v[k].path;
	}
	in->checks = xreallocarray(in->checks, in->n_checks + set->n_checks + 1,
				   sizeof(*in->checks));
	for (size_t k = 0; k < set->n_checks; k++)
		in->checks[in->n_checks++] = &set->checks[k];
	in->left_out =
		xreallocarray(in->left_out, in->n_left_out + set->n_skipped + 1,
			      sizeof(*in->left_out));
	for (size_t k = 0; k < set->n_skipped; k++) {
		fprintf(stderr, "daxbench: left out: %s\n", set->skipped[k]);
		in->left_out[in->n_left_out++] = set->skipped[k];
	}
	return 0;
}

// The base comes first: changes are told from there.
static int inputs_read(struct inputs *in, const char *base, int argc,
		       char **argv, struct error *err)
{
	in->sets = xcalloc((size_t)argc + 1, sizeof(*in->sets));
	int ret = base ? inputs_add(in, base, err) : 0;

	for (int i = 0; i < argc && ret == 0; i++)
		ret = inputs_add(in, argv[i], err);
	return ret;
}

static bool ends_in(const char *path, const char *suffix)
{
	size_t n = strlen(path), k = strlen(suffix);

	return n > k && strcmp(path + n - k, suffix) == 0;
}

static int format_of_path(const char *path)
{
	static const struct {
		const char *suffix;
		enum format format;
	} suffixes[] = {
		{ ".html", FORMAT_HTML },
		{ ".htm", FORMAT_HTML },
		{ ".csv", FORMAT_CSV },
		{ ".md", FORMAT_MARKDOWN },
	};

	for (size_t i = 0; path && i < ARRAY_SIZE(suffixes); i++)
		if (ends_in(path, suffixes[i].suffix))
			return suffixes[i].format;
	return FORMAT_MARKDOWN;
}

static int check_judging(const struct params *p, int positionals,
			 struct error *err)
{
	if (!p->base && (p->paired || p->allow))
		return error_usage(err, "--%s is for --compare",
				   p->paired ? "paired" : "allow");
	if (p->base && positionals != 1)
		return error_usage(
			err, "--compare judges one result or directory, not %d",
			positionals);
	if (p->base && p->format != FORMAT_HTML && p->format != FORMAT_MARKDOWN)
		return error_usage(err, "--compare has no place in %s",
				   formats[p->format]);
	return fingerprint_allow_check(p->allow, err);
}

static int check(struct params *p, int positionals, struct error *err)
{
	if (!positionals)
		return error_usage(err, "no result given");
	if (p->format < 0)
		p->format = format_of_path(p->output);
	if (p->title && p->format != FORMAT_HTML &&
	    p->format != FORMAT_MARKDOWN)
		return error_usage(err, "--title has no place in %s",
				   formats[p->format]);
	const struct export_format *export = export_find(formats[p->format]);
	if (p->direction >= 0 && (!export || !export->directed))
		return error_usage(err, "--direction is for --format github");
	if (p->direction < 0)
		p->direction = DIRECTION_LESS;
	return check_judging(p, positionals, err);
}

static int write_export(const struct params *p, const struct inputs *in,
			struct strbuf *out, struct error *err)
{
	const struct export_input input = { in->results, in->n,
					    (enum direction)p->direction };
	const struct export_format *export = export_find(formats[p->format]);

	if (!export->write(&input, out))
		return error_set(err, -ENODATA,
				 "the results hold nothing to export as %s",
				 export->name);
	return 0;
}

static void judge(const struct params *p, const struct inputs *in,
		  struct comparison *ret)
{
	const struct gate_options options = { .paired = p->paired,
					      .allow = p->allow,
					      .confidence = .95 };

	gate_compare(&in->sets[0], p->base, &in->sets[1], p->new, &options,
		     ret);
}

static int write_report(const struct params *p, const struct inputs *in,
			struct strbuf *out, struct error *err)
{
	cleanup_comparison struct comparison comparison = { 0 };
	struct report_input input = { .title = p->title,
				      .results = in->results,
				      .names = in->names,
				      .n = in->n,
				      .checks = in->checks,
				      .n_checks = in->n_checks,
				      .left_out = in->left_out,
				      .n_left_out = in->n_left_out };
	cleanup_doc struct doc doc = { 0 };

	for (size_t i = 0; i < in->n_checks && p->format >= FORMAT_CSV; i++)
		fprintf(stderr,
			"daxbench: left out: %s: verdicts have no place in %s\n",
			in->checks[i]->path, formats[p->format]);
	if (p->format >= FORMAT_EXPORTS)
		return write_export(p, in, out, err);
	if (p->format == FORMAT_CSV) {
		if (csv_write(in->results, in->names, in->n, out))
			return 0;
		return error_set(err, -ENODATA,
				 "the results hold no number for csv");
	}
	if (p->base) {
		judge(p, in, &comparison);
		input.comparison = &comparison;
	}
	report_build(&input, &doc);
	if (p->format == FORMAT_HTML)
		html_write(&doc, out);
	else
		markdown_write(&doc, out);
	return 0;
}

static int run(const struct command *self, int argc, char **argv)
{
	CLEANUP(inputs_cleanup_) struct inputs in = { 0 };
	cleanup_strbuf struct strbuf out = { 0 };
	struct error err = { 0 };
	struct params p;
	int status;
	int positionals = cmd_parse(self, &p, argc, argv, &status);

	if (positionals < 0)
		return status;
	p.new = argv[0];
	if (check(&p, positionals, &err) < 0 ||
	    inputs_read(&in, p.base, positionals, argv, &err) < 0 ||
	    write_report(&p, &in, &out, &err) < 0 ||
	    cmd_emit(p.output, &out, &err) < 0)
		return cmd_fail(&err);
	return EXIT_YES;
}

const struct command cmd_report = {
	.name = "report",
	.synopsis = "[OPTIONS] FILE|DIRECTORY…",
	.summary = "results as a page, Markdown, CSV or for other tools",
	.help = "examples:\n"
		"  daxbench report result.json -o report.html\n"
		"  daxbench report --compare base.json new.json -o verdict.html\n"
		"  daxbench report results/ >>\"$GITHUB_STEP_SUMMARY\"\n"
		"  daxbench report --format openmetrics -o dax.prom result.json\n",
	.run = run,
	.sets = sets,
	.n_sets = ARRAY_SIZE(sets),
};
