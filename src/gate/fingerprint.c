// SPDX-License-Identifier: MIT
#include "gate/fingerprint.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/parse.h"
#include "base/strbuf.h"

enum place { PLACE_PLATFORM, PLACE_TARGET, PLACE_RECORD };

enum leave {
	LEAVE_NEVER,   // two that differ here do not measure the same
	LEAVE_ON_WORD, // with --allow NAME
	LEAVE_ALWAYS,  // it is the question that is asked
};

// Some names stand for several facts.
static const struct row {
	const char *name, *key;
	enum place place;
	enum leave leave;
} rows[] = {
	{ "clock", "clock", PLACE_RECORD, LEAVE_NEVER },
	{ "target", "target.class", PLACE_RECORD, LEAVE_NEVER },
	{ "machine", "virt.hypervisor", PLACE_PLATFORM, LEAVE_NEVER },
	{ "machine", "virt.sys_vendor", PLACE_PLATFORM, LEAVE_NEVER },
	{ "machine", "virt.product_name", PLACE_PLATFORM, LEAVE_NEVER },
	{ "machine", "cpu.model", PLACE_PLATFORM, LEAVE_NEVER },
	{ "machine", "mem.page_bytes", PLACE_PLATFORM, LEAVE_NEVER },
	{ "machine", "mem.pmd_bytes", PLACE_PLATFORM, LEAVE_NEVER },
	{ "machine", "virt.pmem", PLACE_PLATFORM, LEAVE_NEVER },
	{ "machine", "vm.accel", PLACE_PLATFORM, LEAVE_NEVER },
	{ "qemu", "vm.qemu", PLACE_PLATFORM, LEAVE_ON_WORD },
	{ "vm", "vm.cpu_model", PLACE_PLATFORM, LEAVE_ON_WORD },
	{ "vm", "vm.machine", PLACE_PLATFORM, LEAVE_ON_WORD },
	{ "vm", "vm.cpus", PLACE_PLATFORM, LEAVE_ON_WORD },
	{ "vm", "vm.mem", PLACE_PLATFORM, LEAVE_ON_WORD },
	{ "vm", "vm.numa_nodes", PLACE_PLATFORM, LEAVE_ON_WORD },
	{ "pmem", "vm.pmem", PLACE_PLATFORM, LEAVE_ON_WORD },
	{ "pmem", "vm.size", PLACE_PLATFORM, LEAVE_ON_WORD },
	{ "pmem", "vm.namespace", PLACE_PLATFORM, LEAVE_ON_WORD },
	{ "pmem", "vm.align", PLACE_PLATFORM, LEAVE_ON_WORD },
	{ "compiler", "tool.compiler", PLACE_RECORD, LEAVE_ON_WORD },
	{ "fs", "mount.fs_type", PLACE_TARGET, LEAVE_ON_WORD },
	{ "fs", "vm.mkfs", PLACE_PLATFORM, LEAVE_ON_WORD },
	{ "fs", "vm.mount", PLACE_PLATFORM, LEAVE_ON_WORD },
	{ "fs", "mount.dax", PLACE_TARGET, LEAVE_ON_WORD },
	{ "age", "age.keep_percent", PLACE_TARGET, LEAVE_ON_WORD },
	{ "build", "tool.build_id", PLACE_RECORD, LEAVE_ALWAYS },
	{ "kernel", "kernel.release", PLACE_RECORD, LEAVE_ALWAYS },
	{ "kernel", "kernel.version", PLACE_PLATFORM, LEAVE_ALWAYS },
	{ "kernel", "kernel.dax_path", PLACE_RECORD, LEAVE_ALWAYS },
	{ "kernel", "kernel.cmdline", PLACE_PLATFORM, LEAVE_ALWAYS },
};

// As text, NULL when not known.
static char *of_fact(const struct fact *fact)
{
	if (!fact || fact->status != FACT_KNOWN)
		return NULL;
	if (fact->type == FACT_TEXT)
		return xstrdup(fact->text);
	if (fact->type == FACT_BOOL)
		return xstrdup(fact->number ? "yes" : "no");
	return xasprintf("%" PRIu64, fact->number);
}

static char *of_record(const struct result *r, const char *key)
{
	if (strcmp(key, "clock") == 0)
		return xstrdup(clock_kind_name(r->clock));
	if (strcmp(key, "target.class") == 0)
		return xstrdup(r->target_class);
	if (strcmp(key, "tool.compiler") == 0)
		return xstrdup(r->tool.compiler);
	if (strcmp(key, "tool.build_id") == 0)
		return xstrdup(r->tool.build_id);
	if (strcmp(key, "kernel.release") == 0)
		return xstrdup(r->kernel_release);
	return xstrdup(r->dax_path);
}

static char *value(const struct result *r, const struct row *row)
{
	switch (row->place) {
	case PLACE_PLATFORM:
		return of_fact(facts_find(&r->platform, row->key));
	case PLACE_TARGET:
		return of_fact(facts_find(&r->target, row->key));
	case PLACE_RECORD:
		break;
	}
	return of_record(r, row->key);
}

static bool equal(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) == 0 : a == b;
}

static bool may_be_allowed(const char *word, size_t len)
{
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		if (rows[i].leave != LEAVE_NEVER &&
		    strlen(rows[i].name) == len &&
		    strncmp(rows[i].name, word, len) == 0)
			return true;
	return false;
}

int fingerprint_allow_check(const char *allow, struct error *err)
{
	cleanup_strbuf struct strbuf names = { 0 };

	for (const char *s = allow; s && *s; s += *s == ',') {
		size_t len = strcspn(s, ",");

		if (!may_be_allowed(s, len)) {
			error_usage(err, "--allow does not take '%.*s'",
				    (int)(len < 40 ? len : 40), s);
			for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
				if (rows[i].leave != LEAVE_NEVER &&
				    (!i || strcmp(rows[i].name,
						  rows[i - 1].name) != 0))
					strbuf_printf(&names, "%s%s",
						      names.len ? ", " : "",
						      rows[i].name);
			error_hint(err, "it takes %s", strbuf_str(&names));
			return err ? err->code : -1;
		}
		s += len;
	}
	return 0;
}

static bool may_differ(const struct row *row, const char *allow)
{
	return row->leave == LEAVE_ALWAYS ||
	       (row->leave == LEAVE_ON_WORD && list_has(allow, row->name));
}

bool fingerprint_compare(const struct result *base, const struct result *new,
			 const char *allow, struct comparison *to)
{
	bool comparable = true;

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		cleanup_free char *a = value(base, &rows[i]);
		cleanup_free char *b = value(new, &rows[i]);
		bool allowed = may_differ(&rows[i], allow);

		if (equal(a, b))
			continue;
		to->differences =
			xreallocarray(to->differences, to->n_differences + 1,
				      sizeof(*to->differences));
		to->differences[to->n_differences++] = (struct difference){
			.name = xstrdup(rows[i].name),
			.key = xstrdup(rows[i].key),
			.base = TAKE_PTR(a),
			.new = TAKE_PTR(b),
			.allowed = allowed,
		};
		comparable = comparable && allowed;
	}
	return comparable;
}

char *fingerprint_say(const struct comparison *c)
{
	struct strbuf why = { 0 };

	for (size_t i = 0; i < c->n_differences; i++) {
		const struct difference *d = &c->differences[i];

		if (!d->allowed)
			strbuf_printf(&why, "%s%s is %s and %s",
				      why.len ? ", " : "", d->key,
				      d->base ? d->base : "not known",
				      d->new ? d->new : "not known");
	}
	return strbuf_take(&why);
}

bool fingerprint_same(const struct result *a, const struct result *b,
		      const char **ret_key)
{
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		cleanup_free char *x = value(a, &rows[i]);
		cleanup_free char *y = value(b, &rows[i]);

		if (equal(x, y))
			continue;
		*ret_key = rows[i].key;
		return false;
	}
	return true;
}

void fingerprint_take(const struct result *r, struct noise *to)
{
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		cleanup_free char *v = value(r, &rows[i]);

		noise_add_fact(to, rows[i].name, rows[i].key, v);
	}
}

static const char *measured_at(const struct noise *noise, const char *key)
{
	for (size_t i = 0; i < noise->n_facts; i++)
		if (strcmp(noise->facts[i].key, key) == 0)
			return noise->facts[i].value;
	return NULL;
}

bool fingerprint_fits(const struct noise *noise, const struct result *r,
		      const char *allow, char **ret_why)
{
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const char *there = measured_at(noise, rows[i].key);
		cleanup_free char *here = value(r, &rows[i]);

		if (may_differ(&rows[i], allow) || equal(there, here))
			continue;
		*ret_why = xasprintf("%s is %s there and %s here", rows[i].key,
				     there ? there : "not known",
				     here ? here : "not known");
		return false;
	}
	return true;
}
