// SPDX-License-Identifier: MIT
#include "run/verdict.h"

#include <string.h>

#include "base/alloc.h"

// Which pass's evidence stands for a witness: what refutes is shown before
// what confirms, and both before what says nothing.
static int rank(enum verdict v)
{
	static const int ranks[] = {
		[VERDICT_SILENT] = 1,
		[VERDICT_CONFIRMS] = 2,
		[VERDICT_REFUTES] = 3,
		[VERDICT_UNAVAILABLE] = 0,
	};
	return ranks[v];
}

struct tally {
	struct evidence *best;
	unsigned count[VERDICT_UNAVAILABLE + 1];
};

static void count_one(struct tally *v, size_t *n, struct evidence *ev)
{
	size_t i = 0;

	while (i < *n && strcmp(v[i].best->witness, ev->witness) != 0)
		i++;
	if (i == *n)
		v[(*n)++] = (struct tally){ .best = ev };
	v[i].count[ev->verdict]++;
	if (rank(ev->verdict) >= rank(v[i].best->verdict))
		v[i].best = ev;
}

static void keep_witnesses(struct mapping_report *m, struct survey *surveys,
			   size_t n)
{
	size_t most = 0, tallied = 0;

	for (size_t s = 0; s < n; s++)
		most += surveys[s].n;
	cleanup_free struct tally *tally = xcalloc(most, sizeof(*tally));
	for (size_t s = 0; s < n; s++)
		for (size_t i = 0; i < surveys[s].n; i++)
			count_one(tally, &tallied, &surveys[s].evidence[i]);

	m->witnesses = xcalloc(tallied, sizeof(*m->witnesses));
	m->n_witnesses = tallied;
	for (size_t i = 0; i < tallied; i++) {
		struct evidence *ev = &m->witnesses[i];

		*ev = *tally[i].best;
		tally[i].best->reason = NULL;
		tally[i].best->facts = (struct facts){ 0 };
		for (int v = 0; v <= VERDICT_UNAVAILABLE; v++) {
			cleanup_free char *key =
				xasprintf("passes.%s", verdict_name(v));
			facts_count(&ev->facts, key, "all passes",
				    tally[i].count[v], "passes");
		}
	}
}

// The worst of all passes: one dispute is a dispute.
static enum agreement worst(const struct survey *surveys, size_t n)
{
	enum agreement all = n ? AGREEMENT_WITNESSED : AGREEMENT_UNWITNESSED;

	for (size_t i = 0; i < n; i++)
		if (surveys[i].agreement > all)
			all = surveys[i].agreement;
	return all;
}

static void doubt_difference(struct run_record *run, size_t pass,
			     const struct page_bytes *seen)
{
	run_record_doubt(
		run, VALIDITY_SUSPECT,
		"pass %zu was mapped differently: PMD %llu, PTE %llu bytes, the last one PMD %llu, PTE %llu",
		pass, (unsigned long long)seen->pmd,
		(unsigned long long)seen->pte,
		(unsigned long long)run->mapping.obtained.pmd,
		(unsigned long long)run->mapping.obtained.pte);
}

// Timed passes speak for the run, the rehearsal alone only if there is none
// (interrupted before); what a pass could not say is passed over.
static void obtain(struct run_record *run, const struct survey *surveys,
		   size_t n)
{
	struct mapping_report *m = &run->mapping;

	for (size_t i = n; i-- > 0 && !m->obtained_known;) {
		if (!surveys[i].counted || (i == 0 && n > 1))
			continue;
		m->obtained_known = true;
		m->obtained = surveys[i].seen;
		m->page_size = page_bytes_size(&m->obtained);
	}
	if (!m->obtained_known)
		return;
	for (size_t i = n > 1 ? 1 : 0; i < n; i++) {
		const struct page_bytes *seen = &surveys[i].seen;

		if (!surveys[i].counted || page_bytes_equal(seen, &m->obtained))
			continue;
		if (page_bytes_size(seen) != page_bytes_size(&m->obtained))
			m->page_size = PAGE_SIZE_MIXED;
		doubt_difference(run, i, seen);
	}
	if (n > 1 && surveys[0].counted && !surveys[0].apart &&
	    page_bytes_size(&surveys[0].seen) != m->page_size)
		run_record_doubt(
			run, VALIDITY_SUSPECT,
			"the rehearsal was mapped by %s, the timed passes by %s",
			page_size_name(page_bytes_size(&surveys[0].seen)),
			page_size_name(m->page_size));
}

// What the blocks of the pass that counts allow, if that is certain and less
// than was asked.
static const struct forecast *forecast_of(const struct survey *surveys,
					  size_t n)
{
	for (size_t i = n; i-- > 0;)
		if (surveys[i].counted && surveys[i].foretold && (i || n == 1))
			return &surveys[i].forecast;
	return NULL;
}

static void expect(struct run_record *run, const struct run_plan *plan,
		   const struct survey *surveys, size_t n)
{
	const struct forecast *f = forecast_of(surveys, n);

	run->expected = plan->expected;
	run->expected_by = plan->expect_given ? "option" : "workload";
	if (!f || !f->reason || plan->expected != PAGE_SIZE_PMD)
		return;
	run->expected_reason = xstrdup(f->reason);
	if (plan->expect_given || f->pte == 0)
		return;
	run->expected_by = "prediction";
	run->expected = f->pte < f->chunks ? PAGE_SIZE_MIXED : PAGE_SIZE_PTE;
}

// Of a range of both sizes: those by PMD that are not PTE for certain, no
// others.
static bool is_met(const struct run_record *run, const struct run_plan *plan,
		   const struct forecast *f)
{
	enum page_size got = run->mapping.page_size;

	if (run->expected == PAGE_SIZE_MIXED)
		return got == PAGE_SIZE_MIXED &&
		       run->mapping.obtained.pmd ==
			       plan->layout.size / f->chunks *
				       (f->chunks - f->pte);
	return got == run->expected ||
	       (run->expected == PAGE_SIZE_PMD && got == PAGE_SIZE_PUD);
}

static void judge(struct run_record *run, const struct run_plan *plan,
		  enum agreement agreement, const struct forecast *f)
{
	if (run->expected == PAGE_SIZE_ANY) {
		run->judged = true;
		run->expectation_met = true;
		return;
	}
	if (agreement != AGREEMENT_WITNESSED)
		return;
	if (!run->mapping.obtained_known) {
		run_record_doubt(
			run, VALIDITY_SUSPECT,
			"no witness counted what page-table entries there were");
		return;
	}
	run->judged = true;
	run->expectation_met = is_met(run, plan, f);
}

void verdict_reach(struct run_record *run, const struct run_plan *plan,
		   struct survey *surveys, size_t n)
{
	enum agreement agreement = worst(surveys, n);

	run->mapping.asked = plan->page;
	expect(run, plan, surveys, n);
	if (plan->page == PAGE_SIZE_NONE) {
		// Nothing was mapped, so there is nothing to witness.
		run->judged = true;
		run->expectation_met = true;
		return;
	}
	run->mapping.agreement = agreement_name(agreement);
	obtain(run, surveys, n);
	for (size_t i = 0; i < n; i++)
		if (surveys[i].doubt)
			run_record_doubt(
				run, VALIDITY_SUSPECT,
				"pass %zu: a corroborating witness contradicts what was witnessed",
				i);
	if (agreement == AGREEMENT_DISPUTED)
		run_record_doubt(run, VALIDITY_INVALID,
				 "witnesses that decide contradict each other");
	if (agreement == AGREEMENT_UNWITNESSED)
		run_record_doubt(
			run, VALIDITY_SUSPECT,
			"no witness could decide what the mapping was");
	keep_witnesses(&run->mapping, surveys, n);
	judge(run, plan, agreement, forecast_of(surveys, n));
}
