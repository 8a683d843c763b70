// SPDX-License-Identifier: MIT
// daxbench list: everything that is registered.
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/table.h"
#include "cmd/cmd.h"
#include "cmd/list-man.h"
#include "cmd/place.h"
#include "cmd/run-options.h"
#include "cmd/stdio-close.h"
#include "cmd/workload-options.h"
#include "engine/engine.h"
#include "explain/rule.h"
#include "platform/platform.h"
#include "result/json-list.h"
#include "result/plan-file.h"
#include "target/target.h"
#include "witness/witness.h"
#include "workload/workload.h"

struct params {
	bool verbose;
	int format;
};

enum { FORMAT_TEXT, FORMAT_JSON, FORMAT_MAN };
static const char *const formats[] = { "text", "json", "man", NULL };

#define AT(field) offsetof(struct params, field)

static const struct option_row rows[] = {
	{ "verbose", 'v', OPTION_FLAG, AT(verbose),
	  .help = "descriptions, options, promises, privileges" },
	{ "format", 'f', OPTION_CHOICE, AT(format), "text", .choices = formats,
	  .help = "of standard output; man is daxbench-workloads(7)" },
};

static const struct option_set sets[] = {
	{ "options", rows, ARRAY_SIZE(rows) },
};

// All engines that can do what it asks for.
static void list_engines_of(struct listing *l, const struct workload *w)
{
	cleanup_strbuf struct strbuf names = { 0 };

	registry_for_each (it, engine) {
		const struct engine *e = *it;

		if (workload_takes(w, e, w->write) &&
		    (!w->durable || e->durability != DURABILITY_NONE))
			strbuf_printf(&names, "%s%s", names.len ? ", " : "",
				      e->name);
	}
	listing_detail(l, "engines", strbuf_str(&names));
}

static void list_workloads(struct listing *l)
{
	registry_for_each (it, workload) {
		const struct workload *w = *it;

		listing_add(l, "workloads", w->name, w->summary);
		listing_detail(l, "asks_for",
			       w->asked == PAGE_SIZE_ANY
				       ? "pmd or pte, by --page"
				       : page_size_name(w->asked));
		listing_detail(l, "engine", w->engine);
		list_engines_of(l, w);
		listing_detail(l, "extents",
			       layout_extents_names()[w->extents]);
		listing_detail(l, "access",
			       w->access == ACCESS_EITHER ? "read or write"
			       : w->write                 ? "write"
							  : "read");
		listing_detail(l, "before", workload_stage_name(w->stage));
		listing_detail(l, "description", w->description);
		workload_options_list(l, w);
	}
}

static const char *promise_of(enum durability d)
{
	static const char *const texts[] = {
		[DURABILITY_NONE] =
			"none: what was written may be lost in a power cut",
		[DURABILITY_FLUSHED] =
			"flushed by user space: durable on return on a MAP_SYNC mapping (--sync) and on device-dax, and nowhere else",
		[DURABILITY_SYNCED] =
			"synced: durable on return, the kernel was asked and said so",
	};
	_Static_assert(ARRAY_SIZE(texts) == DURABILITY_SYNCED + 1,
		       "a text each");
	return texts[d];
}

static const char *works_on(const struct engine *e)
{
	if (!e->mapped)
		return "a file, by system calls, unmapped";
	return e->calls || e->durability == DURABILITY_SYNCED
		       ? "a mapping of a file, and by system calls"
		       : "a mapping, of a file or a device";
}

static void list_operations(struct listing *l, const struct engine *e)
{
	cleanup_strbuf struct strbuf names = { 0 };

	for (int kind = OP_LOAD; kind < OP_KINDS; kind++)
		if (e->ops & OP_BIT(kind))
			strbuf_printf(&names, "%s%s", names.len ? ", " : "",
				      op_kind_name((enum op_kind)kind));
	listing_detail(l, "operations", strbuf_str(&names));
}

static void list_engines(struct listing *l)
{
	registry_for_each (it, engine) {
		const struct engine *e = *it;
		struct error err = { 0 };
		bool here = !e->available || e->available(&err) == 0;

		listing_add(l, "engines", e->name, e->summary);
		list_operations(l, e);
		listing_detail(l, "works_on", works_on(e));
		listing_detail(l, "durability", durability_name(e->durability));
		listing_detail(l, "promise", promise_of(e->durability));
		listing_detail(l, "available", here ? "yes" : "no");
		listing_detail(l, "reason", here ? NULL : err.text);
	}
}

static void list_witnesses(struct listing *l)
{
	registry_for_each (it, witness) {
		const struct witness *w = *it;

		listing_add(l, "witnesses", w->name, w->summary);
		listing_detail(l, "privilege", w->privilege);
		listing_detail(l, "strength",
			       w->strength == EVIDENCE_DECIDES
				       ? "decides"
				       : "corroborates, never alone");
	}
}

static void list_targets(struct listing *l)
{
	registry_for_each (it, target_class)
		listing_add(l, "targets", (*it)->name, (*it)->summary);
}

static void list_probes(struct listing *l)
{
	registry_for_each (it, probe)
		listing_add(l, "probes", (*it)->name, (*it)->summary);
}

static void list_rules(struct listing *l)
{
	struct rules r;

	rules_collect(&r);
	for (size_t i = 0; i < r.n; i++) {
		listing_add(l, "rules", r.v[i]->name, r.v[i]->summary);
		listing_detail(l, "rests_on", r.v[i]->rests_on);
		listing_detail(l, "consequence", r.v[i]->consequence);
		listing_detail(l, "reference", r.v[i]->reference);
	}
}

// What the listing borrows from.
struct plans {
	struct plan_file *v;
	char **names; // by which --plan finds them
	size_t n;
};

static void plans_release(struct plans *plans)
{
	for (size_t i = 0; i < plans->n; i++) {
		plan_file_release(&plans->v[i]);
		free(plans->names[i]);
	}
	free(plans->v);
	free(plans->names);
}
DEFINE_CLEANUP(plans, struct plans, plans_release)

// A file that is no good plan is listed with what is wrong with it; one that
// is none at all is not.
static void add_plan(struct plans *plans, const char *dir, const char *file)
{
	size_t len = strlen(file);

	if (len <= 5 || strcmp(file + len - 5, ".json") != 0)
		return;
	cleanup_free char *name = xstrndup(file, len - 5);
	cleanup_free char *path = xasprintf("%s/%s", dir, file);
	struct plan_file plan = { 0 };
	struct error why = { 0 };

	for (size_t i = 0; i < plans->n; i++)
		if (strcmp(plans->names[i], name) == 0)
			return;
	int rc = plan_file_read(path, run_option_planned, RUN_OPTION_PLANNED,
				&plan, &why);
	if (rc == -ENOMSG)
		return;
	if (rc < 0)
		plan.summary = xasprintf("cannot be run: %s", why.text);
	plans->v = xreallocarray(plans->v, plans->n + 1, sizeof(*plans->v));
	plans->names = xreallocarray(plans->names, plans->n + 1,
				     sizeof(*plans->names));
	plans->v[plans->n] = plan;
	plans->names[plans->n++] = TAKE_PTR(name);
}

static void find_plans(struct plans *plans)
{
	cleanup_names char **dirs = place_of_plans();

	for (char **dir = dirs; *dir; dir++) {
		cleanup_names char **files = NULL;

		if (sysroot_list(NULL, *dir, &files) < 0)
			continue;
		for (char **file = files; *file; file++)
			add_plan(plans, *dir, *file);
	}
}

static void list_plans(struct listing *l, const struct plans *plans)
{
	for (size_t i = 0; i < plans->n; i++) {
		const struct plan_file *p = &plans->v[i];
		cleanup_free char *runs = xasprintf("%zu", p->runs);

		listing_add(l, "plans", plans->names[i], p->summary);
		listing_detail(l, "runs", p->runs ? runs : NULL);
	}
}

// Lines after the first stand below it.
static void print_detail(const struct listing_detail *d)
{
	printf("      %s: ", d->key);
	for (const char *s = d->value; *s; s++)
		if (*s == '\n')
			fputs("\n        ", stdout);
		else
			putchar(*s);
	putchar('\n');
}

static void print_options(const struct listing_entry *e)
{
	cleanup_table struct table t = { 0 };

	for (size_t i = 0; i < e->n_options; i++) {
		const struct listing_option *o = &e->options[i];
		cleanup_free char *name =
			xasprintf("--%s %s", o->name, o->takes);

		table_row(&t, name, o->unit, o->fallback, NULL);
	}
	if (e->n_options)
		puts("      options, in what unit, and what stands for them:");
	table_print(&t, stdout, "        ");
}

static void print_text(const struct listing *l, bool verbose)
{
	const char *group = "";

	for (size_t i = 0; i < l->n; i++) {
		const struct listing_entry *e = &l->v[i];

		if (strcmp(e->group, group) != 0)
			printf("%s%s\n", i ? "\n" : "", e->group);
		group = e->group;
		printf("  %-16s %s\n", e->name, e->summary);
		for (size_t d = 0; verbose && d < e->n_details; d++)
			print_detail(&e->details[d]);
		if (verbose)
			print_options(e);
	}
}

static int run(const struct command *self, int argc, char **argv)
{
	CLEANUP(plans_cleanup_) struct plans plans = { 0 };
	CLEANUP(listing_cleanup_) struct listing l = { 0 };
	cleanup_strbuf struct strbuf json = { 0 };
	struct params p;
	int status;

	if (cmd_parse(self, &p, argc, argv, &status) < 0)
		return status;
	list_workloads(&l);
	list_engines(&l);
	list_witnesses(&l);
	list_targets(&l);
	list_probes(&l);
	list_rules(&l);
	find_plans(&plans);
	list_plans(&l, &plans);
	if (p.format == FORMAT_MAN)
		list_man(&l, &json);
	else if (p.format == FORMAT_JSON)
		listing_json(&l, &json);
	if (json.len) {
		stdio_write(json.s, json.len);
	} else {
		print_text(&l, p.verbose);
	}
	return EXIT_YES;
}

const struct command cmd_list = {
	.name = "list",
	.synopsis = "[--verbose] [--format text|json|man]",
	.summary =
		"workloads, engines, witnesses, targets, probes, rules and plans",
	.run = run,
	.sets = sets,
	.n_sets = ARRAY_SIZE(sets),
	.no_positionals = "",
};
