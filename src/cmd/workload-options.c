// SPDX-License-Identifier: MIT
#include "cmd/workload-options.h"

#include <string.h>

#include "base/alloc.h"
#include "base/cleanup.h"
#include "base/parse.h"
#include "cmd/run-options.h"

static bool works_with(const struct workload *w,
		       bool (*is)(const struct engine *e))
{
	registry_for_each (it, engine)
		if (workload_takes(w, *it, w->write) && is(*it))
			return true;
	return false;
}

static bool is_queued(const struct engine *e)
{
	return e->queued;
}

static bool is_mapped(const struct engine *e)
{
	return e->mapped;
}

static bool is_unmapped(const struct engine *e)
{
	return !e->mapped;
}

static bool does_fsync(const struct engine *e)
{
	return e->fsyncs;
}

static bool has_partner(const struct engine *e)
{
	return e->partner;
}

static bool always(const struct workload *w ATTR_UNUSED)
{
	return true;
}

static bool either(const struct workload *w)
{
	return w->access == ACCESS_EITHER;
}

static bool any_page(const struct workload *w)
{
	return w->asked == PAGE_SIZE_ANY;
}

static bool queues(const struct workload *w)
{
	return works_with(w, is_queued);
}

static bool is_disordered(const struct workload *w)
{
	return !w->ordered;
}

static bool has_transactions(const struct workload *w)
{
	return workload_op(w, true) == OP_TXN;
}

// As run_plan_check() has it.
static bool by_chunks(const struct workload *w)
{
	enum op_kind kind = workload_op(w, w->write);

	return (kind == OP_LOAD || kind == OP_STORE) &&
	       (w->unit == UNIT_CHUNK || w->unit == UNIT_ENTRY) &&
	       (w->asked == PAGE_SIZE_PMD || w->asked == PAGE_SIZE_ANY);
}

static bool partnered(const struct workload *w)
{
	return works_with(w, has_partner);
}

static bool fsyncs(const struct workload *w)
{
	return w->write && works_with(w, does_fsync);
}

static bool unmapped(const struct workload *w)
{
	return works_with(w, is_unmapped);
}

static bool shared_mapping(const struct workload *w)
{
	return !w->private && works_with(w, is_mapped);
}

static bool verifiable(const struct workload *w)
{
	enum op_kind kind = workload_op(w, w->write);

	return w->unit == UNIT_BLOCK &&
	       (kind == OP_READ || kind == OP_WRITE || kind == OP_TXN);
}

static bool mapped(const struct workload *w)
{
	return w->asked != PAGE_SIZE_NONE;
}

static bool stationary(const struct workload *w)
{
	return w->stationary;
}

// As run_plan_check() has it.
static bool forks(const struct workload *w)
{
	return !w->parties && (w->asked == PAGE_SIZE_NONE ||
			       (w->stage == STAGE_NONE && !w->leaves));
}

// Parties work on one file, and shared blocks are of two.
static bool divides(const struct workload *w)
{
	return !w->parties && w->extents != LAYOUT_SHARED;
}

static void own_engine(const struct workload *w, struct strbuf *out)
{
	strbuf_puts(out, w->engine);
}

static void own_block(const struct workload *w, struct strbuf *out)
{
	char text[BYTES_TEXT_MAX];

	strbuf_puts(out, format_bytes_arg(w->block ? w->block : 4096, text));
}

static void own_extents(const struct workload *w, struct strbuf *out)
{
	strbuf_puts(out, layout_extents_names()[w->extents]);
}

static void own_access(const struct workload *w, struct strbuf *out)
{
	strbuf_puts(out, run_option_accesses[w->write]);
}

static void own_order(const struct workload *w, struct strbuf *out)
{
	strbuf_puts(out, w->random ? "random" : "sequential");
}

static void own_page(const struct workload *w, struct strbuf *out)
{
	strbuf_puts(out, w->asked == PAGE_SIZE_ANY ? "pmd"
						   : page_size_name(w->asked));
}

static void own_threads(const struct workload *w, struct strbuf *out)
{
	strbuf_printf(out, "%u", w->parties ? w->parties : 1);
}

static const struct part {
	const char *option;
	bool (*has)(const struct workload *w);
	// NULL: what stands in the options, or `otherwise`.
	void (*fallback)(const struct workload *w, struct strbuf *out);
	const char *otherwise;
} parts[] = {
	{ "engine", always, own_engine, NULL },
	{ "partner", partnered, NULL, "none" },
	{ "size", always, NULL, NULL },
	{ "block-size", workload_in_blocks, own_block, NULL },
	{ "extents", always, own_extents, NULL },
	{ "eof-inside", by_chunks, NULL, "no" },
	{ "access", either, own_access, NULL },
	{ "page", any_page, own_page, NULL },
	{ "expect", mapped, own_page, NULL },
	{ "order", is_disordered, own_order, NULL },
	{ "writes", has_transactions, NULL, "4" },
	{ "fsync", fsyncs, NULL, "never" },
	{ "iodepth", queues, NULL, "1" },
	{ "submit-batch", queues, NULL, "all" },
	{ "uring-buffers", queues, NULL, "registered" },
	{ "uring-file", queues, NULL, "registered" },
	{ "sqpoll", queues, NULL, "no" },
	{ "journal", always, NULL, "idle" },
	{ "direct", unmapped, NULL, "no" },
	{ "sync", shared_mapping, NULL, "no" },
	{ "verify", verifiable, NULL, "no" },
	{ "ops", stationary, NULL, "once all of the range" },
	{ "runtime", stationary, NULL, "once all of the range" },
	{ "steady", stationary, NULL, "no" },
	{ "threads", always, own_threads, NULL },
	{ "workers", forks, NULL, "thread" },
	{ "share", divides, NULL, "own-chunk" },
};

// Of the choices of --share; every workload takes all those of the others.
static bool chooses(const struct workload *w, const struct option_row *row,
		    size_t choice)
{
	return strcmp(row->name, "share") != 0 || w->shares ||
	       workload_sharing_none((enum workload_sharing)choice);
}

static char *takes(const struct workload *w, const struct option_row *row)
{
	struct strbuf text = { 0 };

	if (row->type == OPTION_FLAG)
		strbuf_puts(&text, "");
	for (size_t i = 0; row->type == OPTION_CHOICE && row->choices[i]; i++)
		if (chooses(w, row, i))
			strbuf_printf(&text, "%s%s", i ? "|" : "",
				      row->choices[i]);
	if (row->type != OPTION_FLAG && row->type != OPTION_CHOICE)
		strbuf_puts(&text, row->label);
	return strbuf_take(&text);
}

static const char *unit(const struct option_row *row)
{
	switch (row->type) {
	case OPTION_BYTES:
		return "bytes";
	case OPTION_TIME:
		return "time";
	case OPTION_COUNT:
		return strcmp(row->label, "PERCENT") == 0 ? "percent" : "count";
	case OPTION_FLAG:
		return "flag";
	case OPTION_CHOICE:
		return "choice";
	case OPTION_TEXT:
		break;
	}
	return "name";
}

void workload_options_list(struct listing *l, const struct workload *w)
{
	for (size_t i = 0; i < ARRAY_SIZE(parts); i++) {
		const struct part *p = &parts[i];
		cleanup_strbuf struct strbuf fallback = { 0 };
		const char *near;
		const struct option_row *row = options_find(
			run_option_sets, RUN_OPTION_SETS, p->option, &near);

		if (!row || !p->has(w))
			continue;
		cleanup_free char *values = takes(w, row);
		if (p->fallback)
			p->fallback(w, &fallback);
		else
			strbuf_puts(&fallback, row->fallback ? row->fallback
							     : p->otherwise);
		listing_option(l, row->name, values, unit(row),
			       strbuf_str(&fallback));
	}
}
