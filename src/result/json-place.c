// SPDX-License-Identifier: MIT
#include "result/json-place.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

// What jansson allocates on 64 bits, rounded up: the value, its place in an
// array (which doubles when full) or its pair in an object, and the copy that
// the reader makes of a string.
enum {
	BYTES_OF_OBJECT = 256,
	BYTES_OF_ARRAY = 144,
	BYTES_OF_ITEM = 64,
	BYTES_OF_PAIR = 64,
	BYTES_OF_STRING = 40,
};

static size_t bytes_of(char c)
{
	switch (c) {
	case '{':
		return BYTES_OF_OBJECT;
	case '[':
		return BYTES_OF_ARRAY;
	case ',':
		return BYTES_OF_ITEM;
	case ':':
		return BYTES_OF_PAIR;
	case '"':
		return BYTES_OF_STRING;
	default:
		return 0;
	}
}

static bool ends_token(char c)
{
	return bytes_of(c) || c == ']' || c == '}' || c == ' ' || c == '\n' ||
	       c == '\t' || c == '\r';
}

static void scan_string(struct json_scan *scan, char c)
{
	scan->quoted = c != '"' || scan->escaped;
	scan->escaped = c == '\\' && !scan->escaped;
	scan->token++;
	scan->memory += 2;
}

int json_scan(struct json_scan *scan, const char *text, size_t len,
	      const char *origin, const struct json_limits *limits,
	      struct error *err)
{
	for (size_t i = 0; i < len; i++) {
		char c = text[i];

		if (scan->quoted) {
			scan_string(scan, c);
		} else {
			scan->quoted = c == '"';
			scan->token = ends_token(c) ? 0 : scan->token + 1;
			scan->depth += c == '[' || c == '{';
			scan->depth -=
				scan->depth > 0 && (c == ']' || c == '}');
			scan->memory += bytes_of(c);
		}
		if (scan->depth > limits->depth)
			return error_set(err, -EBADMSG,
					 "%s: nested deeper than %zu", origin,
					 limits->depth);
		if (scan->token > limits->token)
			return error_set(err, -EFBIG,
					 "%s: a word of more than %zu bytes",
					 origin, limits->token);
		if (scan->memory > limits->memory)
			return error_set(
				err, -EFBIG,
				"%s: more values than fit into %zu bytes",
				origin, limits->memory);
	}
	return 0;
}

struct parsing {
	struct json_source *from;
	struct json_scan scan;
	const char *origin;
	const struct json_limits *limits;
	struct error *err;
	bool failed; // and err is set
};

// For json_load_callback().
static size_t feed(void *buffer, size_t size, void *data)
{
	struct parsing *p = data;
	ssize_t got = p->from->read(p->from, buffer, size, p->err);

	p->failed = got < 0 || json_scan(&p->scan, buffer, (size_t)got,
					 p->origin, p->limits, p->err) < 0;
	return p->failed ? (size_t)-1 : (size_t)got;
}

json_t *json_parse(struct json_source *from, const char *origin,
		   const struct json_limits *limits, struct error *err)
{
	struct parsing p = {
		.from = from, .origin = origin, .limits = limits, .err = err
	};
	json_error_t why;
	json_t *doc =
		json_load_callback(feed, &p, JSON_REJECT_DUPLICATES, &why);

	if (p.failed) {
		json_decref(doc);
		return NULL;
	}
	if (!doc)
		error_set(err, -EBADMSG, "%s: line %d: not JSON: %s", origin,
			  why.line, why.text);
	return doc;
}

static void put_path(const struct json_place *at, struct strbuf *out)
{
	if (!at->up)
		return;
	put_path(at->up, out);
	if (at->key)
		strbuf_printf(out, "%s%s", out->len ? "." : "", at->key);
	else
		strbuf_printf(out, "[%zu]", at->index);
}

int json_fail(const struct json_place *at, int code, const char *fmt, ...)
{
	cleanup_strbuf struct strbuf path = { 0 };
	struct json_reading *r = at->reading;
	char what[256];
	va_list ap;

	if (r->code)
		return r->code;
	va_start(ap, fmt);
	(void)vsnprintf(what, sizeof(what), fmt, ap);
	va_end(ap);
	put_path(at, &path);
	r->code = code;
	return error_set(r->err, code, "%s: %s%s%s", r->origin,
			 strbuf_str(&path), path.len ? ": " : "", what);
}

static struct json_place member(const struct json_place *at, const char *key,
				bool needed)
{
	struct json_place to = { .reading = at->reading, .up = at, .key = key };

	if (!at->v || at->reading->code)
		return to;
	if (!json_is_object(at->v)) {
		json_fail(at, -EBADMSG, "must be an object");
		return to;
	}
	to.v = json_object_get(at->v, key);
	if (!to.v && needed)
		json_fail(&to, -EBADMSG, "is missing");
	return to;
}

struct json_place json_member(const struct json_place *at, const char *key)
{
	return member(at, key, true);
}

struct json_place json_optional(const struct json_place *at, const char *key)
{
	return member(at, key, false);
}

size_t json_items(const struct json_place *at)
{
	if (!at->v || at->reading->code)
		return 0;
	if (!json_is_array(at->v))
		json_fail(at, -EBADMSG, "must be an array");
	return json_array_size(at->v);
}

struct json_place json_item(const struct json_place *at, size_t index)
{
	return (struct json_place){
		.reading = at->reading,
		.up = at,
		.index = index,
		.v = at->reading->code ? NULL : json_array_get(at->v, index),
	};
}

bool json_is_unknown(const struct json_place *at)
{
	return json_is_null(at->v);
}

uint64_t json_get_count(const struct json_place *at)
{
	if (!at->v || at->reading->code)
		return 0;
	if (!json_is_integer(at->v)) {
		json_fail(at, -EBADMSG, "must be a whole number");
		return 0;
	}
	if (json_integer_value(at->v) < 0) {
		json_fail(at, -EBADMSG, "must not be negative");
		return 0;
	}
	return (uint64_t)json_integer_value(at->v);
}

double json_get_real(const struct json_place *at)
{
	if (!at->v || at->reading->code)
		return 0;
	if (!json_is_number(at->v) || !isfinite(json_number_value(at->v))) {
		json_fail(at, -EBADMSG, "must be a number");
		return 0;
	}
	return json_number_value(at->v);
}

bool json_get_bool(const struct json_place *at)
{
	if (at->v && !at->reading->code && !json_is_boolean(at->v))
		json_fail(at, -EBADMSG, "must be true or false");
	return json_is_true(at->v);
}

const char *json_get_text(const struct json_place *at)
{
	if (!at->v || at->reading->code)
		return "";
	if (!json_is_string(at->v)) {
		json_fail(at, -EBADMSG, "must be a string");
		return "";
	}
	return json_string_value(at->v);
}

const char *json_get_text_or_null(const struct json_place *at)
{
	return json_is_null(at->v) ? NULL : json_get_text(at);
}

int json_get_name(const struct json_place *at, unsigned n,
		  const char *(*name_of)(int index))
{
	const char *text = json_get_text(at);

	for (unsigned i = 0; i < n; i++)
		if (strcmp(text, name_of((int)i)) == 0)
			return (int)i;
	json_fail(at, -EBADMSG, "'%.40s' is not known here", text);
	return 0;
}

void json_expect_schema(const struct json_place *top, const char *name,
			int version)
{
	struct json_place at = { .reading = top->reading, .up = top };

	if (json_is_object(top->v))
		at = json_optional(top, "schema");
	const char *kind = json_string_value(json_object_get(at.v, "name"));

	if (!kind || strcmp(kind, name) != 0) {
		json_fail(top, -ENOMSG, "not a %s document", name);
		return;
	}
	struct json_place version_at = json_member(&at, "version");
	uint64_t number = json_get_count(&version_at);

	if (!top->reading->code && number != (uint64_t)version)
		json_fail(top, -EPROTONOSUPPORT,
			  "version %" PRIu64
			  " of %s, but this daxbench reads version %d",
			  number, name, version);
}
