// SPDX-License-Identifier: MIT
// The commands that make blocks come aligned and in one piece, for the rules
// that need them.
#pragma once

#include "explain/scene.h"

struct strbuf;

void remedy_layout(const struct scene *s, struct strbuf *out);
