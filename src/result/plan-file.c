// SPDX-License-Identifier: MIT
#include "result/plan-file.h"

#include <errno.h>
#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/digest.h"
#include "result/json-place.h"

static const struct json_limits limits = {
	.bytes = PLAN_FILE_BYTES_MAX,
	.depth = 8,
	.token = 4096,
	.memory = (size_t)8 << 20,
};

// What the reading is done with.
struct reader {
	const struct option_set *sets;
	size_t n_sets;
	struct plan_file *plan;
};

static bool failed(const struct json_place *at)
{
	return at->reading->code != 0;
}

static void settings_release(struct plan_setting *settings, size_t n)
{
	for (size_t i = 0; i < n; i++)
		sweep_release(&settings[i].values);
	free(settings);
}

void plan_file_release(struct plan_file *plan)
{
	free(plan->origin);
	free(plan->name);
	free(plan->summary);
	for (size_t i = 0; i < plan->n; i++)
		settings_release(plan->entries[i].settings, plan->entries[i].n);
	free(plan->entries);
	*plan = (struct plan_file){ 0 };
}

static void unknown_key(const struct json_place *at, const char *near)
{
	if (near)
		json_fail(at, -EBADMSG, "is not known; did you mean '%s'?",
			  near);
	else
		json_fail(at, -EBADMSG, "is not known");
}

// Values of one option: text (a sweep), a number, true or false.
static void read_value(const struct json_place *at, struct sweep *values)
{
	struct error why = { 0 };
	cleanup_free char *text = NULL;

	if (json_is_string(at->v))
		text = xstrdup(json_string_value(at->v));
	else if (json_is_boolean(at->v))
		text = xstrdup(json_is_true(at->v) ? "true" : "false");
	else if (json_is_integer(at->v))
		text = xasprintf("%" PRIu64, json_get_count(at));
	else
		json_fail(
			at, -EBADMSG,
			"must be a text, a whole number, true or false, or an array of them");
	if (!failed(at) && sweep_add(values, text, &why) < 0)
		json_fail(at, -EBADMSG, "%s%s%s", why.text,
			  why.hint[0] ? ": " : "", why.hint);
}

static void read_values(const struct json_place *at, struct sweep *values)
{
	if (!json_is_array(at->v)) {
		read_value(at, values);
		return;
	}
	if (json_items(at) == 0)
		json_fail(at, -EBADMSG, "is empty");
	for (size_t i = 0, n = json_items(at); i < n && !failed(at); i++) {
		struct json_place item = json_item(at, i);

		read_value(&item, values);
	}
}

// The setting of that row, emptied if it was there: a run's own stands over
// the plan's, at the place where the run writes it.
static struct plan_setting *setting_for(struct plan_entry *e,
					const struct option_row *row)
{
	for (size_t i = 0; i < e->n; i++) {
		if (e->settings[i].row != row)
			continue;
		sweep_release(&e->settings[i].values);
		memmove(&e->settings[i], &e->settings[i + 1],
			(e->n - i - 1) * sizeof(*e->settings));
		e->n--;
		break;
	}
	e->settings =
		xreallocarray(e->settings, e->n + 1, sizeof(*e->settings));
	e->settings[e->n] = (struct plan_setting){ .row = row };
	return &e->settings[e->n++];
}

static void read_settings(const struct reader *r, const struct json_place *at,
			  struct plan_entry *e)
{
	const char *key, *near = NULL;
	json_t *value;

	if (at->v && !failed(at) && !json_is_object(at->v))
		json_fail(at, -EBADMSG, "must be an object");
	if (failed(at))
		return;
	json_object_foreach((json_t *)at->v, key, value)
	{
		struct json_place v = json_member(at, key);
		const struct option_row *row;

		if (strcmp(key, "comment") == 0) {
			(void)json_get_text(&v);
			continue;
		}
		row = options_find(r->sets, r->n_sets, key, &near);
		if (!row)
			unknown_key(&v, near);
		if (failed(at))
			return;
		read_values(&v, &setting_for(e, row)->values);
	}
}

static void count_runs(const struct json_place *at, struct plan_entry *e,
		       size_t *total)
{
	e->combinations = 1;
	for (size_t i = 0; i < e->n && !failed(at); i++) {
		e->combinations *= e->settings[i].values.n;
		if (e->combinations + *total > PLAN_RUNS_MAX)
			json_fail(at, -EFBIG, "more than %d runs",
				  PLAN_RUNS_MAX);
	}
	*total += e->combinations;
}

static bool names_workload(const struct plan_entry *e)
{
	for (size_t i = 0; i < e->n; i++)
		if (strcmp(e->settings[i].row->name, "workload") == 0)
			return true;
	return false;
}

static void read_runs(const struct reader *r, const struct json_place *top)
{
	struct json_place options = json_optional(top, "options");
	struct json_place runs = json_member(top, "runs");
	size_t n = json_items(&runs);

	if (!failed(top) && n == 0)
		json_fail(&runs, -EBADMSG, "is empty");
	r->plan->entries = xcalloc(n + 1, sizeof(*r->plan->entries));
	for (size_t i = 0; i < n && !failed(top); i++) {
		struct json_place at = json_item(&runs, i);
		struct plan_entry *e = &r->plan->entries[r->plan->n++];

		e->index = i;
		if (options.v)
			read_settings(r, &options, e);
		read_settings(r, &at, e);
		if (!failed(top) && !names_workload(e))
			json_fail(&at, -EBADMSG, "has no workload");
		count_runs(&at, e, &r->plan->runs);
	}
}

// Before anything else of the document is believed.
static void read_schema(const struct json_place *top)
{
	struct json_place at = { .reading = top->reading, .up = top };

	if (json_is_object(top->v))
		at = json_optional(top, "schema");
	const char *kind = json_string_value(json_object_get(at.v, "name"));

	if (!kind || strcmp(kind, PLAN_SCHEMA_NAME) != 0) {
		json_fail(top, -ENOMSG, "not a %s document", PLAN_SCHEMA_NAME);
		return;
	}
	struct json_place version = json_member(&at, "version");
	uint64_t number = json_get_count(&version);

	if (!failed(top) && number != PLAN_SCHEMA_VERSION)
		json_fail(top, -EPROTONOSUPPORT,
			  "version %" PRIu64
			  " of %s, but this daxbench reads version %d",
			  number, PLAN_SCHEMA_NAME, PLAN_SCHEMA_VERSION);
}

static void check_keys(const struct json_place *top)
{
	static const char *const known[] = { "schema",  "name",    "summary",
					     "comment", "options", "runs",
					     NULL };
	const char *key;
	json_t *value;

	if (failed(top))
		return;
	json_object_foreach((json_t *)top->v, key, value)
	{
		struct json_place at = json_member(top, key);
		size_t i = 0;

		while (known[i] && strcmp(known[i], key) != 0)
			i++;
		if (!known[i])
			unknown_key(&at, nearest_name(key, known));
	}
}

static char *text_of(const struct json_place *top, const char *key)
{
	struct json_place at = json_member(top, key);
	const char *text = json_get_text(&at);

	if (!failed(top) && !text[0])
		json_fail(&at, -EBADMSG, "is empty");
	if (strpbrk(text, "\n\r"))
		json_fail(&at, -EBADMSG, "must be one line");
	return xstrdup(text);
}

static int hash(const char *data, size_t len, void *state)
{
	uint64_t *h = state;

	*h = digest_add(*h, data, len);
	return 0;
}

static void digest(const json_t *doc, char ret[17])
{
	uint64_t h = DIGEST_START;

	if (json_dump_callback(doc, hash, &h, JSON_COMPACT) < 0)
		abort();
	(void)snprintf(ret, 17, "%016" PRIx64, h);
}

static void read_document(const struct reader *r, const struct json_place *top)
{
	read_schema(top);
	check_keys(top);
	if (failed(top))
		return;
	r->plan->name = text_of(top, "name");
	r->plan->summary = text_of(top, "summary");
	read_runs(r, top);
	digest(top->v, r->plan->digest);
}

static int read_from(struct json_source *from, const char *origin,
		     const struct option_set *sets, size_t n_sets,
		     struct plan_file *ret_plan, struct error *err)
{
	cleanup_plan_file struct plan_file plan = { .origin = xstrdup(origin) };
	struct reader r = { sets, n_sets, &plan };
	struct error why = { 0 };
	json_t *doc = json_parse(from, origin, &limits, &why);
	struct json_reading reading = { .origin = origin, .err = &why };
	struct json_place top = { .reading = &reading, .v = doc };

	if (doc)
		read_document(&r, &top);
	json_decref(doc);
	if (why.code) {
		// A plan is part of the request.
		why.kind = ERROR_USAGE;
		if (err)
			*err = why;
		return why.code;
	}
	*ret_plan = plan;
	plan = (struct plan_file){ 0 };
	return 0;
}

int plan_file_read_text(const char *text, size_t len, const char *origin,
			const struct option_set *sets, size_t n_sets,
			struct plan_file *ret_plan, struct error *err)
{
	struct json_text_source from;
	int rc = json_text_open(&from, text, len, origin, limits.bytes, err);

	return rc < 0 ? rc
		      : read_from(&from.source, origin, sets, n_sets, ret_plan,
				  err);
}

int plan_file_read(const char *path, const struct option_set *sets,
		   size_t n_sets, struct plan_file *ret_plan, struct error *err)
{
	cleanup_json_file struct json_file_source from;
	int rc = json_file_open(&from, path, limits.bytes, err);

	return rc < 0 ? rc
		      : read_from(&from.source, path, sets, n_sets, ret_plan,
				  err);
}

int plan_entry_apply(const struct plan_file *plan,
		     const struct plan_entry *entry, size_t combination,
		     void *params, struct error *err)
{
	for (size_t i = entry->n; i-- > 0;) {
		const struct plan_setting *s = &entry->settings[i];
		const char *text = s->values.v[combination % s->values.n];

		combination /= s->values.n;
		if (option_put(s->row, params, text, err) < 0)
			return error_wrap(err, "%s: runs[%zu]", plan->origin,
					  entry->index);
	}
	return 0;
}
