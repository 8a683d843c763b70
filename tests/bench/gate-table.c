// SPDX-License-Identifier: MIT
// Prints how often each design says "slower", by true change: the table that
// the gate's rules were chosen by. Usage: gate-table [ROUNDS [SEED]]
#include <stdio.h>
#include <stdlib.h>

#include "../unit/gate-model.h"

int main(int argc, char **argv)
{
	static const char *const names[] = {
		[DESIGN_ONE_BOOT] =
			"1 boot each, 10 runs, Mann-Whitney p < .05",
		[DESIGN_ONE_RUN] = "1 run each, > 5 %",
		[DESIGN_BLOCKS] = "10 boots each in blocks, Mann-Whitney",
		[DESIGN_PAIRS] = "10 ABBA pairs, 95 % CI > 0 and HL >= 3 %",
		[DESIGN_TWO_STAGE] = "two stages, 20 pairs (this gate)",
	};
	static const double changes[] = { 0, 0.02, 0.05, 0.10 };
	unsigned rounds = argc > 1 ? (unsigned)atoi(argv[1]) : 20000;
	uint64_t seed = argc > 2 ? strtoull(argv[2], NULL, 10) : 1;

	printf("| design | no change | +2 %% | +5 %% | +10 %% |\n|---|---|---|---|---|\n");
	for (int d = 0; d <= DESIGN_LAST; d++) {
		printf("| %s |", names[d]);
		for (size_t i = 0; i < ARRAY_SIZE(changes); i++)
			printf(" %.2f %% |",
			       100.0 *
				       model_count((enum design)d, changes[i],
						   rounds, seed) /
				       rounds);
		printf("\n");
	}
	return 0;
}
