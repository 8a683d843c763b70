// SPDX-License-Identifier: MIT
#include "witness/judge-rss.h"

#include <stddef.h>

#include "base/attr.h"
#include "base/plural.h"

// What one page-table entry of a DAX file adds to Rss.
enum rss_rule {
	RSS_NOTHING,
	RSS_PAGE,  // one page, whatever the entry's size
	RSS_ENTRY, // the size of the entry
};

// Measured on booted kernels (x86-64, ext4 and XFS, emulated NVDIMM, MAP_SHARED
// load and store): vanilla 4.6.2, 4.8.15, 4.9.63, 4.10.17, 4.15.0; Debian's
// 5.10, 6.1, 6.12, 6.16, 6.17, 6.18, 7.2, 7.3. A release that is not in a row
// was not measured and gets no verdict.
static const struct rss_measured {
	unsigned major, first_minor, last_minor;
	enum rss_rule pmd, pte;
} measured[] = {
	{ 4, 6, 6, RSS_PAGE, RSS_NOTHING },
	{ 4, 8, 10, RSS_PAGE, RSS_NOTHING },
	{ 4, 15, 15, RSS_PAGE, RSS_NOTHING },
	{ 5, 10, 10, RSS_PAGE, RSS_NOTHING },
	{ 6, 1, 1, RSS_PAGE, RSS_NOTHING },
	{ 6, 12, 12, RSS_NOTHING, RSS_NOTHING },
	{ 6, 16, 16, RSS_NOTHING, RSS_ENTRY },
	{ 6, 17, 18, RSS_ENTRY, RSS_ENTRY },
	{ 7, 2, 3, RSS_ENTRY, RSS_ENTRY },
};

static const struct rss_measured *find(unsigned major, unsigned minor)
{
	for (size_t i = 0; i < ARRAY_SIZE(measured); i++)
		if (measured[i].major == major &&
		    minor >= measured[i].first_minor &&
		    minor <= measured[i].last_minor)
			return &measured[i];
	return NULL;
}

static uint64_t expected(enum rss_rule rule, uint64_t entries,
			 uint64_t entry_bytes, uint64_t page_bytes)
{
	switch (rule) {
	case RSS_PAGE:
		return entries * page_bytes;
	case RSS_ENTRY:
		return entries * entry_bytes;
	default:
		return 0;
	}
}

static void say_size(const struct rss_case *c, struct evidence *ev,
		     enum page_size size)
{
	evidence_say(
		ev, c->asked == size ? VERDICT_CONFIRMS : VERDICT_REFUTES,
		"Rss %llu bytes is what %llu chunk%s by %s gave on Linux %u.%u",
		(unsigned long long)c->rss, (unsigned long long)c->chunks,
		plural(c->chunks), page_size_name(size), c->kernel_major,
		c->kernel_minor);
}

void rss_judge(const struct rss_case *c, struct evidence *ev)
{
	const struct rss_measured *m = find(c->kernel_major, c->kernel_minor);
	uint64_t page = c->geo.page_bytes;

	if (c->asked != PAGE_SIZE_PMD && c->asked != PAGE_SIZE_PTE) {
		evidence_say(ev, VERDICT_SILENT,
			     "neither PMD nor PTE was asked for");
		return;
	}
	if (!m) {
		evidence_say(ev, VERDICT_SILENT,
			     "what Rss counts was not measured on Linux %u.%u",
			     c->kernel_major, c->kernel_minor);
		return;
	}
	uint64_t by_pmd = expected(m->pmd, c->chunks, c->geo.pmd_bytes, page);
	uint64_t by_pte =
		expected(m->pte, c->chunks * c->touches_per_chunk, page, page);
	// Pages that show the zero page of a hole count nothing.
	bool maybe_zero = !c->write && c->rss == 0;

	if (by_pmd == by_pte || maybe_zero)
		evidence_say(
			ev, VERDICT_SILENT,
			"Rss %llu bytes does not tell PMD from PTE on Linux %u.%u here",
			(unsigned long long)c->rss, c->kernel_major,
			c->kernel_minor);
	else if (c->rss == by_pmd)
		say_size(c, ev, PAGE_SIZE_PMD);
	else if (c->rss == by_pte)
		say_size(c, ev, PAGE_SIZE_PTE);
	else
		evidence_say(
			ev, VERDICT_SILENT,
			"Rss %llu bytes: all by PMD gives %llu, all by PTE %llu",
			(unsigned long long)c->rss, (unsigned long long)by_pmd,
			(unsigned long long)by_pte);
}
