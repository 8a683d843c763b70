// SPDX-License-Identifier: MIT
// A document as one HTML page that needs nothing else: no network (its
// content policy forbids any request), no script.
#pragma once

#include "base/strbuf.h"
#include "report/doc.h"

void html_write(const struct doc *d, struct strbuf *out);
