// SPDX-License-Identifier: MIT
#include "result/json-check.h"

#include <string.h>

#include "result/json-facts.h"
#include "result/json-util.h"

static json_t *of_line(const struct check_line *l)
{
	json_t *o = json_object(), *seen = json_object(), *control;

	json_put(o, "id", json_text(l->id));
	json_put(o, "variant", json_text(l->variant));
	json_put(o, "statement", json_text(l->statement));
	json_put(o, "reference", json_text(l->reference));
	json_put(o, "proof", json_text(l->proof));
	json_put(o, "outcome", json_text(l->outcome));
	json_put(o, "reason", json_text(l->reason));
	json_put(seen, "pmd_chunks", json_count(l->pmd_chunks));
	json_put(seen, "pte_chunks", json_count(l->pte_chunks));
	json_put(o, "witnessed", seen);
	json_put(o, "duration_ns", json_count(l->duration_ns));
	json_put(o, "kernel_log", json_text(l->kernel_log));
	if (l->control_outcome) {
		control = json_object();
		json_put(control, "outcome", json_text(l->control_outcome));
		json_put(control, "reason", json_text(l->control_reason));
	} else {
		control = json_null();
	}
	json_put(o, "control", control);
	return o;
}

static json_t *summary(const struct check_document *d)
{
	static const char *const names[] = { "pass",    "fail", "known-bug",
					     "timeout", "skip", "broken" };
	json_t *o = json_object();

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		uint64_t n = 0;

		for (size_t l = 0; l < d->n; l++)
			n += strcmp(d->lines[l].outcome, names[i]) == 0;
		json_put(o, names[i], json_count(n));
	}
	return o;
}

static json_t *facts_or_null(const struct facts *facts)
{
	return facts ? json_of_facts(facts) : json_null();
}

static json_t *of_platform(const struct facts *facts)
{
	json_t *o = json_object();

	json_put(o, "facts", facts_or_null(facts));
	return o;
}

void check_json(const struct check_document *d, struct strbuf *out)
{
	json_t *doc = json_object(), *target = json_object(),
	       *cases = json_array();

	json_put(doc, "schema",
		 json_schema(CHECK_SCHEMA_NAME, CHECK_SCHEMA_VERSION));
	json_put(doc, "tool", json_tool());
	json_put(doc, "status", json_text(d->status));
	json_put(doc, "error", json_text(d->error));
	json_put(doc, "kernel_release", json_text(d->kernel_release));
	json_put(doc, "platform", of_platform(d->platform));
	json_put(target, "class", json_text(d->target_class));
	json_put(target, "path", json_text(d->target_path));
	json_put(target, "fs", json_text(d->fs));
	json_put(target, "found_by_search", json_boolean(d->target_found));
	json_put(target, "facts", facts_or_null(d->target_facts));
	json_put(doc, "target", target);
	json_put(doc, "seed", json_count(d->seed));
	json_put(doc, "kernel_log_read", json_boolean(d->kernel_log_read));
	json_put(doc, "summary", summary(d));
	for (size_t i = 0; i < d->n; i++)
		json_push(cases, of_line(&d->lines[i]));
	json_put(doc, "cases", cases);
	json_print(doc, out);
	json_decref(doc);
}
