// SPDX-License-Identifier: MIT
// Facts as JSON: an array of uniform objects
//   {"key", "value", "unit", "source", "status", "reason"}
// value is null when not known, and then reason says why. Without a known
// value unit is null too.
#pragma once

#include "base/fact.h"
#include "base/strbuf.h"

struct json_t;

struct json_t *json_of_facts(const struct facts *facts);
// {"schema": {"name": "daxbench-facts", "version": 1}, "tool": …, "facts": […]}
// and a newline, appended.
void json_print_facts(const struct facts *facts, struct strbuf *out);
