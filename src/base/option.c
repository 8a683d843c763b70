// SPDX-License-Identifier: MIT
#include "base/option.h"

#include <assert.h>
#include <errno.h>
#include <string.h>

#include "base/alloc.h"
#include "base/parse.h"
#include "base/strbuf.h"

static void choices_text(const struct option_row *row, struct strbuf *out)
{
	for (const char *const *c = row->choices; *c; c++)
		strbuf_printf(out, "%s%s", c == row->choices ? "" : "|", *c);
}

// What stands after the option's name in messages and in --help.
static void value_text(const struct option_row *row, struct strbuf *out)
{
	if (row->type == OPTION_CHOICE)
		choices_text(row, out);
	else
		strbuf_puts(out, row->label);
}

static int take_number(const struct option_row *row, const char *text,
		       uint64_t *ret, struct error *err)
{
	uint64_t v;
	int rc = row->type == OPTION_BYTES  ? parse_bytes(text, &v)
		 : row->type == OPTION_TIME ? parse_duration(text, &v)
					    : parse_u64(text, &v);

	if (rc < 0)
		return error_usage(err, "--%s takes %s, not '%s'", row->name,
				   row->type == OPTION_BYTES
					   ? "a size such as 64m or 1GiB"
				   : row->type == OPTION_TIME
					   ? "a time such as 500ms, 30s or 2m"
					   : "a whole number",
				   text);
	if (v < row->min)
		return error_usage(err, "--%s must be at least %llu, not '%s'",
				   row->name, (unsigned long long)row->min,
				   text);
	if (row->max && v > row->max)
		return error_usage(err, "--%s must be at most %llu, not '%s'",
				   row->name, (unsigned long long)row->max,
				   text);
	*ret = v;
	return 0;
}

static int take_choice(const struct option_row *row, const char *text, int *ret,
		       struct error *err)
{
	cleanup_strbuf struct strbuf all = { 0 };

	for (int i = 0; row->choices[i]; i++) {
		if (strcmp(row->choices[i], text) == 0) {
			*ret = i;
			return 0;
		}
	}
	choices_text(row, &all);
	return error_usage(err, "--%s takes %s, not '%s'", row->name, all.s,
			   text);
}

static int take(void *params, const struct option_row *row, const char *text,
		struct error *err)
{
	void *to = (char *)params + row->offset;

	switch (row->type) {
	case OPTION_FLAG:
		*(bool *)to = true;
		return 0;
	case OPTION_COUNT:
	case OPTION_BYTES:
	case OPTION_TIME:
		return take_number(row, text, to, err);
	case OPTION_CHOICE:
		return take_choice(row, text, to, err);
	case OPTION_TEXT:
		*(const char **)to = text;
		return 0;
	}
	return -EINVAL;
}

void options_defaults(const struct option_set *sets, size_t n, void *params)
{
	for (size_t s = 0; s < n; s++) {
		for (size_t r = 0; r < sets[s].n; r++) {
			const struct option_row *row = &sets[s].rows[r];
			void *to = (char *)params + row->offset;
			int rc = 0;

			if (row->type == OPTION_FLAG)
				*(bool *)to = false;
			else if (row->fallback)
				rc = take(params, row, row->fallback, NULL);
			else if (row->type == OPTION_CHOICE)
				*(int *)to = -1;
			else if (row->type == OPTION_TEXT)
				*(const char **)to = NULL;
			else
				*(uint64_t *)to = 0;
			assert(rc == 0);
			(void)rc;
		}
	}
}

static const struct option_row *
find_long(const struct option_set *sets, size_t n, const char *name, size_t len)
{
	for (size_t s = 0; s < n; s++) {
		for (size_t r = 0; r < sets[s].n; r++) {
			const struct option_row *row = &sets[s].rows[r];

			if (strlen(row->name) == len &&
			    strncmp(row->name, name, len) == 0)
				return row;
		}
	}
	return NULL;
}

static const struct option_row *find_letter(const struct option_set *sets,
					    size_t n, char letter)
{
	for (size_t s = 0; s < n; s++)
		for (size_t r = 0; r < sets[s].n; r++)
			if (sets[s].rows[r].letter == letter)
				return &sets[s].rows[r];
	return NULL;
}

static const char *nearest_option(const struct option_set *sets, size_t n,
				  const char *word)
{
	size_t total = 0, k = 0;

	for (size_t s = 0; s < n; s++)
		total += sets[s].n;
	cleanup_free const char **names = xcalloc(total + 1, sizeof(*names));
	for (size_t s = 0; s < n; s++)
		for (size_t r = 0; r < sets[s].n; r++)
			names[k++] = sets[s].rows[r].name;
	return nearest_name(word, names);
}

const struct option_row *options_find(const struct option_set *sets, size_t n,
				      const char *name, const char **ret_near)
{
	cleanup_free char *word = xstrdup(name);

	for (char *c = word; *c; c++)
		if (*c == '_')
			*c = '-';
	const struct option_row *row = find_long(sets, n, word, strlen(word));
	if (!row)
		*ret_near = nearest_option(sets, n, word);
	return row;
}

int option_put(const struct option_row *row, void *params, const char *text,
	       struct error *err)
{
	bool on = strcmp(text, "true") == 0;

	if (row->type != OPTION_FLAG)
		return take(params, row, text, err);
	if (!on && strcmp(text, "false") != 0)
		return error_usage(err, "--%s is true or false, not '%s'",
				   row->name, text);
	*(bool *)((char *)params + row->offset) = on;
	return 0;
}

static int unknown_option(const struct option_set *sets, size_t n,
			  const char *arg, struct error *err)
{
	cleanup_free char *word = xstrndup(arg + 2, strcspn(arg + 2, "="));
	const char *near = arg[1] == '-' ? nearest_option(sets, n, word) : NULL;

	error_usage(err, "unknown option '%s'", arg);
	if (near)
		error_hint(err, "did you mean --%s?", near);
	else
		error_hint(err, "--help lists the options");
	return -EINVAL;
}

// One option at argv[*i]; advances *i past a value that stands apart.
static int parse_one(const struct option_set *sets, size_t n, void *params,
		     int argc, char **argv, int *i, struct error *err)
{
	const struct option_row *row;
	char *arg = argv[*i];
	const char *value = NULL;

	if (arg[1] == '-') {
		size_t len = strcspn(arg + 2, "=");

		row = find_long(sets, n, arg + 2, len);
		if (row && arg[2 + len] == '=')
			value = arg + 2 + len + 1;
	} else {
		row = find_letter(sets, n, arg[1]);
		if (row && arg[2])
			value = arg + 2;
	}
	if (!row)
		return unknown_option(sets, n, arg, err);
	if (row->type == OPTION_FLAG) {
		if (value)
			return error_usage(err, "--%s takes no value",
					   row->name);
		return take(params, row, NULL, err);
	}
	if (!value && *i + 1 >= argc) {
		cleanup_strbuf struct strbuf what = { 0 };

		value_text(row, &what);
		return error_usage(err, "--%s needs a value (%s)", row->name,
				   what.s);
	}
	if (!value)
		value = argv[++*i];
	return take(params, row, value, err);
}

int options_overlay(const struct option_set *sets, size_t n, void *params,
		    int argc, char **argv, bool *ret_help, struct error *err)
{
	int positionals = 0;
	bool ended = false;

	*ret_help = false;
	for (int i = 1; i < argc; i++) {
		char *arg = argv[i];

		if (ended || arg[0] != '-' || arg[1] == '\0') {
			argv[positionals++] = arg;
		} else if (strcmp(arg, "--") == 0) {
			ended = true;
		} else if (strcmp(arg, "--help") == 0 ||
			   strcmp(arg, "-h") == 0) {
			*ret_help = true;
			return 0;
		} else {
			int rc =
				parse_one(sets, n, params, argc, argv, &i, err);

			if (rc < 0)
				return rc;
		}
	}
	return positionals;
}

int options_parse(const struct option_set *sets, size_t n, void *params,
		  int argc, char **argv, bool *ret_help, struct error *err)
{
	options_defaults(sets, n, params);
	return options_overlay(sets, n, params, argc, argv, ret_help, err);
}

#define HELP_COLUMN 30

static void print_row(FILE *out, const struct option_row *row)
{
	cleanup_strbuf struct strbuf left = { 0 };

	if (row->letter)
		strbuf_printf(&left, "  -%c, --%s", row->letter, row->name);
	else
		strbuf_printf(&left, "      --%s", row->name);
	if (row->type != OPTION_FLAG) {
		strbuf_putc(&left, ' ');
		value_text(row, &left);
	}
	if (left.len >= HELP_COLUMN)
		fprintf(out, "%s\n%*s", left.s, HELP_COLUMN, "");
	else
		fprintf(out, "%-*s", HELP_COLUMN, left.s);
	fputs(row->help, out);
	if (row->fallback)
		fprintf(out, " (default: %s)", row->fallback);
	fputc('\n', out);
}

void options_print(FILE *out, const struct option_set *sets, size_t n)
{
	for (size_t s = 0; s < n; s++) {
		fprintf(out, "\n%s:\n", sets[s].title);
		for (size_t r = 0; r < sets[s].n; r++)
			print_row(out, &sets[s].rows[r]);
	}
}

// Edit distance, two rows; words are option and workload names.
static size_t distance(const char *a, const char *b)
{
	size_t row[64], n = strlen(b);

	if (n >= ARRAY_SIZE(row))
		return SIZE_MAX;
	for (size_t j = 0; j <= n; j++)
		row[j] = j;
	for (size_t i = 1; a[i - 1]; i++) {
		size_t diagonal = row[0];

		row[0] = i;
		for (size_t j = 1; j <= n; j++) {
			size_t change = diagonal + (a[i - 1] != b[j - 1]);

			diagonal = row[j];
			if (row[j] + 1 < change)
				change = row[j] + 1;
			if (row[j - 1] + 1 < change)
				change = row[j - 1] + 1;
			row[j] = change;
		}
	}
	return row[n];
}

const char *nearest_name(const char *word, const char *const *names)
{
	const char *best = NULL;
	size_t best_distance = strlen(word) / 3 + 2;

	for (; *names; names++) {
		size_t d = distance(word, *names);

		if (d < best_distance) {
			best = *names;
			best_distance = d;
		}
	}
	return best;
}
