// SPDX-License-Identifier: MIT
// Machine and target of every result: what differs first, then what a reader
// asks for first, then everything with its source.
#include <string.h>

#include "base/alloc.h"
#include "base/parse.h"
#include "base/strbuf.h"
#include "report/view.h"

static const char *const wanted[] = {
	"kernel.release",
	"kernel.version",
	"kernel.cmdline",
	"kernel.taint_letters",
	"cpu.model",
	"cpu.governor",
	"virt.pmem",
	"vm.accel",
	"vm.qemu",
	"vm.cpu_model",
	"vm.pmem",
	"clock.kind",
	"clock.read_cost",
	"mem.page_bytes",
	"mem.pmd_bytes",
	"target.path",
	"mount.fs_type",
	"mount.options",
	"mount.super_options",
	"mount.dax",
	"file.dax",
	"block.name",
	"namespace.mode",
	"namespace.align",
};

static char *fact_text(const struct fact *f)
{
	char buf[BYTES_TEXT_MAX];

	if (!f)
		return xstrdup("-");
	if (f->status != FACT_KNOWN)
		return xasprintf("%s: %s", fact_status_name(f->status),
				 f->reason ? f->reason : "no reason given");
	switch (f->type) {
	case FACT_TEXT:
		return xstrdup(f->text);
	case FACT_BYTES:
		return xstrdup(format_bytes(f->number, buf));
	case FACT_BOOL:
		return xstrdup(f->number ? "yes" : "no");
	case FACT_COUNT:
		break;
	}
	return xasprintf("%llu%s%s", (unsigned long long)f->number,
			 f->unit && f->unit[0] ? " " : "",
			 f->unit ? f->unit : "");
}

static const struct fact *find(const struct result *r, const char *key)
{
	const struct fact *f = facts_find(&r->platform, key);

	return f ? f : facts_find(&r->target, key);
}

static bool differs(const struct view *v, const char *key)
{
	cleanup_free char *first = fact_text(find(v->in->results[0], key));

	for (size_t i = 1; i < v->in->n; i++) {
		cleanup_free char *other =
			fact_text(find(v->in->results[i], key));

		if (strcmp(first, other) != 0)
			return true;
	}
	return false;
}

static void add_row(const struct view *v, const char *key, bool all,
		    struct sheet *s)
{
	sheet_cell(s, TONE_PLAIN, key);
	for (size_t i = 0; i < (all ? v->in->n : 1); i++) {
		const struct fact *f = find(v->in->results[i], key);
		cleanup_free char *text = fact_text(f);

		sheet_cell(s,
			   f && f->status == FACT_KNOWN ? TONE_PLAIN
							: TONE_QUIET,
			   text);
	}
}

static bool has_row(const struct sheet *s, const char *key)
{
	for (size_t r = 0; r < sheet_rows(s); r++)
		if (strcmp(sheet_at(s, r, 0)->text, key) == 0)
			return true;
	return false;
}

static void add_differing(const struct view *v, const struct facts *facts,
			  struct sheet *s)
{
	facts_for_each (it, facts)
		if (!has_row(s, it->key) && differs(v, it->key))
			add_row(v, it->key, true, s);
}

static void put_differing(const struct view *v, struct doc *doc)
{
	struct sheet s = { 0 };

	if (v->in->n < 2)
		return;
	sheet_column(&s, "fact", false);
	for (size_t i = 0; i < v->in->n; i++)
		sheet_column(&s, v->labels[i], false);
	for (size_t i = 0; i < v->in->n; i++) {
		add_differing(v, &v->in->results[i]->platform, &s);
		add_differing(v, &v->in->results[i]->target, &s);
	}
	if (sheet_rows(&s)) {
		doc_sheet(doc, "What differs", false, &s);
	} else {
		sheet_release(&s);
		doc_text(doc, TONE_PLAIN, "All facts are the same.");
	}
}

static void put_wanted(const struct view *v, struct doc *doc)
{
	struct sheet s = { 0 };

	sheet_column(&s, "fact", false);
	sheet_column(&s, "value", false);
	for (size_t i = 0; i < ARRAY_SIZE(wanted); i++)
		if (find(v->in->results[0], wanted[i]) &&
		    !differs(v, wanted[i]))
			add_row(v, wanted[i], false, &s);
	if (sheet_rows(&s))
		doc_sheet(doc, v->in->n > 1 ? "The same in all" : "In short",
			  false, &s);
	else
		sheet_release(&s);
}

static void add_facts(const struct facts *facts, struct sheet *s)
{
	facts_for_each (it, facts) {
		cleanup_free char *text = fact_text(it);

		sheet_cell(s, TONE_PLAIN, it->key);
		sheet_cell(s,
			   it->status == FACT_KNOWN ? TONE_PLAIN : TONE_QUIET,
			   text);
		sheet_cell(s, TONE_QUIET, it->source);
	}
}

static void put_everything(const struct view *v, size_t i, struct doc *doc)
{
	const struct result *r = v->in->results[i];
	cleanup_free char *caption = xasprintf("All facts of %s", v->labels[i]);
	cleanup_strbuf struct strbuf command = { 0 };
	struct sheet s = { 0 };

	for (char **p = r->command; p && *p; p++)
		strbuf_printf(&command, "%s%s", command.len ? " " : "", *p);
	sheet_column(&s, "fact", false);
	sheet_column(&s, "value", false);
	sheet_column(&s, "source", false);
	sheet_cell(&s, TONE_PLAIN, "file");
	sheet_cell(&s, TONE_PLAIN, v->in->names[i]);
	sheet_cell(&s, TONE_QUIET, "");
	sheet_cell(&s, TONE_PLAIN, "command");
	sheet_cell(&s, TONE_PLAIN, strbuf_str(&command));
	sheet_cell(&s, TONE_QUIET, "");
	sheet_cell(&s, TONE_PLAIN, "started");
	sheet_cell(&s, TONE_PLAIN, r->started);
	sheet_cell(&s, TONE_QUIET, "");
	sheet_cell(&s, TONE_PLAIN, "DAX path");
	sheet_cell(&s, TONE_PLAIN, r->dax_path ? r->dax_path : "unknown");
	sheet_cell(&s, TONE_QUIET, r->dax_path_reason);
	add_facts(&r->platform, &s);
	add_facts(&r->target, &s);
	doc_sheet(doc, caption, true, &s);
}

void section_environment(const struct view *v, struct doc *doc)
{
	if (!v->in->n)
		return;
	doc_section(doc, "environment", "Environment");
	put_differing(v, doc);
	put_wanted(v, doc);
	for (size_t i = 0; i < v->in->n; i++)
		put_everything(v, i, doc);
}
