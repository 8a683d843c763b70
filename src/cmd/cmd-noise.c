// SPDX-License-Identifier: MIT
// daxbench noise: by how much do results of one kernel differ?
#include <errno.h>
#include <math.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "base/table.h"
#include "cmd/cmd.h"
#include "gate/floor.h"

struct params {
	const char *confidence, *output;
	int format;
};

#define AT(field) offsetof(struct params, field)

static const struct option_row how[] = {
	{ "confidence", 0, OPTION_TEXT, AT(confidence), "95",
	  .label = "PERCENT", .help = "of the intervals of pairs" },
};

static const struct option_row output[] = {
	{ "format", 'f', OPTION_CHOICE, AT(format), "json",
	  .choices = cmd_formats, .help = "of the output" },
	{ "output", 'o', OPTION_TEXT, AT(output), .label = "FILE",
	  .help = "write it there, whole or not at all" },
};

static const struct option_set sets[] = {
	{ "how", how, ARRAY_SIZE(how) },
	{ "output", output, ARRAY_SIZE(output) },
};

static int read_sides(char **paths, int n, struct result_set *all,
		      struct error *err)
{
	for (int i = 0; i < n; i++) {
		struct result_set one = { 0 };
		int ret = result_read_all(paths[i], RESULT_WITHOUT_BUCKETS,
					  &one, err);

		if (ret < 0)
			return ret;
		for (size_t k = 0; k < one.n_skipped; k++)
			fprintf(stderr, "daxbench: skipped %s\n",
				one.skipped[k]);
		for (size_t k = 0; k < one.n_checks; k++)
			fprintf(stderr,
				"daxbench: skipped %s: verdicts have no noise\n",
				one.checks[k].path);
		result_set_join(all, &one);
	}
	return 0;
}

// Rows are printed to a string so that they can go to a file as well.
static int put_text(const struct noise *noise, struct strbuf *out,
		    struct error *err)
{
	cleanup_table struct table t = { .right = 1u << 2 | 1u << 4 };
	cleanup_free char *text = NULL;
	size_t len;
	FILE *stream = open_memstream(&text, &len);

	if (!stream)
		return error_sys(err, -ENOMEM, "cannot format");
	table_row(&t, "run", "metric", "floor", "method", "n", NULL);
	for (size_t i = 0; i < noise->n; i++) {
		const struct noise_floor *f = &noise->v[i];
		cleanup_free char *n = xasprintf("%zu", f->n);
		cleanup_free char *floor =
			f->method == NOISE_EXACT
				? xstrdup(f->equal ? "equal" : "NOT EQUAL")
				: xasprintf("%.3f %%",
					    100 * expm1(f->half_width));

		table_row(&t, f->run, f->metric, floor,
			  noise_method_name(f->method), n, NULL);
	}
	table_print(&t, stream, "");
	(void)fclose(stream);
	strbuf_add(out, text, len);
	return 0;
}

static int run(const struct command *self, int argc, char **argv)
{
	cleanup_result_set struct result_set set = { 0 };
	cleanup_noise struct noise noise = { 0 };
	cleanup_strbuf struct strbuf text = { 0 };
	struct error err = { 0 };
	struct params p;
	double confidence;
	int status;
	int positionals = cmd_parse(self, &p, argc, argv, &status);

	if (positionals < 0)
		return status;
	if (positionals == 0) {
		error_usage(&err, "noise takes results of one kernel");
		error_hint(&err, "daxbench noise A1.json A2.json …");
		return cmd_fail(&err);
	}
	if (cmd_percent(p.confidence, "confidence", 100, &confidence, &err) <
		    0 ||
	    read_sides(argv, positionals, &set, &err) < 0 ||
	    floor_measure(&set, confidence, &noise, &err) < 0)
		return cmd_fail(&err);
	if (p.format == CMD_FORMAT_JSON)
		noise_json(&noise, &text);
	else if (put_text(&noise, &text, &err) < 0)
		return cmd_fail(&err);
	return cmd_emit(p.output, &text, &err) < 0 ? cmd_fail(&err) : EXIT_YES;
}

const struct command cmd_noise = {
	.name = "noise",
	.synopsis = "RESULT... [OPTIONS]",
	.summary = "measure by how much results of one kernel differ",
	.help = "examples:\n"
		"  daxbench noise boots/ --output noise.json\n"
		"  daxbench compare --noise noise.json old.json new.json\n"
		"      what counts is then at least twice the half-width of the noise\n"
		"\n"
		"Exit status: 0 done, 2 usage, 3 it could not be determined (one result\n"
		"only, results of different kernels or machines, not readable).\n",
	.run = run,
	.sets = sets,
	.n_sets = ARRAY_SIZE(sets),
};
