// SPDX-License-Identifier: MIT
// daxbench inspect: what machine this is and what lies below a path, every
// fact with its source.
#include "cmd/cmd.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/fact.h"
#include "base/parse.h"
#include "base/sysroot.h"
#include "platform/path-facts.h"
#include "platform/platform.h"
#include "result/json-facts.h"

struct params {
	const char *sysroot;
	const char *output;
	int format;
	bool json;
};

#define FIELD(name) offsetof(struct params, name)

static const struct option_row rows[] = {
	{ .name = "sysroot",
	  .type = OPTION_TEXT,
	  .offset = FIELD(sysroot),
	  .label = "DIR",
	  .help = "look at a machine captured in DIR, not at this one" },
	{ .name = "format",
	  .type = OPTION_CHOICE,
	  .offset = FIELD(format),
	  .choices = cmd_formats,
	  .fallback = "text",
	  .label = "FORMAT",
	  .help = "how to print it" },
	{ .name = "json",
	  .type = OPTION_FLAG,
	  .offset = FIELD(json),
	  .help = "the same as --format json" },
	{ .name = "output",
	  .letter = 'o',
	  .type = OPTION_TEXT,
	  .offset = FIELD(output),
	  .label = "FILE",
	  .help = "write to FILE instead of standard output" },
};

static const struct option_set sets[] = {
	{ "Options", rows, ARRAY_SIZE(rows) },
};

// "release" of "kernel.release"; the key itself when it has one component.
static const char *name_in_group(const char *key)
{
	const char *dot = strchr(key, '.');

	return dot ? dot + 1 : key;
}

static size_t group_len(const char *key)
{
	return strcspn(key, ".");
}

// Facts may come from a machine captured elsewhere: nothing in them may reach
// the terminal as a command to it.
static void add_printable(struct strbuf *b, const char *text)
{
	for (; *text; text++) {
		unsigned char c = (unsigned char)*text;

		if (c < ' ' || c == 0x7f)
			strbuf_printf(b, "\\x%02x", c);
		else
			strbuf_putc(b, *text);
	}
}

static void add_value(struct strbuf *b, const struct fact *fact)
{
	char size[BYTES_TEXT_MAX];

	if (fact->status != FACT_KNOWN) {
		strbuf_puts(b, "unknown (");
		add_printable(b, fact->reason);
		strbuf_putc(b, ')');
	} else if (fact->type == FACT_TEXT) {
		add_printable(b, fact->text);
	} else if (fact->type == FACT_BOOL) {
		strbuf_puts(b, fact->number ? "yes" : "no");
	} else if (fact->type == FACT_BYTES) {
		strbuf_puts(b, format_bytes(fact->number, size));
	} else {
		strbuf_printf(b, "%llu%s%s", (unsigned long long)fact->number,
			      fact->unit[0] ? " " : "", fact->unit);
	}
}

static void pad(struct strbuf *b, size_t from, size_t width)
{
	while (b->len - from < width)
		strbuf_putc(b, ' ');
}

//   release   6.1.0-52-amd64   /proc/sys/kernel/osrelease
// A value wider than its column pushes its own source only.
static void print_text(const struct facts *f, bool color, struct strbuf *out)
{
	enum { VALUE_WIDTH = 34 };
	const char *group = "";
	size_t name_width = 0;

	facts_for_each (it, f) {
		size_t n = strlen(name_in_group(it->key));

		name_width = n > name_width ? n : name_width;
	}
	facts_for_each (it, f) {
		size_t n = group_len(it->key);
		size_t line;

		if (n != group_len(group) || strncmp(group, it->key, n) != 0) {
			strbuf_printf(out, "%s%.*s\n", out->len ? "\n" : "",
				      (int)n, it->key);
			group = it->key;
		}
		strbuf_puts(out, "  ");
		line = out->len;
		add_printable(out, name_in_group(it->key));
		pad(out, line, name_width + 2);
		line = out->len;
		add_value(out, it);
		pad(out, line, VALUE_WIDTH);
		strbuf_puts(out, color ? "  \033[2m" : "  ");
		add_printable(out, it->source);
		strbuf_puts(out, color ? "\033[0m\n" : "\n");
	}
}

static bool use_color(const char *output)
{
	const char *no_color = getenv("NO_COLOR");
	bool to_stdout = !output || strcmp(output, "-") == 0;

	return to_stdout && isatty(STDOUT_FILENO) && !(no_color && no_color[0]);
}

static int check_sysroot(const char *root, struct error *err)
{
	if (!root || access(root, R_OK | X_OK) == 0)
		return 0;
	error_usage(err, "cannot read the sysroot '%s'", root);
	error_hint(err, "capture-sysroot makes such a directory");
	return err->code;
}

static int run(const struct command *self, int argc, char **argv)
{
	cleanup_strbuf struct strbuf text = { 0 };
	cleanup_facts struct facts f = { 0 };
	struct error path_err = { 0 };
	struct error err = { 0 };
	struct params p;
	int status = EXIT_YES;
	int rc = 0;

	int n = cmd_parse(self, &p, argc, argv, &status);
	if (n < 0)
		return status;
	if (n > 1) {
		error_usage(&err, "inspect takes one path, not %d", n);
		return cmd_fail(&err);
	}
	if (check_sysroot(p.sysroot, &err) < 0)
		return cmd_fail(&err);
	struct sysroot sr = { .root = p.sysroot };
	platform_collect(&f, &sr);
	if (n == 1)
		rc = path_facts(&f, &sr, argv[0], &path_err);
	path_dax_path_fact(&f, &sr);
	if (rc < 0)
		facts_unknown(&f, "target.path", argv[0], fact_status_of(rc),
			      "%s", path_err.text);
	if (p.json || p.format == CMD_FORMAT_JSON)
		json_print_facts(&f, &text);
	else
		print_text(&f, use_color(p.output), &text);
	if (cmd_emit(p.output, &text, &err) < 0)
		return cmd_fail(&err);
	return rc < 0 ? cmd_fail(&path_err) : EXIT_YES;
}

const struct command cmd_inspect = {
	.name = "inspect",
	.synopsis = "[OPTION]... [PATH]",
	.summary = "what machine, kernel, file system and device this is",
	.help = "Every fact is printed with where it was read; what cannot be "
		"known says why.\n"
		"\n"
		"Examples:\n"
		"  daxbench inspect\n"
		"  daxbench inspect --json /mnt/pmem\n"
		"  daxbench inspect --sysroot captured/ /mnt/pmem\n",
	.run = run,
	.sets = sets,
	.n_sets = ARRAY_SIZE(sets),
};
