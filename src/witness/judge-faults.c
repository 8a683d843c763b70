// SPDX-License-Identifier: MIT
#include "witness/judge-faults.h"

#include "base/plural.h"

static void count(const struct fault_case *c, uint64_t by_huge,
		  uint64_t pte_bytes_per_chunk, struct evidence *ev)
{
	uint64_t chunk = geometry_chunk_bytes(&c->geo);
	uint64_t by_pte = c->chunks - by_huge;
	bool pud = geometry_chunks_are_puds(&c->geo);
	struct page_bytes seen = {
		.pud = pud ? by_huge * chunk : 0,
		.pmd = pud ? 0 : by_huge * chunk,
		.pte = by_pte * pte_bytes_per_chunk,
		.absent = by_pte * (chunk - pte_bytes_per_chunk),
	};

	evidence_count(ev, c->asked, &seen);
}

static void say_counts(const struct fault_case *c, struct evidence *ev,
		       const char *why)
{
	evidence_say(ev, VERDICT_SILENT,
		     "%llu fault%s for %llu chunk%s of %llu pages: %s",
		     (unsigned long long)c->faults, plural(c->faults),
		     (unsigned long long)c->chunks, plural(c->chunks),
		     (unsigned long long)geometry_pages_per_chunk(&c->geo),
		     why);
}

// The same number of faults in every chunk, of which each mapped several
// pages: what fault-around of the page cache does. Not DAX, but a mix of PMDs
// and PTEs could give the same total.
static bool like_fault_around(const struct fault_case *c, uint64_t pages)
{
	uint64_t each = c->faults / c->chunks;

	return c->faults % c->chunks == 0 && each > 1 && each < pages &&
	       pages % each == 0;
}

void faults_judge_every_page(const struct fault_case *c, struct evidence *ev)
{
	uint64_t pages =
		c->pages ? c->pages : geometry_pages_per_chunk(&c->geo);
	uint64_t all_pte = c->chunks * pages;
	uint64_t by_pte = pages * c->geo.page_bytes;

	if (!c->chunks || pages < 2)
		say_counts(c, ev, "nothing to count");
	else if (c->faults < c->chunks)
		say_counts(c, ev, "part of the range was mapped before");
	else if (c->faults == c->chunks)
		count(c, c->chunks, by_pte, ev);
	else if (c->faults >= all_pte)
		count(c, 0, by_pte, ev);
	else if (like_fault_around(c, pages))
		say_counts(
			c, ev,
			"one fault mapped several pages, as fault-around of the page cache does");
	else if (c->two_per_page)
		say_counts(
			c, ev,
			"a mix that this kernel's two faults per written page leave undecided");
	else if ((all_pte - c->faults) % (pages - 1))
		say_counts(c, ev, "no mix of PMDs and PTEs gives that number");
	else
		count(c, (all_pte - c->faults) / (pages - 1), by_pte, ev);
}

void faults_judge_first_page(const struct fault_case *c, uint64_t extra,
			     struct evidence *ev)
{
	if (!c->chunks || geometry_pages_per_chunk(&c->geo) < 2)
		say_counts(c, ev, "nothing to count");
	else if (c->faults < c->chunks)
		say_counts(c, ev, "part of the range was mapped before");
	else if (extra && c->faults >= 2 * c->chunks && !c->two_per_page)
		say_counts(c, ev, "faults do not come one per touch here");
	else if (extra > c->chunks)
		evidence_say(ev, VERDICT_SILENT,
			     "%llu fault%s for %llu load%s: others than ours",
			     (unsigned long long)extra, plural(extra),
			     (unsigned long long)c->chunks, plural(c->chunks));
	else
		count(c, c->chunks - extra, c->geo.page_bytes, ev);
}
