// SPDX-License-Identifier: MIT
// What tells the runs of several results apart: the kernel, the file system,
// how it was run. Names of curves and of exported numbers hold those
// circumstances that differ among what is shown together, and no others; what
// is not the DAX file system that everybody expects (a control) is always
// named.
#pragma once

#include "base/strbuf.h"
#include "result/result.h"

enum variant_dimension {
	VARIANT_KERNEL,
	VARIANT_FS,
	VARIANT_TARGET,
	VARIANT_PMEM,
	VARIANT_CLOCK,
	VARIANT_ENGINE, // from here on of a run, not of a result
	VARIANT_SIZE,
	VARIANT_EXTENTS,
	VARIANT_ACCESS,
	VARIANT_ORDER,
	VARIANT_THREADS,
	VARIANT_PAGE,
	VARIANT_BLOCK,
	VARIANT_DEPTH,
	VARIANT_SYNC,
	VARIANT_DIMENSIONS
};

#define VARIANT_BIT(dimension) (1u << (dimension))
#define VARIANT_ALL (VARIANT_BIT(VARIANT_DIMENSIONS) - 1)

const char *variant_key(enum variant_dimension d); // "kernel", "fs", …
// NULL when not known, or of a run and there is none; caller frees.
char *variant_value(enum variant_dimension d, const struct result *r,
		    const struct run_record *run);
// The dimensions, as bits, to be named when these are shown together.
unsigned variant_differing(const struct result *const *results, size_t n);
// "6.1.0 ext4": known values of those dimensions, joined, appended. Returns
// their number.
size_t variant_text(struct strbuf *out, const struct result *r,
		    const struct run_record *run, unsigned dimensions,
		    const char *separator);
