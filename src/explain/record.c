// SPDX-License-Identifier: MIT
#include "explain/record.h"

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"

#define MAGIC "daxbench-explain-record 1"

static const char *const keywords[] = {
	[RECORD_BEFORE] = "extent",
	[RECORD_AFTER] = "extent-after",
};

struct reader {
	FILE *file;
	unsigned line;
	char text[PATH_MAX + 64], *rest; // keyword, and what stands behind it
};

static int wrong(const struct reader *in, struct error *err)
{
	return error_set(err, -EBADMSG,
			 "line %u of the record is not understood ('%.40s')",
			 in->line, in->text);
}

static int reader_open(struct reader *in, const struct sysroot *sr,
		       struct error *err)
{
	*in = (struct reader){ .file = sysroot_fopen(sr, RECORD_PATH) };
	if (!in->file) {
		int rc = -errno;

		error_sys(err, rc, "no record of a file in '%s' (%s)", sr->root,
			  RECORD_PATH);
		error_hint(err, "capture-sysroot --explain PATH makes one");
		return rc;
	}
	if (!fgets(in->text, sizeof(in->text), in->file) ||
	    strcmp(in->text, MAGIC "\n") != 0)
		return error_set(err, -EBADMSG,
				 "'%s%s' is not a record of daxbench explain",
				 sr->root, RECORD_PATH);
	in->line = 1;
	return 0;
}

// 1 for a line, 0 at the end; a line too long is an error.
static int next_line(struct reader *in, struct error *err)
{
	if (!fgets(in->text, sizeof(in->text), in->file))
		return 0;
	in->line++;
	size_t len = strlen(in->text);
	if (!len || in->text[len - 1] != '\n')
		return wrong(in, err);
	in->text[len - 1] = '\0';
	in->rest = strchr(in->text, ' ');
	if (!in->rest)
		return wrong(in, err);
	*in->rest++ = '\0';
	return 1;
}

// Exactly n numbers, decimal or 0x…, one blank between.
static bool numbers(const char *text, uint64_t *v, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		char *end;

		if (*text < '0' || *text > '9')
			return false;
		errno = 0;
		v[i] = strtoull(text, &end, 0);
		if (errno || *end != (i + 1 < n ? ' ' : '\0'))
			return false;
		text = end + (i + 1 < n);
	}
	return true;
}

// "- 38" in place of the answer: the errno that the call failed with.
static bool answer(const char *text, int *ret_rc, uint64_t *v, size_t n)
{
	uint64_t code;

	*ret_rc = 0;
	if (strncmp(text, "- ", 2) != 0)
		return numbers(text, v, n);
	if (!numbers(text + 2, &code, 1) || code == 0 || code > 4095)
		return false;
	*ret_rc = -(int)code;
	return true;
}

static bool take_path(struct record *r, const char *text)
{
	if (r->path || text[0] != '/')
		return false;
	r->path = xstrdup(text);
	return true;
}

// First 0, or of a scratch file 1 and how it was laid out.
static bool take_file(struct record *r, const char *text)
{
	uint64_t v[6];
	struct answers *a = &r->answers;

	if (!numbers(text, v, 6) || v[0] > 1 + LAYOUT_WRITTEN_CLEAN ||
	    v[1] > INT64_MAX / 2 || v[4] < 512 || v[4] > 1 << 20 ||
	    v[4] & (v[4] - 1) || v[5] > 1)
		return false;
	r->scratch = v[0];
	r->scratch_extents =
		v[0] ? (enum layout_extents)(v[0] - 1) : LAYOUT_HOLE;
	a->size = v[1];
	a->major = (uint32_t)v[2];
	a->minor = (uint32_t)v[3];
	a->page_bytes = v[4];
	a->thp_disabled = v[5];
	return true;
}

// What a device-dax node is aligned to; there are no such lines of files.
static bool take_device(struct record *r, const char *text)
{
	return !r->unit && numbers(text, &r->unit, 1) && r->unit;
}

static bool take_statx(struct record *r, const char *text)
{
	uint64_t v[2] = { 0 };

	if (!answer(text, &r->answers.statx, v, 2))
		return false;
	r->answers.attributes = v[0];
	r->answers.attributes_mask = v[1];
	return true;
}

static bool take_statfs(struct record *r, const char *text)
{
	uint64_t v[3] = { 0 };

	if (!answer(text, &r->answers.statfs, v, 3) || v[0] > 1 << 30)
		return false;
	r->answers.block_bytes = v[0];
	r->answers.size_bytes = v[1];
	r->answers.available_bytes = v[2];
	return true;
}

static bool take_fsxattr(struct record *r, const char *text)
{
	uint64_t v[2] = { 0 };

	if (!answer(text, &r->answers.fsxattr, v, 2))
		return false;
	r->answers.xflags = (uint32_t)v[0];
	r->answers.extent_hint_bytes = (uint32_t)v[1];
	return true;
}

static bool take_mapping(struct record *r, const char *text)
{
	uint64_t v[6];

	if (!numbers(text, v, 6) || v[0] >= v[1] || v[1] > INT64_MAX)
		return false;
	r->vma_start = v[0];
	r->vma_end = v[1];
	r->write = v[2];
	r->is_private = v[3];
	r->colour = v[4];
	r->nohugepage = v[5];
	return true;
}

// A line of the device-mapper table.
static bool take_dm(struct record *r, const char *text)
{
	strbuf_printf(&r->table, "%s\n", text);
	return true;
}

// "1048576 how it is known", or "- why not".
static bool take_base(struct record *r, const char *text)
{
	const char *how = strchr(text, ' ');

	if (!how || r->base.how)
		return false;
	cleanup_free char *first = xstrndup(text, (size_t)(how - text));
	r->base.known = strcmp(first, "-") != 0;
	r->base.how = xasprintf("%s, recorded", how + 1);
	return !r->base.known || numbers(first, &r->base.offset, 1);
}

static bool take_observed(struct record *r, const char *text)
{
	struct segments *all = &r->observed;
	const struct segment *last = all->n ? &all->v[all->n - 1] : NULL;
	uint64_t v[4];

	if (!numbers(text, v, 4) || v[1] == 0 || v[2] > v[1] ||
	    v[0] + v[1] < v[0] || v[3] >= OBSERVATIONS ||
	    (last && v[0] < last->first + last->n))
		return false;
	const struct segment one = { .first = v[0],
				     .n = v[1],
				     .looked = v[2],
				     .observed = (enum observed)v[3] };
	segments_add(all, &one);
	return true;
}

static const struct {
	const char *keyword;
	bool (*take)(struct record *r, const char *text);
} lines[] = {
	{ "path", take_path },       { "file", take_file },
	{ "statx", take_statx },     { "statfs", take_statfs },
	{ "fsxattr", take_fsxattr }, { "mapping", take_mapping },
	{ "base", take_base },       { "observed", take_observed },
	{ "dm", take_dm },           { "device", take_device },
};

static bool take_line(struct record *r, const struct reader *in)
{
	for (size_t i = 0; i < ARRAY_SIZE(keywords); i++)
		if (strcmp(in->text, keywords[i]) == 0)
			return true;
	for (size_t i = 0; i < ARRAY_SIZE(lines); i++)
		if (strcmp(in->text, lines[i].keyword) == 0)
			return lines[i].take(r, in->rest);
	return false;
}

static bool is_complete(const struct record *r)
{
	const uint64_t page = r->answers.page_bytes;

	return r->path && page && r->vma_end && r->base.how &&
	       r->vma_start % page == 0 && r->vma_end % page == 0;
}

int record_read(struct record *r, const struct sysroot *sr, struct error *err)
{
	cleanup_free struct reader *in = xcalloc(1, sizeof(*in));
	int rc = reader_open(in, sr, err);

	*r = (struct record){ 0 };
	while (rc == 0 && (rc = next_line(in, err)) == 1)
		rc = take_line(r, in) ? 0 : wrong(in, err);
	if (rc == 0 && !is_complete(r))
		rc = error_set(err, -EBADMSG,
			       "the record of '%s' is not complete",
			       r->path ? r->path : "a file");
	if (in->file)
		(void)fclose(in->file);
	r->answers.table = r->table.s;
	return rc;
}

void record_release(struct record *r)
{
	free(r->path);
	free(r->base.how);
	strbuf_release(&r->table);
	segments_release(&r->observed);
	*r = (struct record){ 0 };
}

int record_walk(const struct sysroot *sr, enum record_when when,
		extents_visit visit, void *context, struct error *err)
{
	cleanup_free struct reader *in = xcalloc(1, sizeof(*in));
	int rc = reader_open(in, sr, err);
	uint64_t v[4];

	while (rc == 0 && (rc = next_line(in, err)) == 1) {
		rc = 0;
		if (strcmp(in->text, keywords[when]) != 0)
			continue;
		if (!numbers(in->rest, v, 4) || v[3] > UINT32_MAX) {
			rc = wrong(in, err);
			break;
		}
		const struct extent e = { v[0], v[1], v[2], (uint32_t)v[3] };
		rc = visit(context, &e);
	}
	if (in->file)
		(void)fclose(in->file);
	return rc;
}

static void write_answer(struct strbuf *out, const char *keyword, int rc,
			 const uint64_t *v, size_t n)
{
	strbuf_printf(out, "%s", keyword);
	if (rc < 0)
		strbuf_printf(out, " - %d", -rc);
	for (size_t i = 0; rc == 0 && i < n; i++)
		strbuf_printf(out, " 0x%" PRIx64, v[i]);
	strbuf_putc(out, '\n');
}

static void write_lines(struct strbuf *out, const char *keyword,
			const char *text)
{
	while (text && *text) {
		size_t len = strcspn(text, "\n");

		strbuf_printf(out, "%s %.*s\n", keyword, (int)len, text);
		text += len + (text[len] == '\n');
	}
}

void record_write_head(struct strbuf *out, const struct scene *s,
		       enum layout_extents scratch_extents,
		       const struct answers *a)
{
	const uint64_t statx[] = { a->attributes, a->attributes_mask };
	const uint64_t statfs[] = { a->block_bytes, a->size_bytes,
				    a->available_bytes };
	const uint64_t fsxattr[] = { a->xflags, a->extent_hint_bytes };
	const char *path = facts_get_text(&s->facts, "target.path");

	strbuf_printf(out, MAGIC "\npath %s\n", path ? path : s->path);
	strbuf_printf(out, "file %d %" PRIu64 " %u %u %" PRIu64 " %d\n",
		      s->scratch ? 1 + (int)scratch_extents : 0, s->size,
		      a->major, a->minor, a->page_bytes, a->thp_disabled);
	if (s->device)
		strbuf_printf(out, "device %" PRIu64 "\n",
			      scene_chunk_bytes(s));
	write_answer(out, "statx", a->statx, statx, ARRAY_SIZE(statx));
	write_answer(out, "statfs", a->statfs, statfs, ARRAY_SIZE(statfs));
	write_answer(out, "fsxattr", a->fsxattr, fsxattr, ARRAY_SIZE(fsxattr));
	strbuf_printf(out,
		      "mapping %" PRIu64 " %" PRIu64 " %d %d %" PRIu64 " %d\n",
		      s->vma_start, s->vma_end, s->write, s->is_private,
		      s->colour, s->nohugepage);
	write_lines(out, "dm", s->dm_table);
	if (s->base.known)
		strbuf_printf(out, "base %" PRIu64 " %s\n", s->base.offset,
			      s->base.how);
	else
		strbuf_printf(out, "base - %s\n",
			      s->base.how ? s->base.how : "not looked for");
}

void record_write_extent(struct strbuf *out, enum record_when when,
			 const struct extent *e)
{
	strbuf_printf(out, "%s %" PRIu64 " %" PRIu64 " %" PRIu64 " 0x%x\n",
		      keywords[when], e->logical, e->physical, e->len,
		      e->flags);
}

void record_write_observed(struct strbuf *out, const struct segments *s)
{
	for (size_t i = 0; i < s->n; i++)
		if (s->v[i].observed != OBSERVED_NOT)
			strbuf_printf(out,
				      "observed %" PRIu64 " %" PRIu64
				      " %" PRIu64 " %u\n",
				      s->v[i].first, s->v[i].n, s->v[i].looked,
				      s->v[i].observed);
}
