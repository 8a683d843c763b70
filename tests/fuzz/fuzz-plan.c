// SPDX-License-Identifier: MIT
#include <stdlib.h>

#include "base/attr.h"
#include "fuzz.h"
#include "result/plan-file.h"

// One option of each type, so that this does not depend on what run has.
struct params {
	bool flag;
	uint64_t count, bytes;
	int choice;
	const char *workload;
};

static const char *const choices[] = { "read", "write", NULL };

#define AT(field) offsetof(struct params, field)

static const struct option_row rows[] = {
	{ "workload", 'w', OPTION_TEXT, AT(workload), .label = "NAME",
	  .help = "-" },
	{ "size", 's', OPTION_BYTES, AT(bytes), "64m", 1, .label = "SIZE",
	  .help = "-" },
	{ "repeat", 'r', OPTION_COUNT, AT(count), "10", 1, 1000, .label = "N",
	  .help = "-" },
	{ "access", 'a', OPTION_CHOICE, AT(choice), .choices = choices,
	  .help = "-" },
	{ "no-latency", 0, OPTION_FLAG, AT(flag), .help = "-" },
};

static const struct option_set sets[] = { { "what", rows, ARRAY_SIZE(rows) } };

// Every run of a plan can be asked for, and is what its options allow, or says
// why not.
void fuzz_plan(const char *text, size_t len)
{
	cleanup_plan_file struct plan_file plan = { 0 };
	struct error err = { 0 };
	size_t runs = 0;

	if (plan_file_read_text(text, len, "fuzz", sets, ARRAY_SIZE(sets),
				&plan, &err) < 0)
		return;
	for (size_t e = 0; e < plan.n; e++) {
		const struct plan_entry *entry = &plan.entries[e];

		for (size_t i = 0; i < entry->combinations; i++) {
			struct params p = { 0 };

			options_defaults(sets, ARRAY_SIZE(sets), &p);
			if (plan_entry_apply(&plan, entry, i, &p, &err) < 0) {
				err = (struct error){ 0 };
				continue;
			}
			if (!p.workload || p.bytes < 1 || p.count < 1 ||
			    p.count > 1000 || p.choice < -1 || p.choice > 1)
				abort();
		}
		runs += entry->combinations;
	}
	if (runs != plan.runs || runs == 0 || runs > PLAN_RUNS_MAX)
		abort();
}
