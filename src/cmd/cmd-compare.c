// SPDX-License-Identifier: MIT
// daxbench compare: is NEW as good as BASE?
#include <stdlib.h>
#include <unistd.h>

#include "cmd/cmd.h"
#include "cmd/compare-export.h"
#include "cmd/compare-matrix.h"
#include "cmd/compare-text.h"
#include "gate/cases.h"
#include "gate/fingerprint.h"
#include "gate/judge.h"
#include "result/export.h"

// By how much the self-test makes every value worse.
#define SELFTEST_FACTOR 1.10

enum format {
	FORMAT_TEXT,
	FORMAT_JSON,
	FORMAT_MARKDOWN,
	FORMAT_EXPORTS // from here on
};

#define CHOICE(name) #name,

static const char *const formats[] = {
	[FORMAT_TEXT] = "text",
	[FORMAT_JSON] = "json",
	[FORMAT_MARKDOWN] = "markdown",
	EXPORT_FORMATS(CHOICE) NULL,
};

static const char *const directions[] = {
	[DIRECTION_LESS] = "less",
	[DIRECTION_MORE] = "more",
	NULL,
};

struct params {
	bool paired, selftest, verbose;
	bool is_matrix; // the one argument is a folder of many sides
	const char *metrics, *min_effect, *confidence, *noise, *allow, *output;
	int format, direction;
};

#define AT(field) offsetof(struct params, field)

static const struct option_row how[] = {
	{ "paired", 0, OPTION_FLAG, AT(paired),
	  .help = "file i of BASE and file i of NEW are one pair" },
	{ "metric", 'm', OPTION_TEXT, AT(metrics), .label = "NAMES",
	  .help = "comma list: these decide, the others inform (default: as the results say)" },
	{ "min-effect", 0, OPTION_TEXT, AT(min_effect), .label = "PERCENT",
	  .help = "smaller changes do not count (default: 0.5 of instructions, 3 of time)" },
	{ "confidence", 0, OPTION_TEXT, AT(confidence), "95",
	  .label = "PERCENT", .help = "of the intervals" },
	{ "noise", 0, OPTION_TEXT, AT(noise), .label = "FILE",
	  .help = "what daxbench noise measured: changes within it do not count" },
	{ "allow", 0, OPTION_TEXT, AT(allow), .label = "FACTS",
	  .help = "comma list: what is meant to differ; the kernel may anyway" },
	{ "selftest", 0, OPTION_FLAG, AT(selftest),
	  .help = "make NEW 10 % worse and compare it with itself: exit 0 if that is seen" },
};

static const struct option_row output[] = {
	{ "format", 'f', OPTION_CHOICE, AT(format), "text", .choices = formats,
	  .help = "of the output" },
	{ "output", 'o', OPTION_TEXT, AT(output), .label = "FILE",
	  .help = "write it there, whole or not at all" },
	{ "direction", 'd', OPTION_CHOICE, AT(direction), .choices = directions,
	  .help = "with --format github: metrics of which less (default) or more is better" },
	{ "verbose", 'v', OPTION_FLAG, AT(verbose),
	  .help = "also the metrics that only inform" },
};

static const struct option_set sets[] = {
	{ "how", how, ARRAY_SIZE(how) },
	{ "output", output, ARRAY_SIZE(output) },
};

static int check_format(struct params *p, struct error *err)
{
	const struct export_format *export = export_find(formats[p->format]);

	if (p->direction >= 0 && (!export || !export->directed))
		return error_usage(err, "--direction is for --format github");
	if (p->direction < 0)
		p->direction = DIRECTION_LESS;
	if (export && p->is_matrix)
		return error_usage(
			err, "--format %s has no place for a whole matrix",
			export->name);
	return 0;
}

static int check(struct params *p, int positionals, struct gate_options *o,
		 struct error *err)
{
	int rc = 0;

	if (positionals != 2 && !(positionals == 1 && p->is_matrix)) {
		error_usage(err, "compare takes two results, not %d",
			    positionals);
		error_hint(
			err,
			"daxbench compare BASE.json NEW.json, or the one folder of a matrix");
		return err->code;
	}
	*o = (struct gate_options){
		.paired = p->paired,
		.metrics = p->metrics,
		.allow = p->allow,
	};
	rc = cmd_percent(p->confidence, "confidence", 100, &o->confidence, err);
	if (rc == 0 && p->min_effect)
		rc = cmd_percent(p->min_effect, "min-effect", 1000,
				 &o->min_effect, err);
	if (rc == 0)
		rc = check_format(p, err);
	return rc < 0 ? rc : fingerprint_allow_check(p->allow, err);
}

static void say_skipped(const struct result_set *set)
{
	for (size_t i = 0; i < set->n_skipped; i++)
		fprintf(stderr, "daxbench: skipped %s\n", set->skipped[i]);
}

static bool use_color(const struct params *p)
{
	const char *no_color = getenv("NO_COLOR");

	return !p->output && isatty(STDOUT_FILENO) &&
	       !(no_color && no_color[0]);
}

static void put(const struct params *p, const struct comparison *c,
		struct strbuf *out)
{
	if (p->format == FORMAT_TEXT)
		compare_text(c, use_color(p), p->verbose, out);
	else if (p->format == FORMAT_JSON)
		comparison_json(c, out);
	else
		compare_markdown(c, out);
}

static int show(const struct params *p, const struct comparison *c,
		const struct result_set *base, const struct result_set *new,
		struct error *err)
{
	cleanup_strbuf struct strbuf text = { 0 };
	int ret = 0;

	if (p->format < FORMAT_EXPORTS)
		put(p, c, &text);
	else
		ret = compare_export(formats[p->format],
				     (enum direction)p->direction, c, base, new,
				     &text, err);
	return ret < 0 ? ret : cmd_emit(p->output, &text, err);
}

static int show_matrix(const struct params *p, const struct matrix_verdicts *m,
		       struct error *err)
{
	cleanup_strbuf struct strbuf text = { 0 };

	if (p->format == FORMAT_JSON)
		comparisons_json(m->v, m->titles, m->n,
				 compare_matrix_overall(m), &text);
	for (size_t i = 0; i < m->n && p->format != FORMAT_JSON; i++) {
		strbuf_printf(&text, "%s%s%s\n\n", i ? "\n" : "",
			      p->format == FORMAT_MARKDOWN ? "### " : "",
			      m->titles[i]);
		put(p, &m->v[i], &text);
	}
	return cmd_emit(p->output, &text, err);
}

// Every gating metric that can be slower or faster, and every promise that was
// kept, must have regressed.
static int selftest_status(const struct comparison *c)
{
	size_t seen = 0, missed = 0;

	for (size_t i = 0; i < c->n; i++) {
		const struct judgement *j = &c->v[i];

		if (!j->gate || (cases_is(j) ? j->base < 1 : j->exact))
			continue;
		seen++;
		missed += c->v[i].outcome != OUTCOME_REGRESSED;
	}
	if (seen && !missed)
		return EXIT_YES;
	fprintf(stderr,
		"daxbench: a change of 10 %%, or a broken promise, would not be seen in %zu of %zu\n",
		missed, seen);
	return EXIT_UNKNOWN;
}

static int status_of(enum outcome overall)
{
	switch (overall) {
	case OUTCOME_SAME:
	case OUTCOME_IMPROVED:
		return EXIT_YES;
	case OUTCOME_REGRESSED:
		return EXIT_NO;
	case OUTCOME_INCONCLUSIVE:
	case OUTCOME_INCOMPARABLE:
		break;
	}
	return EXIT_UNKNOWN;
}

static int run_matrix(const struct params *p, const char *folder,
		      struct gate_options *o)
{
	cleanup_matrix_verdicts struct matrix_verdicts m = { 0 };
	struct error err = { 0 };
	int worst = EXIT_YES;

	o->worsen = p->selftest ? SELFTEST_FACTOR : 0;
	if (compare_matrix(folder, o, &m, &err) < 0 ||
	    show_matrix(p, &m, &err) < 0)
		return cmd_fail(&err);
	for (size_t i = 0; i < m.n && p->selftest; i++)
		if (selftest_status(&m.v[i]) != EXIT_YES)
			worst = EXIT_UNKNOWN;
	return p->selftest ? worst : status_of(compare_matrix_overall(&m));
}

static int run(const struct command *self, int argc, char **argv)
{
	cleanup_result_set struct result_set base = { 0 }, new = { 0 };
	cleanup_comparison struct comparison c = { 0 };
	cleanup_noise struct noise noise = { 0 };
	struct error err = { 0 };
	struct gate_options o;
	struct params p;
	int status;
	int positionals = cmd_parse(self, &p, argc, argv, &status);

	if (positionals < 0)
		return status;
	p.is_matrix = positionals == 1 && compare_matrix_is(argv[0]);
	if (check(&p, positionals, &o, &err) < 0 ||
	    (p.noise && noise_read(p.noise, &noise, &err) < 0))
		return cmd_fail(&err);
	o.noise = p.noise ? &noise : NULL;
	if (p.is_matrix)
		return run_matrix(&p, argv[0], &o);
	if (result_read_all(argv[0], RESULT_WITHOUT_BUCKETS, &base, &err) < 0 ||
	    result_read_all(argv[1], RESULT_WITHOUT_BUCKETS, &new, &err) < 0)
		return cmd_fail(&err);
	say_skipped(&base);
	say_skipped(&new);
	if (p.selftest) {
		o.worsen = SELFTEST_FACTOR;
		gate_compare(&new, argv[1], &new, argv[1], &o, &c);
	} else {
		gate_compare(&base, argv[0], &new, argv[1], &o, &c);
	}
	if (show(&p, &c, &base, &new, &err) < 0)
		return cmd_fail(&err);
	return p.selftest ? selftest_status(&c) : status_of(c.overall);
}

const struct command cmd_compare = {
	.name = "compare",
	.synopsis = "BASE NEW [OPTIONS] | MATRIX [OPTIONS]",
	.summary = "judge a result, or a folder of them, against another",
	.help = "examples:\n"
		"  daxbench compare 6.1.json 6.12.json\n"
		"      one boot each under `daxbench vm --icount` is enough\n"
		"  daxbench compare --paired base/ new/\n"
		"      wall-clock results of 10 or 20 alternating boots\n"
		"  daxbench compare --allow fs ext4.json xfs.json\n"
		"      the file system is what is compared\n"
		"  daxbench compare out\n"
		"      a folder of `daxbench vm matrix`: each kernel against the first\n"
		"\n"
		"Exit status: 0 same or improved, 1 regressed, 2 usage, 3 it could not be\n"
		"determined (inconclusive, incomparable, nothing compared, not readable).\n",
	.run = run,
	.sets = sets,
	.n_sets = ARRAY_SIZE(sets),
};
