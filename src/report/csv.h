// SPDX-License-Identifier: MIT
// Every number of every repetition, a line each (RFC 4180, but with plain
// newlines): for spreadsheets and statistics programs.
#pragma once

#include "base/strbuf.h"
#include "result/result.h"

// Returns the number of lines below the header.
size_t csv_write(const struct result *const *results, const char *const *names,
		 size_t n, struct strbuf *out);
