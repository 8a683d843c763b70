// SPDX-License-Identifier: MIT
#include "base/escape.h"

#include <stdbool.h>
#include <string.h>

size_t utf8_sequence(const unsigned char *s)
{
	size_t n = s[0] < 0x80                   ? 1
		   : s[0] >= 0xc2 && s[0] < 0xe0 ? 2
		   : s[0] >= 0xe0 && s[0] < 0xf0 ? 3
		   : s[0] >= 0xf0 && s[0] < 0xf5 ? 4
						 : 0;

	for (size_t i = 1; i < n; i++)
		if ((s[i] & 0xc0) != 0x80)
			return 0;
	if ((s[0] == 0xe0 && s[1] < 0xa0) || (s[0] == 0xed && s[1] > 0x9f) ||
	    (s[0] == 0xf0 && s[1] < 0x90) || (s[0] == 0xf4 && s[1] > 0x8f))
		return 0;
	return n;
}

// U+FFFE and U+FFFF are well-formed UTF-8 that XML forbids.
static bool is_noncharacter(const unsigned char *s)
{
	return s[0] == 0xef && s[1] == 0xbf && s[2] >= 0xbe;
}

// How an ASCII character is written; ended by a row of zeros.
struct special {
	char c;
	const char *as;
};

// NULL: as it is.
static const char *look_up(const struct special *special, unsigned char c)
{
	while (special->as && special->c != (char)c)
		special++;
	return special->as;
}

static void put_text(struct strbuf *out, const char *text,
		     const struct special *special)
{
	for (const unsigned char *s = (const unsigned char *)text; s && *s;) {
		size_t n = utf8_sequence(s);
		const char *as = n == 1 ? look_up(special, *s) : NULL;

		if (as) {
			strbuf_puts(out, as);
		} else if (n == 1 && (*s < 0x20 || *s == 0x7f)) {
			strbuf_puts(out, "\xe2\x90");
			strbuf_putc(out, (char)(*s == 0x7f ? 0xa1 : 0x80 + *s));
		} else if (!n || (n == 3 && is_noncharacter(s))) {
			strbuf_puts(out, UTF8_REPLACEMENT);
		} else {
			strbuf_add(out, s, n);
		}
		s += n ? n : 1;
	}
}

static const struct special xml[] = {
	{ '&', "&amp;" },  { '<', "&lt;" },
	{ '>', "&gt;" },   { '"', "&quot;" },
	{ '\'', "&#39;" }, { '\n', "&#10;" },
	{ '\t', "&#9;" },  { 0 },
};

void escape_xml(struct strbuf *out, const char *text)
{
	put_text(out, text, xml);
}

// A reference is text to every reader; a backslash before a bar is not.
static const struct special markdown[] = {
	{ '&', "&amp;" },  { '<', "&lt;" },   { '>', "&gt;" },
	{ '|', "&#124;" }, { '*', "&#42;" },  { '_', "\\_" },
	{ '`', "&#96;" },  { '[', "&#91;" },  { ']', "&#93;" },
	{ '\\', "&#92;" }, { '~', "&#126;" }, { '#', "&#35;" },
	{ '@', "&#64;" },  { '!', "&#33;" },  { '\n', " " },
	{ '\r', " " },     { '\t', " " },     { 0 },
};

void escape_markdown(struct strbuf *out, const char *text)
{
	put_text(out, text, markdown);
}

static const struct special csv[] = {
	{ '"', "\"\"" }, { '\n', "\n" }, { '\r', "\r" }, { '\t', "\t" }, { 0 },
};

void escape_csv(struct strbuf *out, const char *text)
{
	bool quote = text && (text[strcspn(text, "\",\r\n")] || *text == ' ');

	if (quote)
		strbuf_putc(out, '"');
	put_text(out, text, csv);
	if (quote)
		strbuf_putc(out, '"');
}
