// SPDX-License-Identifier: MIT
#include "cmd/roff.h"

#include <stdbool.h>

void roff_text(struct strbuf *out, const char *s)
{
	for (bool begins = true; *s; begins = *s++ == '\n') {
		// A request, at the beginning of a line.
		if (begins && (*s == '.' || *s == '\''))
			strbuf_puts(out, "\\&");
		if (*s == '\\')
			strbuf_puts(out, "\\e");
		else if (*s == '-')
			strbuf_puts(out, "\\-");
		else
			strbuf_putc(out, *s);
	}
}
