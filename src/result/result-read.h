// SPDX-License-Identifier: MIT
// A result document as the record, version 1. Strict: what does not follow
// daxbench-result(5) is refused with the path of the first value that is
// wrong; fields that are not known are ignored. Input is hostile until proven.
#pragma once

#include <stddef.h>

#include "base/attr.h"
#include "base/cleanup.h"
#include "base/error.h"
#include "result/check-read.h"
#include "result/result.h"

// Beyond any of these a document is refused before it is parsed.
#define RESULT_READ_BYTES_MAX ((size_t)64 << 20)
#define RESULT_READ_DEPTH_MAX 16
#define RESULT_READ_TOKEN_MAX ((size_t)1 << 20)
#define RESULT_READ_MEMORY_MAX ((size_t)44 << 20)

enum result_detail {
	RESULT_WHOLE,
	// Buckets of histograms are checked, but not kept: for who judges
	// metrics, which hold their quantiles already.
	RESULT_WITHOUT_BUCKETS,
};

// *ret_result is written only on success; release it with result_release().
// -ENOMSG: it is JSON, but not a daxbench-result; -EPROTONOSUPPORT: one of a
// version that this program does not read; -EFBIG, -EBADMSG: see err.
int result_read(const char *path, enum result_detail detail,
		struct result *ret_result, struct error *err) ATTR_MUST_CHECK;
int result_read_text(const char *text, size_t len, const char *origin,
		     struct result *ret_result,
		     struct error *err) ATTR_MUST_CHECK;

struct result_file {
	char *path;
	struct result result;
};

// Results and verdicts of one file, or of every *.json of a folder, sorted by
// name; of the folder of a matrix (matrix.h) in the order of its index.
struct result_set {
	struct result_file *v;
	size_t n;
	struct check_file *checks; // documents of daxbench check
	size_t n_checks;
	// Files of the folder that are JSON of another kind, and cells without
	// a document: "path: why". To be said by the caller.
	char **skipped;
	size_t n_skipped;
};

// One broken document breaks the set, and so does a folder without any.
int result_read_all(const char *path, enum result_detail detail,
		    struct result_set *ret_set,
		    struct error *err) ATTR_MUST_CHECK;
// Moves all of `from` to the end of `to`.
void result_set_join(struct result_set *to, struct result_set *from);
void result_set_release(struct result_set *set);

DEFINE_CLEANUP(result_set, struct result_set, result_set_release)
#define cleanup_result_set CLEANUP(result_set_cleanup_)
