// SPDX-License-Identifier: MIT
// Text from outside (paths, kernel names, reasons) made safe to stand in a
// document of another kind. Bytes that are not UTF-8 become U+FFFD, control
// characters that the document cannot hold become their pictures (U+2400 on).
#pragma once

#include <stddef.h>

#include "base/strbuf.h"

#define UTF8_REPLACEMENT "\xef\xbf\xbd"

// Length of the well-formed UTF-8 sequence at s, 0 if there is none.
size_t utf8_sequence(const unsigned char *s);

// For element content and for attributes in either quotes; XML and HTML.
void escape_xml(struct strbuf *out, const char *text);
// For a cell of a table or a line of text in Markdown: no mark-up, no HTML, no
// line end, no mention.
void escape_markdown(struct strbuf *out, const char *text);
// A field of RFC 4180; quoted only where needed.
void escape_csv(struct strbuf *out, const char *text);
