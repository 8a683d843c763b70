// SPDX-License-Identifier: MIT
// Predict, observe, compare: the mapping of every chunk of one file, with the
// reason.
#pragma once

#include "base/error.h"
#include "base/strbuf.h"
#include "base/sysroot.h"
#include "explain/segments.h"
#include "target/target.h"

// Where the file is mapped.
enum explain_address {
	EXPLAIN_ALIGNED, // at the colour of the offset
	EXPLAIN_SHIFTED, // one page off it
	EXPLAIN_HINTED,  // where mmap(2) puts it
};

struct explain_request {
	const char *path; // NULL: the recorded one
	bool ranged;
	uint64_t offset, len;  // of the range; multiples of the page size
	uint64_t scratch_size; // of the file made in a directory
	enum layout_extents scratch_extents;
	uint64_t sample; // of a longer run look at so many chunks; 0: at all
	enum explain_address address;
	uint64_t hint; // EXPLAIN_HINTED: the address to ask for, or 0
	bool write, is_private, nohugepage;
	bool observe, no_observe; // neither: where it does no harm
	bool record;              // write down what was asked and seen
	bool as_recorded;         // map as the record says, not as above
};

struct explain_counts {
	uint64_t chunks, looked;
	uint64_t predicted[CLASSES];
	uint64_t observed[OBSERVATIONS];
	uint64_t findings[FINDINGS];
};

// All chunks of one reason.
struct explain_reason {
	const struct rule *rule;
	enum chunk_class class;
	uint64_t chunks, first; // first: number of the first such chunk
};

struct explanation {
	struct scene scene;
	enum layout_extents scratch_extents; // as laid out
	struct segments segments;            // whole range, in order
	uint64_t records;                    // extents in it
	struct rules rules;                  // that were asked…
	struct rule_answers *answers;        // …and what each said, of chunks
	bool observed;
	const char *not_observed; // why not
	struct explain_counts counts;
	struct explain_reason *reasons; // by the rules' order
	size_t n_reasons;
	struct strbuf record; // what record.h reads, if it was asked for
};

// Of this machine, or what was recorded in a captured one's tree.
int explain(struct explanation *x, const struct explain_request *request,
	    const struct geometry *geo, const struct sysroot *sr,
	    struct error *err) ATTR_MUST_CHECK;
void explanation_release(struct explanation *x);
// The chunk that is not predicted to be a PMD and comes first; NULL if all
// are.
const struct explain_reason *explain_first_blocker(const struct explanation *x);
DEFINE_CLEANUP(explanation, struct explanation, explanation_release)
#define cleanup_explanation CLEANUP(explanation_cleanup_)
