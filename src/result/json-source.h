// SPDX-License-Identifier: MIT
// Bytes of a document, wherever they come from, part by part: no document is
// ever held whole. A source that reads from another one may change what it
// passes on.
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/attr.h"
#include "base/cleanup.h"
#include "base/error.h"

struct json_source {
	// At most `size` bytes into `to`; their number, 0 at the end, or
	// -errno with *err set.
	ssize_t (*read)(struct json_source *self, char *to, size_t size,
			struct error *err);
};

struct json_text_source {
	struct json_source source;
	const char *text;
	size_t left;
};

struct json_file_source {
	struct json_source source;
	const char *path;
	int fd;
	size_t left;
};

// What another source gives, as it is, and what it came to so far.
struct json_digest_source {
	struct json_source source;
	struct json_source *from;
	uint64_t digest; // see base/digest.h
};

// `from` is borrowed.
void json_digest_open(struct json_digest_source *s, struct json_source *from);
// `text` is borrowed. Both refuse more than bytes_max, with -EFBIG.
int json_text_open(struct json_text_source *s, const char *text, size_t len,
		   const char *origin, size_t bytes_max,
		   struct error *err) ATTR_MUST_CHECK;
// A regular file; `path` is borrowed. One that grows while it is read is an
// error. Close it whether opened or not.
int json_file_open(struct json_file_source *s, const char *path,
		   size_t bytes_max, struct error *err) ATTR_MUST_CHECK;
void json_file_close(struct json_file_source *s);

DEFINE_CLEANUP(json_file, struct json_file_source, json_file_close)
#define cleanup_json_file CLEANUP(json_file_cleanup_)
