// SPDX-License-Identifier: MIT
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "gate/fingerprint.h"
#include "result/noise.h"

// Noise comes back as it was written, and can be held against a result.
void fuzz_noise(const char *text, size_t len)
{
	cleanup_strbuf struct strbuf once = { 0 }, twice = { 0 };
	cleanup_noise struct noise n = { 0 }, again = { 0 };
	struct result r = { .target_class = "fsdax" };
	struct error err = { 0 };
	char *why = NULL;

	if (noise_read_text(text, len, "fuzz", &n, &err) < 0)
		return;
	noise_json(&n, &once);
	if (noise_read_text(once.s, once.len, "again", &again, &err) < 0)
		abort();
	noise_json(&again, &twice);
	if (strcmp(once.s, twice.s) != 0)
		abort();
	(void)fingerprint_fits(&n, &r, "fs,vm", &why);
	free(why);
	if (n.n && !noise_find(&n, n.v[0].run, n.v[0].metric, n.v[0].unit))
		abort();
}
