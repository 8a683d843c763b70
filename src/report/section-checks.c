// SPDX-License-Identifier: MIT
// Verdicts of `daxbench check`: cases × kernels and file systems, then what did
// not pass, and why.
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/strbuf.h"
#include "report/view.h"
#include "result/check-read.h"

// The documents of one kernel at one place.
struct place {
	char *label;
	const struct check_file **files;
	size_t n;
};

struct board {
	struct place *places;
	size_t n_places;
	const struct check_line **cases; // the first line of each id
	size_t n_cases;
};

static const struct {
	const char *word;
	enum tone tone;
} shown[] = {
	[CASE_SKIP] = { "-", TONE_QUIET },
	[CASE_PASS] = { "ok", TONE_GOOD },
	[CASE_BROKEN] = { "BROKEN", TONE_BAD },
	[CASE_KNOWN_BUG] = { "known bug", TONE_WARN },
	[CASE_TIMEOUT] = { "TIMEOUT", TONE_BAD },
	[CASE_FAIL] = { "FAIL", TONE_BAD },
};
_Static_assert(ARRAY_SIZE(shown) == CASE_OUTCOMES, "a word each");

static void board_release(struct board *b)
{
	for (size_t i = 0; i < b->n_places; i++) {
		free(b->places[i].label);
		free(b->places[i].files);
	}
	free(b->places);
	free(b->cases);
}
DEFINE_CLEANUP(board, struct board, board_release)

static char *label_of(const struct check_document *d)
{
	bool control = d->target_class && strcmp(d->target_class, "fsdax") != 0;
	// A device has none.
	bool fs = d->fs && strcmp(d->fs, "none") != 0;

	return xasprintf("%s%s%s%s%s",
			 d->kernel_release ? d->kernel_release : "unknown",
			 fs ? " " : "", fs ? d->fs : "", control ? " " : "",
			 control ? d->target_class : "");
}

static struct place *place_of(struct board *b, char *label)
{
	for (size_t i = 0; i < b->n_places; i++) {
		if (strcmp(b->places[i].label, label) == 0) {
			free(label);
			return &b->places[i];
		}
	}
	b->places =
		xreallocarray(b->places, b->n_places + 1, sizeof(*b->places));
	b->places[b->n_places] = (struct place){ .label = label };
	return &b->places[b->n_places++];
}

static void add_case(struct board *b, const struct check_line *line)
{
	for (size_t i = 0; i < b->n_cases; i++)
		if (strcmp(b->cases[i]->id, line->id) == 0)
			return;
	b->cases = xreallocarray(b->cases, b->n_cases + 1, sizeof(*b->cases));
	b->cases[b->n_cases++] = line;
}

static int by_cases(const void *a, const void *b)
{
	const struct check_file *const *x = a, *const *y = b;

	return ((*x)->doc.n < (*y)->doc.n) - ((*x)->doc.n > (*y)->doc.n);
}

// Cases in the order of the document that has most of them: one that ran a few
// again must not turn it round.
static void gather_cases(const struct view *v, struct board *ret)
{
	size_t n = v->in->n_checks;
	cleanup_free const struct check_file **files =
		xcalloc(n, sizeof(*files));

	memcpy(files, v->in->checks, n * sizeof(const struct check_file *));
	qsort(files, n, sizeof(const struct check_file *), by_cases);
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < files[i]->doc.n; k++)
			add_case(ret, &files[i]->doc.lines[k]);
}

static void gather(const struct view *v, struct board *ret)
{
	for (size_t i = 0; i < v->in->n_checks; i++) {
		const struct check_file *file = v->in->checks[i];
		struct place *p = place_of(ret, label_of(&file->doc));

		p->files = xreallocarray(p->files, p->n + 1, sizeof(*p->files));
		p->files[p->n++] = file;
	}
	gather_cases(v, ret);
}

// The worst of a case over its variants and the place's documents; false when
// it was not run there.
static bool worst_of(const struct place *p, const char *id,
		     enum case_outcome *ret)
{
	bool any = false;

	*ret = CASE_SKIP;
	for (size_t f = 0; f < p->n; f++) {
		for (size_t i = 0; i < p->files[f]->doc.n; i++) {
			const struct check_line *l = &p->files[f]->doc.lines[i];
			enum case_outcome o = check_line_outcome(l);

			if (strcmp(l->id, id) != 0)
				continue;
			any = true;
			if (o > *ret)
				*ret = o;
		}
	}
	return any;
}

static void put_sums(const struct board *b, struct sheet *s)
{
	sheet_cell(s, TONE_PLAIN, "all");
	for (size_t p = 0; p < b->n_places; p++) {
		unsigned n[CASE_OUTCOMES] = { 0 }, bad = 0;
		enum case_outcome o;

		for (size_t i = 0; i < b->n_cases; i++)
			if (worst_of(&b->places[p], b->cases[i]->id, &o))
				n[o]++;
		for (int i = CASE_BROKEN; i < CASE_OUTCOMES; i++)
			bad += n[i];
		sheet_cellf(s, bad ? TONE_WARN : TONE_GOOD,
			    "%u ok, %u bad, %u skipped", n[CASE_PASS], bad,
			    n[CASE_SKIP]);
	}
}

static void put_statements(const struct board *b, struct doc *doc)
{
	struct sheet s = { 0 };

	sheet_column(&s, "case", false);
	sheet_column(&s, "what is promised", false);
	for (size_t i = 0; i < b->n_cases; i++) {
		sheet_cell(&s, TONE_PLAIN, b->cases[i]->id);
		sheet_cell(&s, TONE_PLAIN, b->cases[i]->statement);
	}
	doc_sheet(doc, "What each case says", true, &s);
}

static void put_board(const struct board *b, struct doc *doc)
{
	struct sheet s = { 0 };
	enum case_outcome o;

	sheet_column(&s, "case", false);
	for (size_t p = 0; p < b->n_places; p++)
		sheet_column(&s, b->places[p].label, false);
	put_sums(b, &s);
	for (size_t i = 0; i < b->n_cases; i++) {
		sheet_cell(&s, TONE_PLAIN, b->cases[i]->id);
		for (size_t p = 0; p < b->n_places; p++) {
			if (worst_of(&b->places[p], b->cases[i]->id, &o))
				sheet_cell(&s, shown[o].tone, shown[o].word);
			else
				sheet_cell(&s, TONE_QUIET, "");
		}
	}
	doc_sheet(
		doc,
		"Cases and kernels: the worst of a case's variants; - is skipped, empty is not run",
		false, &s);
}

static void put_reasons(const struct board *b, bool bad, const char *caption,
			struct doc *doc)
{
	struct sheet s = { 0 };

	sheet_column(&s, "case", false);
	sheet_column(&s, "where", false);
	sheet_column(&s, "mapped by", false);
	sheet_column(&s, "verdict", false);
	sheet_column(&s, "because", false);
	for (size_t p = 0; p < b->n_places; p++)
		for (size_t f = 0; f < b->places[p].n; f++) {
			const struct check_document *d =
				&b->places[p].files[f]->doc;

			for (size_t i = 0; i < d->n; i++) {
				const struct check_line *l = &d->lines[i];
				enum case_outcome o = check_line_outcome(l);

				if (o == CASE_PASS || (o != CASE_SKIP) != bad)
					continue;
				sheet_cell(&s, TONE_PLAIN, l->id);
				sheet_cell(&s, TONE_PLAIN, b->places[p].label);
				sheet_cell(&s, TONE_PLAIN, l->variant);
				sheet_cell(&s, shown[o].tone, l->outcome);
				sheet_cellf(&s, TONE_PLAIN, "%s%s%s",
					    l->reason ? l->reason : "",
					    l->kernel_log ? "; kernel log: "
							  : "",
					    l->kernel_log ? l->kernel_log : "");
			}
		}
	if (sheet_rows(&s))
		doc_sheet(doc, caption, !bad, &s);
	else
		sheet_release(&s);
}

static void say_status(const struct board *b, struct doc *doc)
{
	for (size_t p = 0; p < b->n_places; p++)
		for (size_t f = 0; f < b->places[p].n; f++) {
			const struct check_file *file = b->places[p].files[f];

			if (strcmp(file->doc.status, "complete") != 0)
				doc_text(doc, TONE_BAD, "%s: %s: %s",
					 file->path ? file->path : "check",
					 file->doc.status,
					 file->doc.error ? file->doc.error
							 : "no reason given");
			if (!file->doc.kernel_log_read)
				doc_text(
					doc, TONE_WARN,
					"%s: the kernel log could not be read: what it said is in no verdict.",
					file->path ? file->path : "check");
		}
}

void section_checks(const struct view *v, struct doc *doc)
{
	CLEANUP(board_cleanup_) struct board b = { 0 };

	if (!v->in->n_checks)
		return;
	gather(v, &b);
	doc_section(doc, "checks", "Promises");
	say_status(&b, doc);
	if (!b.n_cases) {
		doc_text(doc, TONE_BAD, "No case was run.");
		return;
	}
	put_board(&b, doc);
	put_statements(&b, doc);
	put_reasons(&b, true, "What did not pass", doc);
	put_reasons(&b, false, "What was skipped", doc);
}
