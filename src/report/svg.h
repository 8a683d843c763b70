// SPDX-License-Identifier: MIT
// A figure as an SVG element that stands in an HTML page: no script, no
// reference to anything outside, colours by classes (see style.c). Widths are
// chosen so that the text is readable when the drawing is shrunk to the width
// of a phone.
#pragma once

#include "base/strbuf.h"
#include "report/figure.h"

void svg_figure(const struct figure *f, struct strbuf *out);
// The sign by which a series is drawn, as a small SVG element of its own for
// a legend.
void svg_key(enum figure_kind kind, size_t series, struct strbuf *out);
const char *svg_part_class(enum figure_part part);
