// SPDX-License-Identifier: MIT
#include "result/check-read.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "result/json-place.h"

// Looked up one by one by who shows or judges them.
#define CASES_MAX 2000

static const struct json_limits limits = {
	.bytes = (size_t)16 << 20,
	.depth = 8,
	.token = (size_t)1 << 20,
	.memory = (size_t)32 << 20,
};

static const char *const outcomes[] = {
	[CASE_SKIP] = "skip",       [CASE_PASS] = "pass",
	[CASE_BROKEN] = "broken",   [CASE_KNOWN_BUG] = "known-bug",
	[CASE_TIMEOUT] = "timeout", [CASE_FAIL] = "fail",
};
_Static_assert(ARRAY_SIZE(outcomes) == CASE_OUTCOMES, "a name each");

const char *case_outcome_name(enum case_outcome outcome)
{
	return outcomes[outcome];
}

enum case_outcome check_line_outcome(const struct check_line *line)
{
	for (int i = 0; i < CASE_OUTCOMES; i++)
		if (strcmp(line->outcome, outcomes[i]) == 0)
			return (enum case_outcome)i;
	return CASE_BROKEN;
}

bool case_outcome_fails(enum case_outcome outcome)
{
	return outcome >= CASE_KNOWN_BUG;
}

static const char *outcome_of(int i)
{
	return outcomes[i];
}

static const char *variant_of(int i)
{
	static const char *const names[] = { "pmd", "pte", "any" };

	return names[i];
}

static const char *status_of(int i)
{
	static const char *const names[] = { "complete", "interrupted",
					     "failed" };

	return names[i];
}

static const char *intern(struct check_file *f, const char *text)
{
	if (!text)
		return NULL;
	f->texts = xreallocarray(f->texts, f->n_texts + 1, sizeof(*f->texts));
	return f->texts[f->n_texts++] = xstrdup(text);
}

static const char *text(struct check_file *f, const struct json_place *at,
			const char *key)
{
	struct json_place v = json_member(at, key);

	return intern(f, json_get_text(&v));
}

static const char *text_or_null(struct check_file *f,
				const struct json_place *at, const char *key)
{
	struct json_place v = json_member(at, key);

	return intern(f, json_get_text_or_null(&v));
}

static uint64_t count(const struct json_place *at, const char *key)
{
	struct json_place v = json_member(at, key);

	return json_get_count(&v);
}

static bool boolean(const struct json_place *at, const char *key)
{
	struct json_place v = json_member(at, key);

	return json_get_bool(&v);
}

// The name among those that name_of(0 … n-1) gives, which outlives the text.
static const char *name(const struct json_place *at, const char *key,
			unsigned n, const char *(*name_of)(int index))
{
	struct json_place v = json_member(at, key);

	return name_of(json_get_name(&v, n, name_of));
}

static void read_line(struct check_file *f, const struct json_place *at,
		      struct check_line *l)
{
	struct json_place seen = json_member(at, "witnessed");
	struct json_place control = json_member(at, "control");

	l->id = text(f, at, "id");
	l->variant = name(at, "variant", 3, variant_of);
	l->statement = text(f, at, "statement");
	l->reference = text(f, at, "reference");
	l->proof = text(f, at, "proof");
	l->outcome = name(at, "outcome", CASE_OUTCOMES, outcome_of);
	l->reason = text_or_null(f, at, "reason");
	l->kernel_log = text_or_null(f, at, "kernel_log");
	l->pmd_chunks = count(&seen, "pmd_chunks");
	l->pte_chunks = count(&seen, "pte_chunks");
	l->duration_ns = count(at, "duration_ns");
	if (!at->reading->code && !json_is_unknown(&control)) {
		l->control_outcome =
			name(&control, "outcome", CASE_OUTCOMES, outcome_of);
		l->control_reason = text_or_null(f, &control, "reason");
	}
	if (!at->reading->code && !l->id[0])
		json_fail(at, -EBADMSG, "a case without an id");
}

static void read_target(struct check_file *f, const struct json_place *top)
{
	struct json_place target = json_member(top, "target");

	f->doc.target_class = text_or_null(f, &target, "class");
	f->doc.target_path = text_or_null(f, &target, "path");
	f->doc.fs = text_or_null(f, &target, "fs");
	f->doc.target_found = boolean(&target, "found_by_search");
}

static void read_document(struct check_file *f, const struct json_place *top)
{
	json_expect_schema(top, CHECK_SCHEMA_NAME, CHECK_SCHEMA_VERSION);
	if (top->reading->code)
		return;
	struct json_place cases = json_member(top, "cases");
	size_t n = json_items(&cases);

	f->doc.status = name(top, "status", 3, status_of);
	f->doc.error = text_or_null(f, top, "error");
	f->doc.kernel_release = text_or_null(f, top, "kernel_release");
	read_target(f, top);
	f->doc.seed = count(top, "seed");
	f->doc.kernel_log_read = boolean(top, "kernel_log_read");
	if (n > CASES_MAX)
		json_fail(&cases, -EFBIG, "more than %d cases", CASES_MAX);
	if (top->reading->code)
		return;
	f->doc.lines = xcalloc(n + 1, sizeof(*f->doc.lines));
	for (size_t i = 0; i < n && !top->reading->code; i++) {
		struct json_place at = json_item(&cases, i);

		read_line(f, &at, &f->doc.lines[f->doc.n++]);
	}
}

static int read_from(struct json_source *from, const char *origin,
		     struct check_file *ret_file, struct error *err)
{
	cleanup_check_file struct check_file file = { .path = xstrdup(origin) };
	struct json_digest_source digested;
	struct error why = { 0 };

	json_digest_open(&digested, from);
	json_t *doc = json_parse(&digested.source, origin, &limits, &why);
	struct json_reading reading = { .origin = origin, .err = &why };
	struct json_place top = { .reading = &reading, .v = doc };

	if (doc)
		read_document(&file, &top);
	json_decref(doc);
	if (why.code) {
		if (err)
			*err = why;
		return why.code;
	}
	file.digest = digested.digest;
	*ret_file = file;
	file = (struct check_file){ 0 };
	return 0;
}

int check_read(const char *path, struct check_file *ret_file, struct error *err)
{
	cleanup_json_file struct json_file_source from;
	int ret = json_file_open(&from, path, limits.bytes, err);

	return ret < 0 ? ret : read_from(&from.source, path, ret_file, err);
}

int check_read_text(const char *content, size_t len, const char *origin,
		    struct check_file *ret_file, struct error *err)
{
	struct json_text_source from;
	int ret =
		json_text_open(&from, content, len, origin, limits.bytes, err);

	return ret < 0 ? ret : read_from(&from.source, origin, ret_file, err);
}

void check_file_release(struct check_file *file)
{
	for (size_t i = 0; i < file->n_texts; i++)
		free(file->texts[i]);
	free(file->texts);
	free(file->doc.lines);
	free(file->path);
	*file = (struct check_file){ 0 };
}
