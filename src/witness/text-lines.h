// SPDX-License-Identifier: MIT
// Walking text of the kernel line by line without changing it: the last line
// may lack its newline, and any byte may stand in it.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

struct text_line {
	const char *s; // not ended by NUL
	size_t len;    // without the newline
};

// The line at *p, which moves behind it; false at the end.
static inline bool text_next_line(const char **p, const char *end,
				  struct text_line *ret)
{
	if (*p >= end)
		return false;
	const char *nl = memchr(*p, '\n', (size_t)(end - *p));
	const char *stop = nl ? nl : end;

	*ret = (struct text_line){ *p, (size_t)(stop - *p) };
	*p = nl ? nl + 1 : end;
	return true;
}

// The word at offset *at (blanks before it skipped), which moves behind it;
// empty at the end of the line.
static inline struct text_line text_next_word(const struct text_line *line,
					      size_t *at)
{
	size_t i = *at;

	while (i < line->len && (line->s[i] == ' ' || line->s[i] == '\t'))
		i++;
	size_t from = i;
	while (i < line->len && line->s[i] != ' ' && line->s[i] != '\t')
		i++;
	*at = i;
	return (struct text_line){ line->s + from, i - from };
}

static inline bool text_is(const struct text_line *t, const char *word)
{
	return t->len == strlen(word) && memcmp(t->s, word, t->len) == 0;
}
