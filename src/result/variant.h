// SPDX-License-Identifier: MIT
// What tells the runs of several results apart: the kernel, the file system,
// the engine and every option a run was given. Names of curves and of exported
// numbers hold those that differ among what is shown together, and no others;
// what is not the DAX file system that everybody expects (a control) is always
// named.
#pragma once

#include "base/cleanup.h"
#include "base/strbuf.h"
#include "result/result.h"

enum variant_dimension {
	VARIANT_KERNEL,
	VARIANT_FS,
	VARIANT_TARGET,
	VARIANT_PMEM,
	VARIANT_CLOCK,
	VARIANT_AGE,
	VARIANT_RUN, // from here on of a run, not of a result: the engine,
		     // and then an option each
};

#define VARIANT_BIT(dimension) (1u << (dimension))
// As what to ignore, VARIANT_RUN is the engine and all options.
#define VARIANT_ALL (VARIANT_BIT(VARIANT_RUN + 1) - 1)

struct variant {
	const char *key; // "kernel", "fs", …, "block_size"; borrowed
	bool differs;    // and is to be named when these are shown together
};

struct variants {
	struct variant *v;
	size_t n; // VARIANT_RUN + 1 at least
};

// The dimensions that these results have. An option that is not given to both
// of two workloads is no difference between them.
void variants_init(struct variants *vs, const struct result *const *results,
		   size_t n);
void variants_release(struct variants *vs);
// NULL when not known, or of a run and there is none; caller frees.
char *variants_value(const struct variants *vs, size_t dimension,
		     const struct result *r, const struct run_record *run);
// "6.1.0 ext4 by pmd": what differs, but for the bits of `ignore`, in words,
// joined, appended. Returns how many there are. No run: of the result only.
size_t variants_text(const struct variants *vs, const struct result *r,
		     const struct run_record *run, unsigned ignore,
		     const char *separator, struct strbuf *out);
// One dimension of these, or nothing.
void variants_words(const struct variants *vs, size_t dimension,
		    const struct result *r, const struct run_record *run,
		    struct strbuf *out);
// The same of a result alone, whatever others there are.
char *variant_value(enum variant_dimension d, const struct result *r);

DEFINE_CLEANUP(variants, struct variants, variants_release)
#define cleanup_variants CLEANUP(variants_cleanup_)
