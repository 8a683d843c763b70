// SPDX-License-Identifier: MIT
// A verdict in the format of another tool; see result/export.h.
#pragma once

#include "base/error.h"
#include "base/strbuf.h"
#include "result/comparison.h"
#include "result/result-read.h"

// Appended. Formats whose readers judge by themselves get the numbers of both
// sides. -ENODATA when there is nothing to write.
int compare_export(const char *format, enum direction direction,
		   const struct comparison *c, const struct result_set *base,
		   const struct result_set *new, struct strbuf *out,
		   struct error *err);
