// SPDX-License-Identifier: MIT
#include "cmd/cmd.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/outfile.h"
#include "cmd/stdio-close.h"

const char *const cmd_formats[] = {
	[CMD_FORMAT_TEXT] = "text",
	[CMD_FORMAT_JSON] = "json",
	NULL,
};

int cmd_fail(const struct error *err)
{
	fprintf(stderr, "daxbench: %s\n", err->text);
	if (err->hint[0])
		fprintf(stderr, "daxbench: %s\n", err->hint);
	return err->kind == ERROR_USAGE ? EXIT_USAGE : EXIT_UNKNOWN;
}

void cmd_print_help(const struct command *self, FILE *out)
{
	fprintf(out, "usage: daxbench %s %s\n\n%s\n", self->name,
		self->synopsis, self->summary);
	options_print(out, self->sets, self->n_sets);
	if (self->help)
		fprintf(out, "\n%s", self->help);
}

int cmd_parse(const struct command *self, void *params, int argc, char **argv,
	      int *ret_status)
{
	struct error err = { 0 };
	bool help;
	int positionals = options_parse(self->sets, self->n_sets, params, argc,
					argv, &help, &err);

	if (positionals < 0) {
		*ret_status = cmd_fail(&err);
		return -1;
	}
	if (help) {
		cmd_print_help(self, stdout);
		*ret_status = EXIT_YES;
		return -1;
	}
	if (positionals > 0 && self->no_positionals) {
		error_usage(&err, "unexpected argument '%s'", argv[0]);
		error_hint(&err, "%s", self->no_positionals);
		*ret_status = cmd_fail(&err);
		return -1;
	}
	return positionals;
}

int cmd_percent(const char *text, const char *option, double limit,
		double *ret_share, struct error *err)
{
	char *end;
	double v = strtod(text, &end);

	if (end == text || *end || !isfinite(v) || v <= 0 || v >= limit)
		return error_usage(
			err,
			"--%s takes a percentage between 0 and %g, not '%s'",
			option, limit, text);
	*ret_share = v / 100;
	return 0;
}

int cmd_emit(const char *path, const struct strbuf *text, struct error *err)
{
	cleanup_outfile struct outfile out = { .fd = -1 };

	if (!path || strcmp(path, "-") == 0) {
		// Whether it arrived is told at exit.
		stdio_write(strbuf_str(text), text->len);
		return 0;
	}
	int rc = outfile_open(&out, path, err);
	if (rc < 0)
		return rc;
	return outfile_commit(&out, text->s, text->len, err);
}
