// SPDX-License-Identifier: MIT
// What a witness says about one mapping: how many bytes are mapped by which
// size of page-table entry, and whether that confirms what was asked for.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/fact.h"
#include "base/strbuf.h"

// By the size of the page-table entry. pud + pmd + pte + absent is the length
// of the range; zero counts those of the mapped bytes that show the shared
// zero page (read of a hole), whatever their entry's size. Few witnesses see
// that: where none did, zero_known is false and zero says nothing.
struct page_bytes {
	uint64_t pud, pmd, pte, zero, absent;
	bool zero_known;
};

enum page_size {
	PAGE_SIZE_NONE, // nothing mapped
	PAGE_SIZE_PTE,
	PAGE_SIZE_PMD,
	PAGE_SIZE_PUD,
	PAGE_SIZE_MIXED,
	PAGE_SIZE_ANY, // only ever asked for or expected, never obtained
};

enum verdict {
	VERDICT_SILENT,   // looked, but what it saw proves neither; see reason
	VERDICT_CONFIRMS, // the range is mapped as asked
	VERDICT_REFUTES,  // it is not
	VERDICT_UNAVAILABLE, // could not look; see reason
};

enum evidence_strength {
	EVIDENCE_DECIDES,      // can carry a verdict alone
	EVIDENCE_CORROBORATES, // never alone: system-wide or version-dependent
};

struct evidence {
	const char *witness; // static
	enum evidence_strength strength;
	enum verdict verdict;
	bool counted;           // `seen` is a full account of the range
	struct page_bytes seen; // meaningful when counted
	char *reason;           // why silent or unavailable, else what was seen
	struct facts facts;
};

void evidence_release(struct evidence *ev);
// Set verdict and reason; the old reason is freed.
void evidence_say(struct evidence *ev, enum verdict verdict, const char *fmt,
		  ...) ATTR_PRINTF(3, 4);
// Set counted and seen, and the verdict from them. Asked PMD: every byte must
// be mapped by PMD or larger. Asked PTE: something is mapped and nothing by
// PMD or PUD (a range of which one page was touched is mostly absent).
void evidence_count(struct evidence *ev, enum page_size asked,
		    const struct page_bytes *seen);

// What a range is mapped by; absent bytes do not count unless all are.
enum page_size page_bytes_size(const struct page_bytes *b);
// "64 MiB PMD", "128 KiB PTE, 65408 KiB absent": what is not 0, appended.
void page_bytes_text(const struct page_bytes *b, struct strbuf *out);
// Same bytes by every size of entry; the zero page is not compared.
bool page_bytes_equal(const struct page_bytes *a, const struct page_bytes *b);
const char *page_size_name(enum page_size size);
const char *verdict_name(enum verdict verdict);
