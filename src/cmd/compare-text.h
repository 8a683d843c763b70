// SPDX-License-Identifier: MIT
// A comparison for people: a table on a terminal, a table in Markdown.
#pragma once

#include "result/comparison.h"

// The verdict first, then what differs, then a line a metric; `all` also
// those that only inform.
void compare_text(const struct comparison *c, bool color, bool all,
		  struct strbuf *out);
void compare_markdown(const struct comparison *c, struct strbuf *out);
