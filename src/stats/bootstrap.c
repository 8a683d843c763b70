// SPDX-License-Identifier: MIT
#include "stats/bootstrap.h"

#include <math.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "base/cleanup.h"
#include "base/rng.h"

static int ascending(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double drawn_median(const double *v, size_t n, double *room,
			   struct rng *rng)
{
	for (size_t i = 0; i < n; i++)
		room[i] = v[rng_below(rng, n)];
	return median(room, n);
}

void bootstrap_medians(const double *a, size_t n_a, const double *b, size_t n_b,
		       double level, uint64_t seed, struct shift *ret_shift)
{
	double rounds[BOOTSTRAP_ROUNDS];
	struct rng rng = { seed };

	*ret_shift = (struct shift){
		.estimate = median(b, n_b) - median(a, n_a),
		.low = -INFINITY,
		.high = INFINITY,
	};
	if (n_a < 2 || n_b < 2)
		return;
	cleanup_free double *room =
		xcalloc(n_a > n_b ? n_a : n_b, sizeof(*room));

	for (size_t i = 0; i < BOOTSTRAP_ROUNDS; i++) {
		double base = drawn_median(a, n_a, room, &rng);

		rounds[i] = drawn_median(b, n_b, room, &rng) - base;
	}
	qsort(rounds, BOOTSTRAP_ROUNDS, sizeof(*rounds), ascending);
	size_t cut = (size_t)floor((1 - level) / 2 * BOOTSTRAP_ROUNDS);

	ret_shift->low = rounds[cut];
	ret_shift->high = rounds[BOOTSTRAP_ROUNDS - 1 - cut];
	ret_shift->reached = true;
}
