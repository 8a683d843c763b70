// SPDX-License-Identifier: MIT
#include "cmd/explain-text.h"

#include <string.h>

#include "base/alloc.h"
#include "base/parse.h"
#include "base/plural.h"

enum { MAP_COLUMNS = 64, MAP_ROWS = 16 };

// One cell stands for this many chunks, all in it alike or the worst shown.
struct map {
	char *cells;
	uint64_t group, n;
};

static const char *upper(enum chunk_class c)
{
	static const char *const names[] = {
		[CLASS_PUD] = "PUD",         [CLASS_PMD] = "PMD",
		[CLASS_PTE] = "PTE",         [CLASS_EITHER] = "either",
		[CLASS_UNKNOWN] = "unknown", [CLASS_SIGBUS] = "SIGBUS",
		[CLASS_REFUSED] = "refused",
	};
	_Static_assert(ARRAY_SIZE(names) == CLASSES, "a name each");

	return names[c];
}

bool explain_blocker(const struct explanation *x, struct strbuf *out)
{
	const struct explain_reason *r = explain_first_blocker(x);

	if (!r)
		return false;
	const struct prediction p = { r->class, r->rule };
	rule_sentence(&p, &x->scene, r->first, out);
	return true;
}

static const char *best(const struct scene *s)
{
	return geometry_chunks_are_puds(&s->geo) ? "PUD" : "PMD";
}

static void add_subject(const struct explanation *x, struct strbuf *out)
{
	const struct scene *s = &x->scene;
	char size[BYTES_TEXT_MAX], chunk[BYTES_TEXT_MAX];
	const char *source = facts_get_text(&s->facts, "mount.source");

	format_bytes(s->size, size);
	format_bytes(scene_chunk_bytes(s), chunk);
	if (s->device)
		strbuf_printf(out, "device         %s, %s in units of %s\n",
			      s->path, size, chunk);
	else
		strbuf_printf(
			out,
			"file           %s%s, %s in %llu chunk%s of %s, %llu extent%s, %s on %s\n",
			s->scratch ? "a new one in " : "", s->path, size,
			(unsigned long long)x->counts.chunks,
			plural(x->counts.chunks), chunk,
			(unsigned long long)x->records, plural(x->records),
			s->fs_type, source ? source : "unknown");
}

static char *place_in_words(const struct scene *s)
{
	const char *by = s->address ? "chosen by mmap(2), " : "";

	return s->colour
		       ? xasprintf("%s%llu bytes off the colour of the offset",
				   by, (unsigned long long)s->colour)
		       : xasprintf("%saligned like the offset", by);
}

static void add_head(const struct explanation *x, struct strbuf *out)
{
	const struct scene *s = &x->scene;

	cleanup_free char *address = place_in_words(s);

	strbuf_puts(out, "first blocker  ");
	if (!explain_blocker(x, out))
		strbuf_printf(out, "none: every chunk can be mapped by %s",
			      best(s));
	strbuf_putc(out, '\n');
	add_subject(x, out);
	strbuf_printf(
		out,
		"mapping        %s offsets %llu to %llu, %s by %s, address %s%s\n",
		s->device ? "device" : "file", (unsigned long long)s->vma_start,
		(unsigned long long)s->vma_end,
		s->is_private ? "MAP_PRIVATE" : "MAP_SHARED",
		s->write ? "store" : "load", address,
		s->nohugepage ? ", MADV_NOHUGEPAGE" : "");
	if (s->device)
		return;
	if (s->base.known)
		strbuf_printf(
			out,
			"device base    %llu byte%s behind a PMD boundary: %s\n",
			(unsigned long long)s->base.offset,
			plural(s->base.offset), s->base.how);
	else if (s->n_spans)
		strbuf_printf(out, "device base    %s\n", s->base.how);
	else
		strbuf_printf(out, "device base    unknown: %s\n",
			      s->base.how ? s->base.how : "not looked for");
}

static void add_counts(const struct explanation *x, struct strbuf *out)
{
	const struct explain_counts *c = &x->counts;
	const char *comma = "";

	strbuf_puts(out, "predicted      ");
	for (unsigned i = 0; i < CLASSES; i++) {
		if (!c->predicted[i])
			continue;
		strbuf_printf(out, "%s%llu %s", comma,
			      (unsigned long long)c->predicted[i], upper(i));
		comma = ", ";
	}
	strbuf_puts(out, "\nobserved       ");
	if (x->observed && c->looked < c->chunks)
		strbuf_printf(out, "%llu of %llu chunk%s: ",
			      (unsigned long long)c->looked,
			      (unsigned long long)c->chunks, plural(c->chunks));
	comma = "";
	for (unsigned i = OBSERVED_PMD; x->observed && i < OBSERVATIONS; i++) {
		if (!c->observed[i])
			continue;
		strbuf_printf(out, "%s%llu %s", comma,
			      (unsigned long long)c->observed[i],
			      i == OBSERVED_PUD   ? "PUD"
			      : i == OBSERVED_PMD ? "PMD"
			      : i == OBSERVED_PTE ? "PTE"
						  : observed_name(i));
		comma = ", ";
	}
	if (!x->observed)
		strbuf_printf(out, "no: %s", x->not_observed);
	else if (c->findings[FINDING_NONE] == c->chunks &&
		 !c->observed[OBSERVED_DISPUTED])
		strbuf_puts(
			out,
			c->looked < c->chunks
				? ": as predicted; the others were not touched (--sample)"
				: ": as predicted");
	strbuf_putc(out, '\n');
}

static char letter_of(const struct explanation *x, const struct segment *s)
{
	if (s->finding != FINDING_NONE || s->observed == OBSERVED_DISPUTED)
		return '!';
	for (size_t i = 0; i < x->n_reasons; i++)
		if (x->reasons[i].rule == s->predicted.rule &&
		    x->reasons[i].class == s->predicted.class)
			return (char)('a' + (i < 26 ? i : 25));
	return s->zero ? '0' : '#';
}

// A cell shows what matters most of its chunks.
static unsigned weight(char cell)
{
	return cell == '!'   ? 4
	       : cell == '#' ? 1
	       : cell == '0' ? 2
	       : cell == ' ' ? 0
			     : 3;
}

static void draw(const struct explanation *x, struct map *m)
{
	uint64_t first = scene_first_chunk(&x->scene);

	for (size_t i = 0; i < x->segments.n; i++) {
		const struct segment *s = &x->segments.v[i];
		uint64_t from = (s->first - first) / m->group;
		uint64_t to = (s->first + s->n - 1 - first) / m->group;
		char cell = letter_of(x, s);

		for (uint64_t c = from; c <= to; c++)
			if (weight(cell) > weight(m->cells[c]))
				m->cells[c] = cell;
	}
}

static void add_cell(char cell, bool color, struct strbuf *out)
{
	const char *code = cell == '#' || cell == '0' ? "32"
			   : cell == '!'              ? "1;31"
						      : "33";

	if (color)
		strbuf_printf(out, "\033[%sm%c\033[0m", code, cell);
	else
		strbuf_putc(out, cell);
}

static void add_map(const struct explanation *x, bool color, struct strbuf *out)
{
	const uint64_t most = MAP_COLUMNS * MAP_ROWS;
	uint64_t first = scene_first_chunk(&x->scene);
	struct map m = { .group = (x->counts.chunks + most - 1) / most };

	m.n = (x->counts.chunks + m.group - 1) / m.group;
	cleanup_free char *cells = xcalloc(m.n + 1, 1);
	memset(cells, ' ', m.n);
	m.cells = cells;
	draw(x, &m);
	strbuf_printf(out, "\nmap            a cell is %llu chunk%s%s",
		      (unsigned long long)m.group, plural(m.group),
		      m.group > 1 ? ", the worst of them" : "");
	for (uint64_t c = 0; c < m.n; c++) {
		if (c % MAP_COLUMNS == 0)
			strbuf_printf(
				out, "\n  %10llu   ",
				(unsigned long long)(first + c * m.group));
		add_cell(m.cells[c], color, out);
	}
	strbuf_printf(
		out,
		"\n\n  # %s%s   ! not as predicted   letters: the reasons below\n",
		best(&x->scene),
		x->scene.device ? "" : "   0 PMD of the zero page");
}

static void add_reasons(const struct explanation *x, struct strbuf *out)
{
	if (x->n_reasons)
		strbuf_puts(out, "\nreasons\n");
	for (size_t i = 0; i < x->n_reasons; i++) {
		const struct explain_reason *r = &x->reasons[i];

		strbuf_printf(out,
			      "  %c %s: %llu chunk%s %s, the first is %llu\n",
			      (char)('a' + (i < 26 ? i : 25)), r->rule->name,
			      (unsigned long long)r->chunks, plural(r->chunks),
			      upper(r->class), (unsigned long long)r->first);
		strbuf_printf(out, "      %s (%s)\n      remedy: ",
			      r->rule->consequence, r->rule->reference);
		r->rule->remedy(&x->scene, out);
		strbuf_putc(out, '\n');
	}
}

static void add_not_asked(const struct explanation *x, struct strbuf *out)
{
	const char *before = "\nnot asked      ";

	for (size_t i = 0; i < x->rules.n; i++) {
		if (x->answers[i].chunks[ANSWER_NOT_APPLICABLE] !=
		    x->counts.chunks)
			continue;
		strbuf_printf(out, "%s%s", before, x->rules.v[i]->name);
		before = ", ";
	}
	if (before[0] == ',')
		strbuf_puts(out, ": they do not apply here\n");
}

static void add_sticky(const struct explanation *x, const struct segment *s,
		       struct strbuf *out)
{
	unsigned long long pmd = x->scene.geo.pmd_bytes;

	strbuf_printf(
		out,
		"      everything allows a PMD: either a page-sized DAX entry of an earlier access by any process is left there,\n"
		"      or this kernel lost its huge mappings (daxbench explain DIRECTORY, on a new file, tells them apart).\n"
		"      To clear it and keep the data: copy the chunk, punch it (fallocate -p -o %llu -l %llu '%s'), write it back;\n"
		"      truncating below it, or unmounting, clears it too\n",
		(unsigned long long)s->first * pmd,
		(unsigned long long)s->n * pmd, x->scene.path);
}

static void add_zero_page(struct strbuf *out)
{
	strbuf_puts(
		out,
		"      a hole is shown by the huge zero page, for which the kernel had no memory in one piece\n"
		"      (thp_zero_page_alloc_failed in /proc/vmstat grew): free memory, or echo 1 >/proc/sys/vm/compact_memory;\n"
		"      the pages that were shown instead are left in the file as page-sized DAX entries\n");
}

static void add_findings(const struct explanation *x, struct strbuf *out)
{
	enum { MOST = 16 };
	bool told = false;
	unsigned n = 0;

	for (size_t i = 0; i < x->segments.n; i++) {
		const struct segment *s = &x->segments.v[i];

		if (s->finding == FINDING_NONE &&
		    s->observed != OBSERVED_DISPUTED)
			continue;
		if (n == 0)
			strbuf_puts(out, "\nfindings\n");
		if (n++ >= MOST)
			continue;
		strbuf_printf(
			out,
			"  %s: chunks %llu to %llu, predicted %s, observed %s\n",
			s->finding ? finding_name(s->finding) : "disputed",
			(unsigned long long)s->first,
			(unsigned long long)(s->first + s->n - 1),
			upper(s->predicted.class), observed_name(s->observed));
		if (told || s->finding < FINDING_STICKY ||
		    s->finding == FINDING_UNEXPLAINED)
			continue;
		told = true;
		if (s->finding == FINDING_STICKY)
			add_sticky(x, s, out);
		else
			add_zero_page(out);
	}
	if (n > MOST)
		strbuf_printf(out, "  and %u more; --json has all\n", n - MOST);
}

void explain_text(const struct explanation *x, bool color, struct strbuf *out)
{
	add_head(x, out);
	add_counts(x, out);
	add_map(x, color, out);
	add_reasons(x, out);
	add_findings(x, out);
	add_not_asked(x, out);
}
