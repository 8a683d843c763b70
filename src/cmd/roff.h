// SPDX-License-Identifier: MIT
// Plain text in a manual page.
#pragma once

#include "base/strbuf.h"

// With what roff would take for its own escaped.
void roff_text(struct strbuf *out, const char *s);
