// SPDX-License-Identifier: MIT
// The record as its JSON document, newest version.
#pragma once

#include "base/strbuf.h"
#include "result/result.h"

// Appended to `out`, with a newline at the end. Valid for any record, however
// early its run ended.
void result_write(const struct result *r, struct strbuf *out);
