// SPDX-License-Identifier: MIT
#include "cmd/compare-text.h"

#include <math.h>
#include <string.h>

#include "base/attr.h"
#include "gate/cases.h"

static const char *color_of(enum outcome outcome)
{
	static const char *const codes[] = {
		[OUTCOME_SAME] = "\033[32m",
		[OUTCOME_IMPROVED] = "\033[36m",
		[OUTCOME_INCONCLUSIVE] = "\033[33m",
		[OUTCOME_INCOMPARABLE] = "\033[33m",
		[OUTCOME_REGRESSED] = "\033[1;31m",
	};
	_Static_assert(ARRAY_SIZE(codes) == OUTCOME_REGRESSED + 1,
		       "a color each");
	return codes[outcome];
}

// What comes from a document must not steer the terminal or break a table.
static void put_clean(struct strbuf *out, const char *text, bool markdown)
{
	for (const char *s = text ? text : "not known"; *s; s++) {
		unsigned char c = (unsigned char)*s;

		if (c < 0x20 || c == 0x7f)
			strbuf_putc(out, '?');
		else if (markdown && strchr("|<>*`[]\\&", c))
			strbuf_printf(out, "&#%u;", c);
		else
			strbuf_putc(out, *s);
	}
}

static void put_outcome(struct strbuf *out, enum outcome outcome, bool color,
			int width)
{
	const char *name = outcome_name(outcome);

	strbuf_printf(out, "%s%-*s%s", color ? color_of(outcome) : "", width,
		      name, color ? "\033[0m" : "");
}

static void put_differences(const struct comparison *c, struct strbuf *out,
			    const char *item, bool markdown)
{
	for (size_t i = 0; i < c->n_differences; i++) {
		const struct difference *d = &c->differences[i];

		strbuf_puts(out, item);
		put_clean(out, d->key, markdown);
		strbuf_puts(out, ": ");
		put_clean(out, d->base, markdown);
		strbuf_puts(out, " -> ");
		put_clean(out, d->new, markdown);
		strbuf_puts(out, d->allowed ? "\n" : " (not allowed)\n");
	}
}

static void put_notes(const struct comparison *c, struct strbuf *out,
		      const char *item, bool markdown)
{
	for (size_t i = 0; i < c->n_notes; i++) {
		strbuf_puts(out, item);
		put_clean(out, c->notes[i], markdown);
		strbuf_putc(out, '\n');
	}
}

// Promises that stand as they stood are many, and counted.
static bool folds(const struct judgement *j)
{
	return cases_is(j) && j->outcome == OUTCOME_SAME;
}

static size_t count_folded(const struct comparison *c, double holds)
{
	size_t n = 0;

	for (size_t i = 0; i < c->n; i++)
		n += c->v[i].gate && folds(&c->v[i]) &&
		     !(c->v[i].base < holds) && !(c->v[i].base > holds);
	return n;
}

static void put_folded(const struct comparison *c, const char *before,
		       const char *after, struct strbuf *out)
{
	const size_t kept = count_folded(c, 1), broken = count_folded(c, 0);

	if (kept)
		strbuf_printf(out, "%s%zu %s on both sides%s", before, kept,
			      kept == 1 ? "case holds" : "cases hold", after);
	if (broken)
		strbuf_printf(out, "%s%zu %s on neither side%s", before, broken,
			      broken == 1 ? "case holds" : "cases hold", after);
}

static void put_group(const struct comparison *c, const char *run, bool color,
		      bool all, struct strbuf *out)
{
	strbuf_putc(out, '\n');
	put_clean(out, run, false);
	strbuf_putc(out, '\n');
	for (size_t i = 0; i < c->n; i++) {
		const struct judgement *j = &c->v[i];

		if (strcmp(j->run, run) != 0 ||
		    (!all && (!j->gate || folds(j))))
			continue;
		strbuf_puts(out, "  ");
		put_outcome(out, j->outcome, color, 13);
		put_clean(out, j->sentence, false);
		if (!j->gate)
			strbuf_puts(out, " (informs)");
		strbuf_putc(out, '\n');
	}
	if (!all && strcmp(run, CASES_WORKLOAD) == 0)
		put_folded(c, "  same         ", "\n", out);
}

// Is this the first judgement of its run?
static bool leads(const struct comparison *c, size_t at)
{
	for (size_t i = 0; i < at; i++)
		if (strcmp(c->v[i].run, c->v[at].run) == 0)
			return false;
	return true;
}

void compare_text(const struct comparison *c, bool color, bool all,
		  struct strbuf *out)
{
	put_outcome(out, c->overall, color, 0);
	strbuf_puts(out, ": ");
	put_clean(out, c->reason, false);
	strbuf_puts(out, "\n\nBASE  ");
	put_clean(out, c->base.path, false);
	strbuf_puts(out, ", Linux ");
	put_clean(out, c->base.kernel, false);
	strbuf_puts(out, "\nNEW   ");
	put_clean(out, c->new.path, false);
	strbuf_puts(out, ", Linux ");
	put_clean(out, c->new.kernel, false);
	strbuf_putc(out, '\n');
	if (c->n_differences)
		strbuf_puts(out, "\nwhat differs\n");
	put_differences(c, out, "  ", false);
	for (size_t i = 0; i < c->n; i++)
		if (leads(c, i))
			put_group(c, c->v[i].run, color, all, out);
	if (c->n_notes)
		strbuf_puts(out, "\nnotes\n");
	put_notes(c, out, "  ", false);
}

static void put_percent(struct strbuf *out, double v)
{
	if (isfinite(v))
		strbuf_printf(out, "%+.2f %%", 100 * v);
	else
		strbuf_puts(out, "-");
}

static void put_row(const struct judgement *j, struct strbuf *out)
{
	strbuf_printf(out, "| %s | ", outcome_name(j->outcome));
	put_clean(out, j->label, true);
	strbuf_puts(out, " | ");
	put_clean(out, j->metric, true);
	strbuf_puts(out, " | ");
	put_percent(out, j->effect);
	strbuf_puts(out, " | ");
	put_percent(out, j->low);
	if (isfinite(j->high))
		strbuf_puts(out, " to ");
	if (isfinite(j->high))
		put_percent(out, j->high);
	strbuf_puts(out, " | ");
	put_clean(out, j->sentence, true);
	strbuf_puts(out, " |\n");
}

void compare_markdown(const struct comparison *c, struct strbuf *out)
{
	strbuf_printf(out, "**daxbench: %s.** ", outcome_name(c->overall));
	put_clean(out, c->reason, true);
	strbuf_puts(out, "\n\n");
	put_differences(c, out, "- ", true);
	put_notes(c, out, "- ", true);
	if (c->n_differences || c->n_notes)
		strbuf_putc(out, '\n');
	if (!c->n)
		return;
	strbuf_puts(out,
		    "| verdict | run | metric | effect | interval | why |\n"
		    "|---|---|---|---:|---:|---|\n");
	for (size_t i = 0; i < c->n; i++)
		if (c->v[i].gate && !folds(&c->v[i]))
			put_row(&c->v[i], out);
	put_folded(c, "| same | " CASES_WORKLOAD " | | - | - | ", " |\n", out);
}
