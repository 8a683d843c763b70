// SPDX-License-Identifier: MIT
// The text of a tracefs `trace` file with fs_dax events: which chunk of a
// range was faulted in by a PMD, which fell back to PTEs. Pure: fed with
// captured text in any pieces.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/evidence.h"
#include "witness/text-lines.h"

// What one chunk showed; bits.
enum trace_chunk {
	TRACE_PMD = 1,      // a PMD fault that installed an entry
	TRACE_FALLBACK = 2, // a PMD fault that gave up (ext4 from 6.12 tries
			    // twice: one bit all the same)
	TRACE_PTE = 4,      // a PTE fault that installed an entry
	TRACE_ZERO = 8,     // of a hole: the shared zero page
	TRACE_FAILED = 16,  // a fault that ended in an error (SIGBUS, OOM)
};

struct trace_tally {
	uint64_t start, chunk_bytes;
	size_t n_chunks;
	unsigned char *chunks; // enum trace_chunk bits, n_chunks, of the caller
	uint64_t events;       // fs_dax events inside the range
	uint64_t elsewhere;    // outside it
	uint64_t unreadable;   // lines of an fs_dax event not understood
	uint64_t lost;         // events the buffer could not hold
	uint64_t pmd_faults, fallbacks, pte_faults;
	char *partial; // line carried over between two pieces, of the caller
	size_t partial_len, partial_size;
	bool overlong; // inside a line longer than `partial`
};

// Text of any length, in order; ends inside lines are carried over.
void trace_feed(struct trace_tally *t, const char *text, size_t len);
// The last line may lack its newline.
void trace_finish(struct trace_tally *t);
// Verdict, facts and count of one touch per chunk.
void trace_judge(const struct trace_tally *t, enum page_size asked,
		 uint64_t page_bytes, struct evidence *ev);
