// SPDX-License-Identifier: MIT
#include "platform/cpuinfo.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "platform/words.h"

// More than any first processor needs; a captured file may be anything.
#define MAX_TEXT (1u << 20)

int cpuinfo_read(struct cpuinfo *c, const struct sysroot *sr)
{
	cleanup_file FILE *file = sysroot_fopen(sr, CPUINFO_PATH);
	cleanup_free char *line = NULL;
	size_t cap = 0;

	if (!file)
		return -errno;
	while (getline(&line, &cap, file) > 0) {
		if (line[0] == '\n' && c->text.len)
			break;
		strbuf_puts(&c->text, line);
		if (c->text.len > MAX_TEXT)
			return -EFBIG;
	}
	return ferror(file) ? -EIO : 0;
}

void cpuinfo_release(struct cpuinfo *c)
{
	strbuf_release(&c->text);
}

char *cpuinfo_field(const struct cpuinfo *c, const char *name)
{
	size_t len = strlen(name);

	for (const char *line = strbuf_str(&c->text); *line;) {
		const char *end = line + strcspn(line, "\n");
		const char *p = line + len;

		if (strncmp(line, name, len) == 0) {
			p += strspn(p, " \t");
			if (*p == ':') {
				p++;
				p += strspn(p, " \t");
				return xstrndup(p, (size_t)(end - p));
			}
		}
		line = *end ? end + 1 : end;
	}
	return NULL;
}

bool cpuinfo_has_word(const struct cpuinfo *c, const char *name,
		      const char *word)
{
	cleanup_free char *list = cpuinfo_field(c, name);

	return list && words_have(list, word, " \t");
}

bool cpuinfo_emulated(const struct sysroot *sr)
{
	cleanup_cpuinfo struct cpuinfo c = { 0 };
	cleanup_free char *model = NULL;

	if (cpuinfo_read(&c, sr) < 0)
		return false;
	model = cpuinfo_field(&c, "model name");
	return model && strcasestr(model, "tcg");
}
