// SPDX-License-Identifier: MIT
// The document of `daxbench durable verify` (daxbench-durable, version 1).
#pragma once

#include <stdint.h>

#include "base/strbuf.h"

struct durable_doc {
	const char *directory;
	uint64_t seed, acknowledged, found, absent, torn, foreign, beyond;
};

// Appended, with a newline at the end.
void durable_json(const struct durable_doc *d, struct strbuf *out);
