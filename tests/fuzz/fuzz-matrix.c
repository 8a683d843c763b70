// SPDX-License-Identifier: MIT
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fuzz.h"
#include "result/matrix.h"

static char folder[] = "/tmp/fuzz-matrix-XXXXXX";
static char path[sizeof(folder) + sizeof("/" MATRIX_INDEX)];

static void remove_folder(void)
{
	(void)unlink(path);
	(void)rmdir(folder);
}

// The reader takes a folder: one of this process.
static void put(const char *text, size_t len)
{
	if (!path[0]) {
		if (!mkdtemp(folder) || atexit(remove_folder) != 0)
			exit(2);
		(void)snprintf(path, sizeof(path), "%s/%s", folder,
			       MATRIX_INDEX);
	}
	FILE *f = fopen(path, "w");

	if (!f || (len && fwrite(text, len, 1, f) != 1) || fclose(f) != 0)
		exit(2);
}

// An index that was read names each cell once and comes back as it was
// written.
void fuzz_matrix(const char *text, size_t len)
{
	cleanup_strbuf struct strbuf once = { 0 }, twice = { 0 };
	cleanup_matrix struct matrix m = { 0 }, again = { 0 };
	struct error err = { 0 };

	put(text, len);
	if (matrix_read_index(folder, &m, &err) < 0)
		return;
	for (size_t i = 0; i < m.n; i++)
		if (matrix_find(&m, m.v[i].name) != &m.v[i] ||
		    strchr(m.v[i].name, '/'))
			abort();
	matrix_json(&m, &once);
	put(once.s, once.len);
	if (matrix_read_index(folder, &again, &err) < 0)
		abort();
	matrix_json(&again, &twice);
	if (strcmp(once.s, twice.s) != 0)
		abort();
}
