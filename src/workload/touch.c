// SPDX-License-Identifier: MIT
#include "workload/touch.h"

#include "base/rng.h"

static uint64_t common_divisor(uint64_t a, uint64_t b)
{
	while (b) {
		uint64_t rest = a % b;

		a = b;
		b = rest;
	}
	return a;
}

void touch_begin(void *state, const struct workload_share *share)
{
	struct touch_state *t = state;

	uint64_t steps =
		share->chunks * geometry_chunk_bytes(&share->geo) / share->step;

	*t = (struct touch_state){
		.base = share->first_chunk * geometry_chunk_bytes(&share->geo) +
			share->part * share->step,
		.step = share->step * share->parts,
		.count =
			(steps + share->parts - 1 - share->part) / share->parts,
		.stride = 1,
	};
	t->left = t->count;
	if (!share->random || t->count < 2)
		return;
	struct rng rng = { share->seed };
	t->at = rng_below(&rng, t->count);
	do
		t->stride = 1 + rng_below(&rng, t->count - 1);
	while (common_divisor(t->stride, t->count) != 1);
}

// Up to the end of the share, by its first and its step.
static size_t fill_run(struct touch_state *t, struct batch *batch)
{
	uint64_t n = t->count - t->at;

	if (n > t->left)
		n = t->left;
	if (n > batch->reach)
		n = batch->reach;
	batch->offset[0] = t->base + t->at * t->step;
	batch->step = t->step;
	batch->count = (size_t)n;
	t->at = (t->at + n) % t->count;
	t->left -= n;
	return batch->count;
}

size_t touch_fill(void *state, const struct workload_share *share,
		  struct batch *batch)
{
	struct touch_state *t = state;

	batch->kind = share->kind;
	batch->count = 0;
	batch->step = 0;
	if (batch->reach && t->stride == 1 && t->left)
		return fill_run(t, batch);
	while (t->left && batch->count < batch_room(batch)) {
		batch->offset[batch->count++] = t->base + t->at * t->step;
		t->at = (t->at + t->stride) % t->count;
		t->left--;
	}
	return batch->count;
}
