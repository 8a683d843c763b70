// SPDX-License-Identifier: MIT
#include "platform/sysfact.h"

#include <stdint.h>
#include <string.h>
#include <strings.h>

#include "base/alloc.h"
#include "base/parse.h"
#include "base/strbuf.h"

#define SECTOR_BYTES 512u

void sysfact_errno(struct facts *f, const char *key, const struct sysroot *sr,
		   const char *path, int negative_errno)
{
	enum fact_status status = fact_status_of(negative_errno);

	if (status == FACT_ABSENT && !sysroot_live(sr))
		facts_unknown(f, key, path, status,
			      "not among the captured files");
	else
		facts_unknown(f, key, path, status, "%s",
			      strerror(-negative_errno));
}

bool sysfact_only_live(struct facts *f, const char *key,
		       const struct sysroot *sr, const char *call)
{
	if (sysroot_live(sr))
		return false;
	facts_unknown(f, key, call, FACT_UNSUPPORTED,
		      "a call tells only of the running machine, and this one "
		      "is captured");
	return true;
}

// NULL after having added the fact that says why.
static char *line_or_fact(struct facts *f, const char *key,
			  const struct sysroot *sr, const char *path)
{
	char *line = NULL;
	int rc = sysroot_read_line(sr, path, &line);

	if (rc < 0) {
		sysfact_errno(f, key, sr, path, rc);
		return NULL;
	}
	size_t len = strlen(line);
	while (len && strchr(" \t\r", line[len - 1]))
		line[--len] = '\0';
	return line;
}

void sysfact_text(struct facts *f, const char *key, const struct sysroot *sr,
		  const char *path)
{
	cleanup_free char *line = line_or_fact(f, key, sr, path);

	if (line)
		facts_text(f, key, path, line);
}

// False after having added the fact that says why.
static bool number_or_fact(struct facts *f, const char *key,
			   const struct sysroot *sr, const char *path,
			   uint64_t *ret)
{
	cleanup_free char *line = line_or_fact(f, key, sr, path);
	bool hex;

	if (!line)
		return false;
	hex = strncmp(line, "0x", 2) == 0;
	if ((hex ? parse_hex64(line + 2, ret) : parse_u64(line, ret)) == 0)
		return true;
	facts_unknown(f, key, path, FACT_ERROR, "'%.64s' is not a number",
		      line);
	return false;
}

void sysfact_node(struct facts *f, const char *key, const struct sysroot *sr,
		  const char *path)
{
	cleanup_free char *line = line_or_fact(f, key, sr, path);
	uint64_t node;

	if (!line)
		return;
	if (strcmp(line, "-1") == 0)
		facts_unknown(f, key, path, FACT_ABSENT,
			      "the kernel puts it on no node");
	else if (parse_u64(line, &node) < 0)
		facts_unknown(f, key, path, FACT_ERROR,
			      "'%.64s' is no number of a node", line);
	else
		facts_count(f, key, path, node, "");
}

void sysfact_count(struct facts *f, const char *key, const struct sysroot *sr,
		   const char *path, const char *unit)
{
	uint64_t value;

	if (number_or_fact(f, key, sr, path, &value))
		facts_count(f, key, path, value, unit);
}

void sysfact_bytes(struct facts *f, const char *key, const struct sysroot *sr,
		   const char *path, uint64_t scale)
{
	uint64_t value;

	if (!number_or_fact(f, key, sr, path, &value))
		return;
	if (__builtin_mul_overflow(value, scale, &value))
		facts_unknown(f, key, path, FACT_ERROR,
			      "more bytes than 64 bits can count");
	else
		facts_bytes(f, key, path, value);
}

void sysfact_bool(struct facts *f, const char *key, const struct sysroot *sr,
		  const char *path)
{
	cleanup_free char *line = line_or_fact(f, key, sr, path);

	if (!line)
		return;
	if (strcmp(line, "1") == 0 || strcasecmp(line, "y") == 0)
		facts_bool(f, key, path, true);
	else if (strcmp(line, "0") == 0 || strcasecmp(line, "n") == 0)
		facts_bool(f, key, path, false);
	else
		facts_unknown(f, key, path, FACT_ERROR,
			      "'%.64s' is neither 0 nor 1", line);
}

void sysfact_choice(struct facts *f, const char *key, const struct sysroot *sr,
		    const char *path)
{
	cleanup_free char *line = line_or_fact(f, key, sr, path);

	if (!line)
		return;
	const char *open = strchr(line, '[');
	const char *close = open ? strchr(open, ']') : NULL;
	if (!close) {
		facts_unknown(f, key, path, FACT_ERROR,
			      "no choice is marked in '%.64s'", line);
		return;
	}
	cleanup_free char *word =
		xstrndup(open + 1, (size_t)(close - open - 1));
	facts_text(f, key, path, word);
}

void sysfact_badblocks(struct facts *f, const char *key,
		       const struct sysroot *sr, const char *path)
{
	cleanup_strbuf struct strbuf b = { 0 };
	int rc = sysroot_read(sr, path, &b);
	uint64_t sectors = 0;
	char *save = NULL;

	if (rc < 0) {
		sysfact_errno(f, key, sr, path, rc);
		return;
	}
	for (char *line = b.s ? strtok_r(b.s, "\n", &save) : NULL; line;
	     line = strtok_r(NULL, "\n", &save)) {
		char *space = strchr(line, ' ');
		uint64_t n;

		if (!space || parse_u64(space + 1, &n) < 0 ||
		    n > UINT64_MAX / SECTOR_BYTES - sectors) {
			facts_unknown(f, key, path, FACT_ERROR,
				      "'%.64s' is not a bad range", line);
			return;
		}
		sectors += n;
	}
	facts_bytes(f, key, path, sectors * SECTOR_BYTES);
}
