// SPDX-License-Identifier: MIT
#include "base/ktap.h"

#include <string.h>

#include "base/escape.h"

static void indent(struct strbuf *out, enum ktap_level level)
{
	if (level == KTAP_SUBTEST)
		strbuf_puts(out, "    ");
}

// One character of a text from outside; returns the bytes taken.
static size_t put(struct strbuf *out, const char *s)
{
	unsigned char c = (unsigned char)*s;
	size_t n = utf8_sequence((const unsigned char *)s);

	if (!n)
		strbuf_puts(out, UTF8_REPLACEMENT);
	else if ((c < 0x20 && c != '\t') || c == 0x7f)
		strbuf_putc(out, '?');
	else
		strbuf_add(out, s, n);
	return n ? n : 1;
}

static void text(struct strbuf *out, const char *s)
{
	while (*s) {
		if (*s == '#')
			strbuf_puts(out, "\\#");
		else if (*s == '\n')
			strbuf_putc(out, ' ');
		s += *s == '#' || *s == '\n' ? 1 : put(out, s);
	}
}

void ktap_begin(struct strbuf *out, enum ktap_level level, unsigned planned)
{
	indent(out, level);
	strbuf_puts(out, "KTAP version 1\n");
	indent(out, level);
	strbuf_printf(out, "1..%u\n", planned);
}

void ktap_result(struct strbuf *out, enum ktap_level level, bool ok,
		 unsigned number, const char *name, const char *directive,
		 const char *reason)
{
	indent(out, level);
	strbuf_printf(out, "%s %u ", ok ? "ok" : "not ok", number);
	text(out, name);
	if (directive || reason)
		strbuf_puts(out, " #");
	if (directive)
		strbuf_printf(out, " %s", directive);
	if (reason) {
		strbuf_putc(out, ' ');
		text(out, reason);
	}
	strbuf_putc(out, '\n');
}

void ktap_note(struct strbuf *out, enum ktap_level level, const char *note)
{
	indent(out, level);
	strbuf_puts(out, "# ");
	for (const char *s = note; *s;) {
		if (*s != '\n') {
			s += put(out, s);
			continue;
		}
		strbuf_putc(out, '\n');
		if (*++s) {
			indent(out, level);
			strbuf_puts(out, "# ");
		}
	}
	if (note[0] == '\0' || note[strlen(note) - 1] != '\n')
		strbuf_putc(out, '\n');
}
