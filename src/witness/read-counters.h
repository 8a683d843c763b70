// SPDX-License-Identifier: MIT
// Counter files of the kernel: "VmPTE:     44 kB" (/proc/self/status) and
// "thp_fault_fallback 12" (/proc/vmstat). Pure: works on captured text.
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "witness/text-lines.h"

// -ENOENT: no such key; -EINVAL: its value is no number; -ERANGE: too large.
int counter_find(const char *text, size_t len, const char *key,
		 uint64_t *ret_value) ATTR_MUST_CHECK;
// As counter_find, for a value in kB; without that unit -EINVAL.
int counter_find_bytes(const char *text, size_t len, const char *key,
		       uint64_t *ret_bytes) ATTR_MUST_CHECK;
// A decimal (base 10) or hexadecimal (base 16, 0x optional) word.
int text_number(const struct text_line *word, int base,
		uint64_t *ret) ATTR_MUST_CHECK;
