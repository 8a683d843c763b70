// SPDX-License-Identifier: MIT
// A verdict in words.
#pragma once

#include "gate/rule.h"
#include "result/comparison.h"

// One sentence without a full stop; caller frees.
char *sentence_of(const struct judgement *j, const struct ruling *r);
// Six significant digits, and all of those before the point.
void sentence_number(double v, struct strbuf *out);
