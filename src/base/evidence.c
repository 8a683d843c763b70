// SPDX-License-Identifier: MIT
#include "base/evidence.h"

#include <stdarg.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "base/parse.h"

void evidence_release(struct evidence *ev)
{
	free(ev->reason);
	facts_release(&ev->facts);
	*ev = (struct evidence){ 0 };
}

void evidence_say(struct evidence *ev, enum verdict verdict, const char *fmt,
		  ...)
{
	va_list ap;

	va_start(ap, fmt);
	char *reason = xvasprintf(fmt, ap);
	va_end(ap);
	free(ev->reason);
	ev->reason = reason;
	ev->verdict = verdict;
}

enum page_size page_bytes_size(const struct page_bytes *b)
{
	unsigned kinds = (b->pud > 0) + (b->pmd > 0) + (b->pte > 0);

	if (kinds == 0)
		return PAGE_SIZE_NONE;
	if (kinds > 1)
		return PAGE_SIZE_MIXED;
	return b->pud ? PAGE_SIZE_PUD : b->pmd ? PAGE_SIZE_PMD : PAGE_SIZE_PTE;
}

void page_bytes_text(const struct page_bytes *b, struct strbuf *out)
{
	const struct {
		const char *name;
		uint64_t bytes;
	} parts[] = {
		{ "PUD", b->pud },
		{ "PMD", b->pmd },
		{ "PTE", b->pte },
		{ "absent", b->absent },
		{ "zero page", b->zero_known ? b->zero : 0 },
	};
	char size[BYTES_TEXT_MAX];
	const char *comma = "";

	for (size_t i = 0; i < ARRAY_SIZE(parts); i++) {
		if (!parts[i].bytes)
			continue;
		strbuf_printf(out, "%s%s %s", comma,
			      format_bytes(parts[i].bytes, size),
			      parts[i].name);
		comma = ", ";
	}
	if (!comma[0])
		strbuf_puts(out, "nothing mapped");
}

bool page_bytes_equal(const struct page_bytes *a, const struct page_bytes *b)
{
	return a->pud == b->pud && a->pmd == b->pmd && a->pte == b->pte &&
	       a->absent == b->absent;
}

static bool as_asked(enum page_size asked, const struct page_bytes *seen)
{
	switch (asked) {
	case PAGE_SIZE_PMD:
		return seen->pmd + seen->pud > 0 && !seen->pte && !seen->absent;
	case PAGE_SIZE_PTE:
		return seen->pte > 0 && !seen->pmd && !seen->pud;
	case PAGE_SIZE_PUD:
		return seen->pud > 0 && !seen->pmd && !seen->pte &&
		       !seen->absent;
	default:
		return true;
	}
}

void evidence_count(struct evidence *ev, enum page_size asked,
		    const struct page_bytes *seen)
{
	cleanup_strbuf struct strbuf text = { 0 };

	page_bytes_text(seen, &text);
	ev->counted = true;
	ev->seen = *seen;
	evidence_say(ev,
		     as_asked(asked, seen) ? VERDICT_CONFIRMS : VERDICT_REFUTES,
		     "%s", strbuf_str(&text));
}

const char *page_size_name(enum page_size size)
{
	static const char *const names[] = {
		[PAGE_SIZE_NONE] = "none",   [PAGE_SIZE_PTE] = "pte",
		[PAGE_SIZE_PMD] = "pmd",     [PAGE_SIZE_PUD] = "pud",
		[PAGE_SIZE_MIXED] = "mixed", [PAGE_SIZE_ANY] = "any",
	};
	_Static_assert(ARRAY_SIZE(names) == PAGE_SIZE_ANY + 1, "a name each");
	return names[size];
}

const char *verdict_name(enum verdict verdict)
{
	static const char *const names[] = {
		[VERDICT_CONFIRMS] = "confirms",
		[VERDICT_REFUTES] = "refutes",
		[VERDICT_SILENT] = "silent",
		[VERDICT_UNAVAILABLE] = "unavailable",
	};
	_Static_assert(ARRAY_SIZE(names) == VERDICT_UNAVAILABLE + 1,
		       "a name each");
	return names[verdict];
}
