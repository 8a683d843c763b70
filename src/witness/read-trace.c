// SPDX-License-Identifier: MIT
#include "witness/read-trace.h"

#include <string.h>

#include "base/plural.h"
#include "witness/read-counters.h"

#define SOURCE "tracefs events/fs_dax"

// The text behind `mark`, or NULL.
static const char *after(const struct text_line *line, const char *mark)
{
	const char *at = memmem(line->s, line->len, mark, strlen(mark));

	return at ? at + strlen(mark) : NULL;
}

static bool number_after(const struct text_line *line, const char *mark,
			 int base, uint64_t *ret, struct text_line *ret_rest)
{
	const char *s = after(line, mark);

	if (!s)
		return false;
	struct text_line rest = { s, line->len - (size_t)(s - line->s) };
	size_t n = 0;
	while (n < rest.len && !memchr(" /]\t", rest.s[n], 4))
		n++;
	struct text_line word = { rest.s, n };
	if (text_number(&word, base, ret) < 0)
		return false;
	*ret_rest = (struct text_line){ rest.s + n, rest.len - n };
	return true;
}

// Flags joined by bars: "MAJOR|NOPAGE".
static bool has_flag(struct text_line result, const char *flag)
{
	while (result.len) {
		const char *bar = memchr(result.s, '|', result.len);
		size_t n = bar ? (size_t)(bar - result.s) : result.len;
		struct text_line word = { result.s, n };

		if (text_is(&word, flag))
			return true;
		if (!bar)
			break;
		result = (struct text_line){ bar + 1, result.len - n - 1 };
	}
	return false;
}

// What a fault returned stands behind the last number of its line.
static struct text_line fault_result(const struct text_line *line,
				     const char *last_field)
{
	struct text_line rest = { line->s, 0 };
	uint64_t ignored;
	size_t at = 0;

	if (!number_after(line, last_field, 16, &ignored, &rest))
		return (struct text_line){ line->s, 0 };
	return text_next_word(&rest, &at);
}

static bool failed(struct text_line result)
{
	return has_flag(result, "SIGBUS") || has_flag(result, "OOM") ||
	       has_flag(result, "HWPOISON") ||
	       has_flag(result, "HWPOISON_LARGE") ||
	       has_flag(result, "SIGSEGV");
}

static unsigned pmd_done(struct trace_tally *t, const struct text_line *line)
{
	struct text_line result = fault_result(line, " max_pgoff ");

	if (failed(result))
		return TRACE_FAILED;
	if (has_flag(result, "FALLBACK")) {
		t->fallbacks++;
		return TRACE_FALLBACK;
	}
	// NEEDDSYNC: MAP_SYNC; the entry is put in after the journal commit.
	if (!has_flag(result, "NOPAGE") && !has_flag(result, "NEEDDSYNC"))
		return 0;
	t->pmd_faults++;
	return TRACE_PMD;
}

static unsigned pte_done(struct trace_tally *t, const struct text_line *line)
{
	struct text_line result = fault_result(line, " pgoff ");

	if (failed(result))
		return TRACE_FAILED;
	if (!has_flag(result, "NOPAGE") && !has_flag(result, "NEEDDSYNC"))
		return 0;
	t->pte_faults++;
	return TRACE_PTE;
}

static unsigned load_hole(struct trace_tally *t, const struct text_line *line)
{
	(void)t;
	(void)line;
	return TRACE_ZERO;
}

static const struct {
	const char *mark;
	unsigned (*bits)(struct trace_tally *t, const struct text_line *line);
} events[] = {
	{ ": dax_pmd_fault_done: dev ", pmd_done },
	{ ": dax_pte_fault_done: dev ", pte_done },
	{ ": dax_pmd_load_hole: dev ", load_hole },
	{ ": dax_load_hole: dev ", load_hole },
};

static void count_lost(struct trace_tally *t, const struct text_line *line)
{
	uint64_t kept, written;
	struct text_line rest;

	if (number_after(line, "# entries-in-buffer/entries-written: ", 10,
			 &kept, &rest) &&
	    number_after(&rest, "/", 10, &written, &rest) && written > kept)
		t->lost += written - kept;
	if (number_after(line, " [LOST ", 10, &written, &rest))
		t->lost += written;
}

static void read_line(struct trace_tally *t, const struct text_line *line)
{
	struct text_line rest;
	uint64_t addr;
	size_t e = 0;

	while (e < ARRAY_SIZE(events) && !after(line, events[e].mark))
		e++;
	if (e == ARRAY_SIZE(events)) {
		count_lost(t, line);
		return;
	}
	if (!number_after(line, " address ", 16, &addr, &rest)) {
		t->unreadable++;
		return;
	}
	if (addr < t->start ||
	    (addr - t->start) / t->chunk_bytes >= t->n_chunks) {
		t->elsewhere++;
		return;
	}
	t->events++;
	t->chunks[(addr - t->start) / t->chunk_bytes] |=
		(unsigned char)events[e].bits(t, line);
}

void trace_feed(struct trace_tally *t, const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (text[i] == '\n') {
			trace_finish(t);
		} else if (t->partial_len < t->partial_size) {
			t->partial[t->partial_len++] = text[i];
		} else {
			t->overlong = true;
		}
	}
}

void trace_finish(struct trace_tally *t)
{
	struct text_line line = { t->partial, t->partial_len };

	if (t->overlong)
		t->unreadable++;
	else if (line.len)
		read_line(t, &line);
	t->partial_len = 0;
	t->overlong = false;
}

static void add_facts(const struct trace_tally *t, struct evidence *ev)
{
	struct facts *f = &ev->facts;

	facts_count(f, "trace.events", SOURCE, t->events, "events");
	facts_count(f, "trace.pmd_faults", SOURCE, t->pmd_faults, "events");
	facts_count(f, "trace.pmd_fallbacks", SOURCE, t->fallbacks, "events");
	facts_count(f, "trace.pte_faults", SOURCE, t->pte_faults, "events");
	facts_count(f, "trace.elsewhere", SOURCE, t->elsewhere, "events");
	facts_count(f, "trace.lost", SOURCE, t->lost, "events");
}

// Chunks whose events contradict each other or do not say what was mapped.
static size_t account(const struct trace_tally *t, uint64_t page_bytes,
		      struct page_bytes *seen)
{
	size_t unclear = 0;

	for (size_t i = 0; i < t->n_chunks; i++) {
		unsigned bits = t->chunks[i];
		uint64_t mapped =
			bits & TRACE_PMD ? t->chunk_bytes : page_bytes;

		if ((bits & TRACE_FAILED) ||
		    !(bits & TRACE_PMD) == !(bits & TRACE_PTE)) {
			unclear++;
			continue;
		}
		if (bits & TRACE_PMD)
			seen->pmd += mapped;
		else
			seen->pte += mapped;
		if (bits & TRACE_ZERO)
			seen->zero += mapped;
		seen->absent += t->chunk_bytes - mapped;
	}
	return unclear;
}

void trace_judge(const struct trace_tally *t, enum page_size asked,
		 uint64_t page_bytes, struct evidence *ev)
{
	struct page_bytes seen = { .zero_known = true };
	size_t unclear = account(t, page_bytes, &seen);

	add_facts(t, ev);
	if (t->lost || t->unreadable)
		evidence_say(
			ev, VERDICT_SILENT,
			"%llu event%s lost by the buffer, %llu line%s not understood",
			(unsigned long long)t->lost, plural(t->lost),
			(unsigned long long)t->unreadable,
			plural(t->unreadable));
	else if (!t->events)
		evidence_say(
			ev, VERDICT_SILENT,
			"no fs_dax event for this range: not a DAX file, device-dax, or nothing was faulted in");
	else if (unclear)
		evidence_say(ev, VERDICT_SILENT,
			     "%zu of %zu chunk%s without one clear fault",
			     unclear, t->n_chunks, plural(t->n_chunks));
	else
		evidence_count(ev, asked, &seen);
}
