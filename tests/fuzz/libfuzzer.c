// SPDX-License-Identifier: MIT
// libFuzzer's two entries. The program's name says the target: `make fuzz`
// makes a link a target, fuzz-result and so on.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static fuzz_fn *target;

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	const char *dash = strrchr((*argv)[0], '-');

	(void)argc;
	target = fuzz_find(dash ? dash + 1 : "");
	if (target)
		return 0;
	fprintf(stderr, "%s: call it by a link fuzz-TARGET\n", (*argv)[0]);
	exit(2);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	target((const char *)data, size);
	return 0;
}
