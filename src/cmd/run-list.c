// SPDX-License-Identifier: MIT
#include "cmd/run-list.h"

#include <string.h>

#include "base/alloc.h"
#include "base/cleanup.h"
#include "base/fact.h"
#include "base/table.h"

// The options; what follows from the workload, its name says.
static char *parameters_text(const struct run_plan *plan)
{
	struct facts facts = { 0 };
	struct strbuf text = { 0 };

	run_plan_facts(plan, &facts);
	facts_for_each (it, &facts) {
		if (it->status != FACT_KNOWN ||
		    strcmp(it->source, "workload") == 0)
			continue;
		strbuf_printf(&text, "%s%s=", text.len ? " " : "", it->key);
		fact_put(it, &text);
	}
	facts_release(&facts);
	return strbuf_take(&text);
}

void run_plans_print(const struct run_plans *plans, FILE *out)
{
	cleanup_table struct table t = { 0 };

	for (size_t i = 0; i < plans->n; i++) {
		const struct run_plan *plan = &plans->v[i];
		cleanup_free char *number = xasprintf("%zu", i + 1);
		cleanup_free char *text = parameters_text(plan);
		struct error why = { 0 };

		table_row(&t, number, plan->workload->name, plan->engine->name,
			  text, NULL);
		if (run_plan_possible(plan, &why) < 0)
			table_row(&t, "", "", "skipped:", why.text, NULL);
	}
	table_print(&t, out, "");
}
