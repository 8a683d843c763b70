// SPDX-License-Identifier: MIT
#include "base/clock.h"

#include <stdlib.h>
#include <string.h>

enum clock_kind clock_probe(const struct sysroot *sr)
{
	cleanup_strbuf struct strbuf line = { 0 };

	if (!CLOCK_HAVE_ICOUNT ||
	    sysroot_read(sr, "/proc/cmdline", &line) < 0 || !line.s)
		return CLOCK_KIND_WALL;
	for (char *save = NULL, *word = strtok_r(line.s, " \n", &save); word;
	     word = strtok_r(NULL, " \n", &save))
		if (strcmp(word, CLOCK_ICOUNT_WORD) == 0)
			return CLOCK_KIND_ICOUNT;
	return CLOCK_KIND_WALL;
}

const char *clock_kind_name(enum clock_kind kind)
{
	return kind == CLOCK_KIND_ICOUNT ? "icount" : "wall";
}

const char *clock_unit(enum clock_kind kind)
{
	return kind == CLOCK_KIND_ICOUNT ? "instructions" : "ns";
}

static int by_value(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

uint64_t clock_read_cost(enum clock_kind kind)
{
	uint64_t cost[1001];

	// Two rounds: the first brings the array and the vDSO in.
	for (int round = 0; round < 2; round++) {
		for (size_t i = 0; i < ARRAY_SIZE(cost); i++) {
			uint64_t start = clock_read(kind);

			cost[i] = clock_read(kind) - start;
		}
	}
	qsort(cost, ARRAY_SIZE(cost), sizeof(cost[0]), by_value);
	return cost[ARRAY_SIZE(cost) / 2];
}
