// SPDX-License-Identifier: MIT
// The document of `daxbench check` as JUnit: a suite a group, a case a line.
#pragma once

#include "base/strbuf.h"
#include "result/json-check.h"

void check_junit(const struct check_document *d, struct strbuf *out);
