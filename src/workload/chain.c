// SPDX-License-Identifier: MIT
#include "workload/chain.h"

#include "base/rng.h"

static uint64_t first_of(const struct workload_share *share)
{
	return share->first_chunk * geometry_chunk_bytes(&share->geo);
}

static uint64_t links_of(const struct workload_share *share)
{
	return share->chunks * geometry_chunk_bytes(&share->geo) / share->step;
}

static uint64_t *link_at(unsigned char *base,
			 const struct workload_share *share, uint64_t i)
{
	return (uint64_t *)(void *)(base + first_of(share) + i * share->step);
}

void chain_inscribe(unsigned char *base, const struct workload_share *share)
{
	uint64_t n = links_of(share);
	struct rng rng = { share->seed };

	for (uint64_t i = 0; i < n; i++) {
		uint64_t next = share->random ? i : (i + 1) % n;

		*link_at(base, share, i) = first_of(share) + next * share->step;
	}
	for (uint64_t i = n - 1; share->random && i > 0; i--) {
		uint64_t *a = link_at(base, share, i);
		uint64_t *b = link_at(base, share, rng_below(&rng, i));
		uint64_t kept = *a;

		*a = *b;
		*b = kept;
	}
}

void chain_begin(void *state, const struct workload_share *share)
{
	struct chain_state *c = state;

	*c = (struct chain_state){ .left = links_of(share) };
}

// The engine leaves in offset[0] where it has come to.
size_t chain_fill(void *state, const struct workload_share *share,
		  struct batch *batch)
{
	struct chain_state *c = state;

	if (!c->begun)
		batch->offset[0] = first_of(share);
	c->begun = true;
	batch->kind = share->kind;
	batch->count = batch_room(batch);
	if (batch->count > c->left)
		batch->count = (size_t)c->left;
	c->left -= batch->count;
	return batch->count;
}
