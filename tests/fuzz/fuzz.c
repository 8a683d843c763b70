// SPDX-License-Identifier: MIT
#include "fuzz.h"

#include <string.h>

#define FUZZ_ROW(name, corpus) { #name, fuzz_##name },

static const struct {
	const char *name;
	fuzz_fn *run;
} targets[] = { FUZZ_TARGETS(FUZZ_ROW) };

fuzz_fn *fuzz_find(const char *name)
{
	for (size_t i = 0; i < sizeof(targets) / sizeof(*targets); i++)
		if (strcmp(targets[i].name, name) == 0)
			return targets[i].run;
	return NULL;
}
