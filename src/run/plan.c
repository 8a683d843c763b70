// SPDX-License-Identifier: MIT
#include "run/plan.h"

#include <errno.h>

#include "base/parse.h"
#include "base/rng.h"

#define SOURCE "command line"

int run_plan_check(const struct run_plan *plan, const struct geometry *geo,
		   struct error *err)
{
	char size[BYTES_TEXT_MAX], pmd[BYTES_TEXT_MAX], near[BYTES_TEXT_MAX];
	uint64_t bytes = plan->layout.size;

	if (bytes == 0 || bytes % geo->pmd_bytes) {
		uint64_t up = (bytes / geo->pmd_bytes + 1) * geo->pmd_bytes;

		error_usage(
			err,
			"--size must be a multiple of the PMD size, %s, not %s",
			format_bytes(geo->pmd_bytes, pmd),
			format_bytes(bytes, size));
		error_hint(err, "use --size %s",
			   format_bytes_arg(up ? up : geo->pmd_bytes, near));
		return -EINVAL;
	}
	if (plan->threads > bytes / geo->pmd_bytes) {
		error_usage(
			err,
			"--threads %u is more than the %llu chunks of --size %s",
			plan->threads,
			(unsigned long long)(bytes / geo->pmd_bytes),
			format_bytes(bytes, size));
		error_hint(
			err,
			"every thread works on chunks of its own: use fewer threads or a larger --size");
		return -EINVAL;
	}
	return 0;
}

void run_plan_facts(const struct run_plan *plan, struct facts *f)
{
	facts_bytes(f, "size", SOURCE, plan->layout.size);
	facts_text(f, "extents", SOURCE,
		   layout_extents_names()[plan->layout.extents]);
	facts_text(f, "access", SOURCE, plan->write ? "write" : "read");
	facts_text(f, "order", SOURCE, plan->random ? "random" : "sequential");
	facts_bool(f, "sync", SOURCE, plan->sync);
	facts_count(f, "threads", SOURCE, plan->threads, "");
	facts_count(f, "repeat", SOURCE, plan->repeat, "");
	facts_count(f, "warmup", SOURCE, plan->warmup, "");
	facts_count(f, "seed", SOURCE, plan->seed, "");
}

uint64_t run_plan_seed(const struct run_plan *plan, unsigned repetition)
{
	struct rng rng = { plan->seed + repetition };

	// A document's integers are signed.
	return rng_next(&rng) >> 1;
}
