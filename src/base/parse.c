// SPDX-License-Identifier: MIT
#include "base/parse.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static int digits(const char *text, int base, const char **end, uint64_t *ret)
{
	if (base == 10 ? !isdigit((unsigned char)*text)
		       : !isxdigit((unsigned char)*text))
		return -EINVAL;
	char *stop;
	errno = 0;
	unsigned long long v = strtoull(text, &stop, base);
	if (errno)
		return -errno;
	*end = stop;
	*ret = v;
	return 0;
}

int parse_u64(const char *text, uint64_t *ret)
{
	const char *end;
	uint64_t v;
	int rc = digits(text, 10, &end, &v);

	if (rc < 0)
		return rc;
	if (*end)
		return -EINVAL;
	*ret = v;
	return 0;
}

int parse_hex64(const char *text, uint64_t *ret)
{
	const char *end;
	uint64_t v;
	int rc = digits(text, 16, &end, &v);

	if (rc < 0)
		return rc;
	// strtoull takes a prefix, which no file has where this is used.
	if (*end || (text[0] == '0' && (text[1] | 0x20) == 'x'))
		return -EINVAL;
	*ret = v;
	return 0;
}

static int suffix_shift(const char *s)
{
	static const struct {
		const char *name;
		int shift;
	} suffixes[] = {
		{ "", 0 },     { "b", 0 },    { "k", 10 },   { "kb", 10 },
		{ "kib", 10 }, { "m", 20 },   { "mb", 20 },  { "mib", 20 },
		{ "g", 30 },   { "gb", 30 },  { "gib", 30 }, { "t", 40 },
		{ "tb", 40 },  { "tib", 40 },
	};

	for (size_t i = 0; i < sizeof(suffixes) / sizeof(suffixes[0]); i++)
		if (strcasecmp(s, suffixes[i].name) == 0)
			return suffixes[i].shift;
	return -1;
}

int parse_bytes(const char *text, uint64_t *ret)
{
	const char *end;
	uint64_t v;
	int rc = digits(text, 10, &end, &v);

	if (rc < 0)
		return rc;
	int shift = suffix_shift(end);
	if (shift < 0)
		return -EINVAL;
	if (shift && v >> (64 - shift))
		return -ERANGE;
	*ret = v << shift;
	return 0;
}

int parse_duration(const char *text, uint64_t *ret)
{
	static const struct {
		const char *name;
		uint64_t ns;
	} suffixes[] = {
		{ "", 1000000000 },     { "ms", 1000000 },
		{ "s", 1000000000 },    { "m", 60000000000 },
		{ "h", 3600000000000 },
	};
	const char *end;
	uint64_t v;
	int rc = digits(text, 10, &end, &v);

	if (rc < 0)
		return rc;
	for (size_t i = 0; i < sizeof(suffixes) / sizeof(suffixes[0]); i++)
		if (strcasecmp(end, suffixes[i].name) == 0) {
			if (__builtin_mul_overflow(v, suffixes[i].ns, &v))
				return -ERANGE;
			*ret = v;
			return 0;
		}
	return -EINVAL;
}

static const char *const units[] = { "B", "KiB", "MiB", "GiB", "TiB" };

char *format_bytes(uint64_t bytes, char buf[BYTES_TEXT_MAX])
{
	unsigned u = 0;

	while (bytes && bytes % 1024 == 0 && u < 4) {
		bytes /= 1024;
		u++;
	}
	(void)snprintf(buf, BYTES_TEXT_MAX, "%llu %s",
		       (unsigned long long)bytes, units[u]);
	return buf;
}

char *format_bytes_arg(uint64_t bytes, char buf[BYTES_TEXT_MAX])
{
	char *space = strchr(format_bytes(bytes, buf), ' ');

	memmove(space, space + 1, strlen(space));
	return buf;
}

char *format_bytes_approx(uint64_t bytes, char buf[BYTES_TEXT_MAX])
{
	double v = (double)bytes;
	unsigned u = 0;

	while (v >= 1024 && u < 4) {
		v /= 1024;
		u++;
	}
	int decimals = u == 0 || v >= 100 ? 0 : v >= 10 ? 1 : 2;
	(void)snprintf(buf, BYTES_TEXT_MAX, "%.*f %s", decimals, v, units[u]);
	return buf;
}

bool list_has(const char *list, const char *word)
{
	size_t len = strlen(word);

	for (const char *s = list; s && *s;) {
		size_t here = strcspn(s, ",");

		if (here == len && strncmp(s, word, len) == 0)
			return true;
		s += here;
		s += *s == ',';
	}
	return false;
}
