// SPDX-License-Identifier: MIT
#include "run/limit.h"

#include "engine/batch.h"

// About a millisecond, or a million instructions.
#define WINDOW (UINT64_C(1) << 20)

// So few that a queue is kept full.
static size_t least(const struct limit *l)
{
	size_t n = 4 * (size_t)l->plan->depth;

	return n < 16 ? 16 : n < BATCH_CAPACITY ? n : BATCH_CAPACITY;
}

void limit_begin(struct limit *l, const struct run_plan *plan,
		 enum clock_kind clock, unsigned index, atomic_uint *unsettled)
{
	uint64_t n = plan->threads;

	*l = (struct limit){
		.plan = plan,
		.clock = clock,
		.left = plan->ops ? plan->ops / n + (index < plan->ops % n)
				  : UINT64_MAX,
		.unsettled = unsettled,
	};
	pace_init(&l->pace, WINDOW);
	// Without a deadline nobody looks at the clock between batches.
	l->batch = plan->runtime ? least(l) : BATCH_CAPACITY;
	if (plan->runtime)
		l->deadline = clock_read(clock) + plan->runtime;
}

size_t limit_next(const struct limit *l, enum ending *ret_how)
{
	if (!run_plan_repeats(l->plan))
		return BATCH_CAPACITY;
	if (!l->left)
		*ret_how = ENDING_OPERATIONS;
	else if (l->plan->steady && atomic_load(l->unsettled) == 0)
		*ret_how = ENDING_STEADY;
	else if (l->deadline && clock_read(l->clock) >= l->deadline)
		*ret_how = ENDING_RUNTIME;
	else
		return l->left < l->batch ? (size_t)l->left : l->batch;
	return 0;
}

// Batches that take a small part of a window, so that the end is met.
static void adapt(struct limit *l, uint64_t took)
{
	if (took < l->pace.window / 8 && l->batch < BATCH_CAPACITY)
		l->batch *= 2;
	if (took > l->pace.window / 2 && l->batch > least(l))
		l->batch /= 2;
	if (l->batch > BATCH_CAPACITY)
		l->batch = BATCH_CAPACITY;
}

static void settle(struct limit *l)
{
	uint64_t full = l->pace.now / l->pace.window;
	double within = l->plan->steady / 100.0;

	if (full == l->judged)
		return;
	l->judged = full;
	if (pace_judge(&l->pace, within).steady) {
		l->settled = true;
		atomic_fetch_sub(l->unsettled, 1);
	}
}

void limit_account(struct limit *l, size_t done, uint64_t took)
{
	if (!run_plan_repeats(l->plan))
		return;
	l->left -= done;
	pace_add(&l->pace, done, took);
	if (l->deadline)
		adapt(l, took);
	if (l->plan->steady && !l->settled)
		settle(l);
}
