// SPDX-License-Identifier: MIT
// Lists of words as the kernel writes them: "a b c" or "a,b,c".
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

// Whether `word` stands in `list`, separated by any of `separators`.
static inline bool words_have(const char *list, const char *word,
			      const char *separators)
{
	size_t len = strlen(word);

	for (const char *p = list; *p;) {
		size_t n = strcspn(p, separators);

		if (n == len && n && memcmp(p, word, n) == 0)
			return true;
		p += n;
		p += strspn(p, separators);
	}
	return false;
}
