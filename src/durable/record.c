// SPDX-License-Identifier: MIT
#include <string.h>

#include "base/rng.h"
#include "durable/durable.h"

#define MAGIC UINT64_C(0x6472636572626164) // "dabrecrd"
#define LINE 64                            // a cache line: never torn smaller
#define WORDS (DURABLE_RECORD_BYTES / sizeof(uint64_t))

// Magic, seed, number, words of a generator, and a checksum of all before:
// FNV-1a by words.
void durable_record(unsigned char *record, uint64_t seed, uint64_t number)
{
	struct rng rng = { seed ^ (number * UINT64_C(0x9e3779b97f4a7c15)) };
	uint64_t words[WORDS] = { MAGIC, seed, number };
	uint64_t sum = UINT64_C(0xcbf29ce484222325);

	for (size_t i = 3; i < WORDS - 1; i++)
		words[i] = rng_next(&rng);
	for (size_t i = 0; i < WORDS - 1; i++)
		sum = (sum ^ words[i]) * UINT64_C(0x100000001b3);
	words[WORDS - 1] = sum;
	memcpy(record, words, sizeof(words));
}

enum durable_look durable_look(const unsigned char *found, uint64_t seed,
			       uint64_t number)
{
	static const unsigned char zeros[DURABLE_RECORD_BYTES];
	unsigned char want[DURABLE_RECORD_BYTES];

	if (memcmp(found, zeros, sizeof(zeros)) == 0)
		return DURABLE_ABSENT;
	durable_record(want, seed, number);
	if (memcmp(found, want, sizeof(want)) == 0)
		return DURABLE_FOUND;
	for (size_t at = 0; at < sizeof(want); at += LINE)
		if (memcmp(found + at, want + at, LINE) == 0)
			return DURABLE_TORN;
	return DURABLE_FOREIGN;
}
