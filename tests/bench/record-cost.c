// SPDX-License-Identifier: MIT
// What it costs to put one latency into the histogram, in batches as the
// workers do: prints the median of some rounds, in nanoseconds.
#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/rng.h"
#include "engine/batch.h"
#include "stats/hist.h"

#define ROUNDS 15
#define BATCHES 2000

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

// Most of them near each other, some in a tail.
static void draw(struct rng *rng, uint64_t *values)
{
	for (size_t i = 0; i < BATCH_CAPACITY; i++) {
		values[i] = 40 + rng_below(rng, 30);
		if (rng_below(rng, 100) == 0)
			values[i] += rng_below(rng, 5000);
	}
}

int main(void)
{
	static uint64_t values[BATCH_CAPACITY];
	struct rng rng = { 1 };
	double cost[ROUNDS];
	cleanup_hist struct hist h = { 0 };

	hist_init(&h);
	for (size_t r = 0; r < ROUNDS; r++) {
		uint64_t took = 0;

		for (size_t b = 0; b < BATCHES; b++) {
			draw(&rng, values);
			uint64_t start = clock_wall_ns();
			hist_add_all(&h, values, BATCH_CAPACITY);
			took += clock_wall_ns() - start;
		}
		cost[r] = (double)took / (BATCHES * BATCH_CAPACITY);
	}
	qsort(cost, ROUNDS, sizeof(cost[0]), by_value);
	printf("one latency into the histogram: %.2f ns\n", cost[ROUNDS / 2]);
	return 0;
}
