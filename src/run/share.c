// SPDX-License-Identifier: MIT
#include "run/share.h"

#include "base/rng.h"

struct workload_share share_of(const struct run_plan *plan,
			       const struct geometry *geo, uint64_t seed,
			       unsigned index)
{
	uint64_t chunk = geometry_chunk_bytes(geo);
	uint64_t size = plan->layout.size;
	unsigned n = plan->threads;
	uint64_t first = geometry_part(geo, size, index, n) / chunk;
	struct rng rng = { seed + index };
	struct workload_share share = {
		.geo = *geo,
		.first_chunk = first,
		.chunks =
			geometry_part(geo, size, index + 1, n) / chunk - first,
		.parts = 1,
		.kind = run_plan_op(plan),
		.step = run_plan_step(plan, geo),
		.random = plan->random,
		.seed = rng_next(&rng),
		.writes = plan->writes,
	};

	if (!workload_sharing_none(plan->sharing)) {
		share.first_chunk = 0;
		share.chunks = size / chunk;
	}
	if (plan->sharing == SHARE_SAME_CHUNK) {
		share.part = index;
		share.parts = n;
	}
	if (plan->engine->whole)
		share.step = share.chunks * chunk;
	return share;
}
