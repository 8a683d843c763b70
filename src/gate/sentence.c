// SPDX-License-Identifier: MIT
#include "gate/sentence.h"

#include <math.h>
#include <string.h>

#include "base/plural.h"
#include "base/strbuf.h"

void sentence_number(double v, struct strbuf *out)
{
	if (!isfinite(v))
		strbuf_puts(out, "not known");
	else if (fabs(v) < 1e15 &&
		 (fabs(v) >= 1000 || fabs(v - round(v)) < 1e-9))
		strbuf_printf(out, "%.0f", v);
	else
		strbuf_printf(out, "%.6g", v);
}

static void put_unit(const struct judgement *j, struct strbuf *out)
{
	if (strcmp(j->unit, "ratio") != 0)
		strbuf_printf(out, " %.*s", plural_unit(j->new, j->unit),
			      j->unit);
}

static void put_sides(const struct judgement *j, struct strbuf *out)
{
	strbuf_puts(out, "from ");
	sentence_number(j->base, out);
	strbuf_puts(out, " to ");
	sentence_number(j->new, out);
	put_unit(j, out);
}

// Shares are said in percent, and what is lost is said as loudly as it is.
static void mapping(const struct judgement *j, struct strbuf *out)
{
	if (j->outcome == OUTCOME_SAME)
		strbuf_printf(out, "%g %% mapped by PMD on both sides",
			      100 * j->new);
	else
		strbuf_printf(out, "%s: share by PMD went from %g to %g %%",
			      j->outcome == OUTCOME_IMPROVED
				      ? "huge mappings gained"
			      : j->new < j->base ? "HUGE MAPPINGS LOST"
						 : "no longer mapped by PTE",
			      100 * j->base, 100 * j->new);
}

static void exact(const struct judgement *j, struct strbuf *out)
{
	if (j->outcome == OUTCOME_SAME) {
		strbuf_printf(out, "%s is ", j->metric);
		sentence_number(j->new, out);
		put_unit(j, out);
		strbuf_puts(out, " on both sides");
		return;
	}
	strbuf_printf(out, "%s went ", j->metric);
	put_sides(j, out);
}

static void measured(const struct judgement *j, const struct ruling *r,
		     struct strbuf *out)
{
	double percent = 100 * fabs(j->effect);

	if (j->outcome == OUTCOME_SAME) {
		strbuf_printf(out, "%s differs by %+.2f %%", j->metric,
			      100 * j->effect);
		if (r->why)
			strbuf_printf(out, ": %s", r->why);
		else
			strbuf_printf(out, ", less than the %.2f %% that count",
				      100 * j->min_effect);
		return;
	}
	strbuf_printf(out, "%s %s by %.2f %% ", j->metric,
		      j->effect > 0 ? "rose" : "fell", percent);
	put_sides(j, out);
	strbuf_printf(out, "; interval %+.2f to %+.2f %%, %.2f %% count",
		      100 * j->low, 100 * j->high, 100 * j->min_effect);
}

char *sentence_of(const struct judgement *j, const struct ruling *r)
{
	struct strbuf out = { 0 };

	if (j->outcome == OUTCOME_INCONCLUSIVE ||
	    j->outcome == OUTCOME_INCOMPARABLE)
		strbuf_printf(&out, "%s cannot be judged: %s", j->metric,
			      r->why ? r->why : "the data do not suffice");
	else if (strcmp(j->metric, "mapping") == 0)
		mapping(j, &out);
	else if (j->exact)
		exact(j, &out);
	else
		measured(j, r, &out);
	return strbuf_take(&out);
}
