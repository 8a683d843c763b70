// SPDX-License-Identifier: MIT
// What every document needs of jansson: values that cannot fail quietly and
// one way to print. Key order is that of insertion, so files diff.
#pragma once

#include <jansson.h>
#include <stdint.h>

#include "base/strbuf.h"

// Bytes that are not UTF-8 (a path may be anything) become U+FFFD; NULL
// becomes null.
json_t *json_text(const char *text);
// Integers beyond 2^63-1 are held at it.
json_t *json_count(uint64_t value);
// Both steal `value`.
void json_put(json_t *object, const char *key, json_t *value);
void json_push(json_t *array, json_t *value);
json_t *json_schema(const char *name, int version);
// {"name", "version", "features", "compiler", "build_id"}
json_t *json_tool(void);
// Indented, with a newline at the end, appended to `out`.
void json_print(const json_t *doc, struct strbuf *out);
