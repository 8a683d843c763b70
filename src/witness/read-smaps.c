// SPDX-License-Identifier: MIT
#include "witness/read-smaps.h"

#include <errno.h>
#include <string.h>

#include "witness/read-counters.h"
#include "witness/text-lines.h"

static void copy_text(char *to, size_t size, const struct text_line *from)
{
	size_t n = from->len < size ? from->len : size - 1;

	memcpy(to, from->s, n);
	to[n] = '\0';
}

// "7f12-7f34 rw-s 00000000 fd:01 12  /file" fills ret; false if it is not the
// first line of a VMA.
static bool read_head(const struct text_line *line, struct smaps_vma *ret)
{
	size_t at = 0;
	struct text_line range = text_next_word(line, &at);
	const char *dash = memchr(range.s, '-', range.len);
	struct smaps_vma vma = { 0 };

	if (!dash)
		return false;
	struct text_line low = { range.s, (size_t)(dash - range.s) };
	struct text_line high = { dash + 1, range.len - low.len - 1 };
	if (text_number(&low, 16, &vma.start) < 0 ||
	    text_number(&high, 16, &vma.end) < 0)
		return false;
	struct text_line perms = text_next_word(line, &at);
	struct text_line offset = text_next_word(line, &at);
	if (text_number(&offset, 16, &vma.offset) < 0)
		return false;
	copy_text(vma.perms, sizeof(vma.perms), &perms);
	*ret = vma;
	return true;
}

// "Rss:   16 kB", "THPeligible:    0", "VmFlags: rd wr sh"
static void read_field(const struct text_line *line, struct smaps_vma *vma)
{
	const char *colon = memchr(line->s, ':', line->len);

	if (!colon)
		return;
	struct text_line name = { line->s, (size_t)(colon - line->s) };
	struct text_line rest = { colon + 1, line->len - name.len - 1 };
	struct smaps_field *f = &vma->fields[vma->n_fields];
	size_t at = 0;

	if (text_is(&name, "VmFlags")) {
		while (rest.len && *rest.s == ' ')
			rest.s++, rest.len--;
		while (rest.len && rest.s[rest.len - 1] == ' ')
			rest.len--;
		copy_text(vma->flags, sizeof(vma->flags), &rest);
		return;
	}
	if (vma->n_fields == SMAPS_FIELDS_MAX || !name.len ||
	    name.len >= sizeof(f->name))
		return;
	struct text_line word = text_next_word(&rest, &at);
	if (text_number(&word, 10, &f->value) < 0)
		return;
	struct text_line unit = text_next_word(&rest, &at);
	f->bytes = text_is(&unit, "kB");
	if (f->bytes && f->value > UINT64_MAX / 1024)
		return;
	if (f->bytes)
		f->value *= 1024;
	copy_text(f->name, sizeof(f->name), &name);
	vma->n_fields++;
}

int smaps_find(const char *text, size_t len, uint64_t addr,
	       struct smaps_vma *ret)
{
	struct smaps_vma vma, found = { 0 };
	struct text_line line;
	const char *p = text;
	bool inside = false;

	while (text_next_line(&p, text + len, &line)) {
		if (read_head(&line, &vma)) {
			if (inside)
				break;
			inside = addr >= vma.start && addr < vma.end;
			if (inside)
				found = vma;
		} else if (inside) {
			read_field(&line, &found);
		}
	}
	if (!inside)
		return -ENOENT;
	*ret = found;
	return 0;
}

const struct smaps_field *smaps_field(const struct smaps_vma *vma,
				      const char *name)
{
	for (size_t i = 0; i < vma->n_fields; i++)
		if (strcmp(vma->fields[i].name, name) == 0)
			return &vma->fields[i];
	return NULL;
}
