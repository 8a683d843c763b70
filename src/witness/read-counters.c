// SPDX-License-Identifier: MIT
#include "witness/read-counters.h"

#include <errno.h>
#include <string.h>

#include "base/parse.h"

int text_number(const struct text_line *word, int base, uint64_t *ret)
{
	char digits[24];
	size_t skip = base == 16 && word->len > 2 && word->s[0] == '0' &&
				      word->s[1] == 'x'
			      ? 2
			      : 0;
	size_t len = word->len - skip;

	if (len >= sizeof(digits))
		return -ERANGE;
	memcpy(digits, word->s + skip, len);
	digits[len] = '\0';
	if (strlen(digits) != len)
		return -EINVAL;
	return base == 16 ? parse_hex64(digits, ret) : parse_u64(digits, ret);
}

// The rest of the line that starts with the key, blanks or a colon.
static int find_line(const char *text, size_t len, const char *key,
		     struct text_line *ret)
{
	const char *p = text;
	struct text_line line;
	size_t n = strlen(key);

	while (text_next_line(&p, text + len, &line)) {
		if (line.len <= n || memcmp(line.s, key, n) != 0)
			continue;
		if (line.s[n] != ':' && line.s[n] != ' ')
			continue;
		*ret = (struct text_line){ line.s + n + 1, line.len - n - 1 };
		return 0;
	}
	return -ENOENT;
}

int counter_find(const char *text, size_t len, const char *key,
		 uint64_t *ret_value)
{
	struct text_line line;
	size_t at = 0;
	int rc = find_line(text, len, key, &line);

	if (rc < 0)
		return rc;
	struct text_line word = text_next_word(&line, &at);
	return text_number(&word, 10, ret_value);
}

int counter_find_bytes(const char *text, size_t len, const char *key,
		       uint64_t *ret_bytes)
{
	struct text_line line;
	uint64_t value;
	size_t at = 0;
	int rc = find_line(text, len, key, &line);

	if (rc < 0)
		return rc;
	struct text_line word = text_next_word(&line, &at);
	rc = text_number(&word, 10, &value);
	if (rc < 0)
		return rc;
	struct text_line unit = text_next_word(&line, &at);
	if (!text_is(&unit, "kB"))
		return -EINVAL;
	if (value > UINT64_MAX / 1024)
		return -ERANGE;
	*ret_bytes = value * 1024;
	return 0;
}
