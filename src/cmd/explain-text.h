// SPDX-License-Identifier: MIT
// An explanation for people: the blocker, counts, a map, reasons, findings.
#pragma once

#include "base/strbuf.h"
#include "explain/explain.h"

void explain_text(const struct explanation *x, bool color, struct strbuf *out);
// One sentence: what stands against a PMD first, and what would change it.
// False when nothing does.
bool explain_blocker(const struct explanation *x, struct strbuf *out);
