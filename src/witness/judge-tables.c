// SPDX-License-Identifier: MIT
#include "witness/judge-tables.h"

#include "base/plural.h"

static void say(const struct table_case *c, struct evidence *ev,
		enum verdict verdict, const char *why)
{
	evidence_say(
		ev, verdict,
		"page tables went from %llu to %llu bytes for %llu chunk%s: %s",
		(unsigned long long)c->before, (unsigned long long)c->after,
		(unsigned long long)c->chunks, plural(c->chunks), why);
}

// No new table at all: whatever is mapped is mapped by PMDs (or PUDs).
static void judge_no_growth(const struct table_case *c, struct evidence *ev)
{
	say(c, ev,
	    c->asked != PAGE_SIZE_PTE ? VERDICT_CONFIRMS : VERDICT_REFUTES,
	    "no table of PTEs was made");
}

void tables_judge(const struct table_case *c, struct evidence *ev)
{
	if (c->asked != PAGE_SIZE_PUD && c->asked != PAGE_SIZE_PMD &&
	    c->asked != PAGE_SIZE_PTE) {
		say(c, ev, VERDICT_SILENT, "no size of entry was asked for");
		return;
	}
	if (c->after < c->before || !c->chunks) {
		say(c, ev, VERDICT_SILENT, "other memory was given back");
		return;
	}
	uint64_t grown = (c->after - c->before) / c->page_bytes;
	uint64_t explained = c->upper + TABLES_OF_OURS;

	if (grown == 0)
		judge_no_growth(c, ev);
	else if (c->mapped_other)
		say(c, ev, VERDICT_SILENT,
		    "but the process mapped other memory meanwhile");
	else if (grown <= explained)
		say(c, ev, VERDICT_SILENT,
		    "upper levels or our own pages may explain that");
	else if (c->asked != PAGE_SIZE_PTE)
		say(c, ev, VERDICT_REFUTES, "tables of PTEs were made");
	else if (grown >= c->chunks)
		say(c, ev, VERDICT_CONFIRMS, "a table of PTEs per chunk");
	else
		say(c, ev, VERDICT_SILENT, "fewer than one per chunk");
}
