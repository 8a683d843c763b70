// SPDX-License-Identifier: MIT
// daxbench: says its version; commands follow.
#include <stdio.h>
#include <string.h>

int main(int argc, char **argv)
{
	if (argc != 2 || strcmp(argv[1], "--version") != 0) {
		fputs("usage: daxbench --version\n", stderr);
		return 2;
	}
	printf("daxbench %s\nlibraries: %s\ncompiler: %s\n", PACKAGE_VERSION,
	       DAXBENCH_FEATURES, DAXBENCH_COMPILER);
	return 0;
}
