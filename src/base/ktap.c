// SPDX-License-Identifier: MIT
#include "base/ktap.h"

#include <string.h>

static void indent(struct strbuf *out, enum ktap_level level)
{
	if (level == KTAP_SUBTEST)
		strbuf_puts(out, "    ");
}

static void text(struct strbuf *out, const char *s)
{
	for (; *s; s++) {
		if (*s == '#')
			strbuf_puts(out, "\\#");
		else
			strbuf_putc(out, *s == '\n' ? ' ' : *s);
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
	for (const char *s = note; *s; s++) {
		strbuf_putc(out, *s);
		if (*s == '\n' && s[1]) {
			indent(out, level);
			strbuf_puts(out, "# ");
		}
	}
	if (note[0] == '\0' || note[strlen(note) - 1] != '\n')
		strbuf_putc(out, '\n');
}
