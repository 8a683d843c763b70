// SPDX-License-Identifier: MIT
#include "run/cost.h"

// Per byte that is zeroed, copied or flushed, per fault, call and commit.
#define BYTE 0.3
#define FAULT 1000.0
#define CALL 700.0
#define COMMIT 15000.0
#define ACCESS 30.0

// Blocks are laid out before the pass.
static double of_layout(const struct run_plan *plan)
{
	switch (plan->layout.extents) {
	case LAYOUT_WRITTEN_CLEAN:
	case LAYOUT_SHARED:
		return 3 * BYTE * (double)plan->layout.size;
	case LAYOUT_UNWRITTEN:
		return BYTE / 10 * (double)plan->layout.size;
	case LAYOUT_WRITTEN:
		// Once, unless the engine undoes it.
		return plan->engine->spoils
			       ? 3 * BYTE * (double)plan->layout.size
			       : 0;
	case LAYOUT_HOLE:
	case LAYOUT_EMPTY:
	case LAYOUT_DEVICE:
		break;
	}
	return 0;
}

// The range is faulted in, and on fresh extents zeroed, or copied to.
static double of_touches(const struct run_plan *plan,
			 const struct geometry *geo)
{
	bool fresh = plan->layout.extents == LAYOUT_HOLE ||
		     plan->layout.extents == LAYOUT_UNWRITTEN ||
		     plan->layout.extents == LAYOUT_SHARED;
	uint64_t entry = plan->page == PAGE_SIZE_PTE
				 ? geo->page_bytes
				 : geometry_chunk_bytes(geo);

	if (plan->page == PAGE_SIZE_NONE)
		return 0;
	return FAULT * (double)(plan->layout.size / entry) +
	       (fresh ? BYTE * (double)plan->layout.size : 0);
}

static double of_one(const struct run_plan *plan, const struct geometry *geo)
{
	bool huge = plan->page == PAGE_SIZE_PMD || plan->page == PAGE_SIZE_PUD;
	double bytes = plan->workload->unit == UNIT_BLOCK
			       ? (double)run_plan_step(plan, geo)
			       : 0;
	double cost =
		bytes * BYTE +
		(plan->engine->mapped && !plan->engine->calls ? ACCESS : CALL);

	if (run_plan_durability(plan) != DURABILITY_SYNCED)
		return cost;
	// Of a PMD all is flushed.
	return cost + COMMIT +
	       (huge ? BYTE / 3 * (double)geometry_chunk_bytes(geo) : 0);
}

double run_cost(const struct run_plan *plan, const struct geometry *geo)
{
	uint64_t n = plan->ops ? plan->ops
			       : plan->layout.size / run_plan_step(plan, geo);
	double timed = (double)n * of_one(plan, geo);

	if (!plan->ops && plan->sharing == SHARE_SAME_PAGE)
		timed *= plan->threads;
	if (plan->runtime && (!plan->ops || timed > (double)plan->runtime))
		timed = (double)plan->runtime;
	return 1 + of_layout(plan) + of_touches(plan, geo) + timed;
}
