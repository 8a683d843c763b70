// SPDX-License-Identifier: MIT
// Numbers as people write them. Nothing here accepts trailing text, a sign
// where none makes sense, or a value that does not fit: -EINVAL, -ERANGE.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"

int parse_u64(const char *text, uint64_t *ret) ATTR_MUST_CHECK;
// Base 0x… without the prefix, as in /proc/self/maps.
int parse_hex64(const char *text, uint64_t *ret) ATTR_MUST_CHECK;
// 4096, 4k, 2m, 2MiB, 1g, 1GiB: powers of 1024, any case.
int parse_bytes(const char *text, uint64_t *ret) ATTR_MUST_CHECK;

// 500ms, 30s, 2m, 1h, as nanoseconds; 30 is 30s.
int parse_duration(const char *text, uint64_t *ret) ATTR_MUST_CHECK;

// Is `word` one of the comma list's? NULL is an empty list.
bool list_has(const char *list, const char *word);

// "2 MiB", "1006 MiB", "4096 B": exact, the largest unit that divides.
// Returns buf.
#define BYTES_TEXT_MAX 32
char *format_bytes(uint64_t bytes, char buf[BYTES_TEXT_MAX]);
// The same in a form that parse_bytes() takes back: "2MiB".
char *format_bytes_arg(uint64_t bytes, char buf[BYTES_TEXT_MAX]);
// Three significant digits for people, "1.2 GiB".
char *format_bytes_approx(uint64_t bytes, char buf[BYTES_TEXT_MAX]);
