// SPDX-License-Identifier: MIT
#include "result/json-util.h"

#include <stdlib.h>
#include <string.h>

#include "base/build-id.h"
#include "base/escape.h"

json_t *json_text(const char *text)
{
	cleanup_strbuf struct strbuf clean = { 0 };

	if (!text)
		return json_null();
	json_t *v = json_string(text);
	if (v)
		return v;
	for (const unsigned char *s = (const unsigned char *)text; *s;) {
		size_t n = utf8_sequence(s);

		if (n)
			strbuf_add(&clean, s, n);
		else
			strbuf_puts(&clean, UTF8_REPLACEMENT);
		s += n ? n : 1;
	}
	return json_string(strbuf_str(&clean));
}

json_t *json_count(uint64_t value)
{
	return json_integer(value > INT64_MAX ? INT64_MAX : (json_int_t)value);
}

void json_put(json_t *object, const char *key, json_t *value)
{
	if (!value || json_object_set_new(object, key, value) < 0)
		abort();
}

void json_push(json_t *array, json_t *value)
{
	if (!value || json_array_append_new(array, value) < 0)
		abort();
}

json_t *json_schema(const char *name, int version)
{
	json_t *o = json_object();

	json_put(o, "name", json_text(name));
	json_put(o, "version", json_integer(version));
	return o;
}

json_t *json_tool(void)
{
	json_t *o = json_object();

	json_put(o, "name", json_text(PACKAGE_NAME));
	json_put(o, "version", json_text(PACKAGE_VERSION));
	json_put(o, "features", json_text(DAXBENCH_FEATURES));
	json_put(o, "compiler", json_text(DAXBENCH_COMPILER));
	json_put(o, "build_id", json_text(build_id()));
	return o;
}

static int append(const char *data, size_t len, void *out)
{
	strbuf_add(out, data, len);
	return 0;
}

// End of the array of plain numbers that starts at '[', or NULL if it holds
// anything else. A histogram bucket a number a line would make a document
// mostly white space.
static const char *flat_array_end(const char *open)
{
	const char *end = open + 1 + strcspn(open + 1, "[]{}\"tfn");

	return *end == ']' ? end : NULL;
}

static void put_flat(struct strbuf *out, const char *open, const char *end)
{
	for (const char *s = open; s <= end; s++) {
		if (*s == '\n' || *s == ' ')
			continue;
		strbuf_putc(out, *s);
		if (*s == ',')
			strbuf_putc(out, ' ');
	}
}

// End of the string that starts at the quote.
static const char *string_end(const char *quote)
{
	const char *s = quote + 1;

	while (*s && *s != '"')
		s += *s == '\\' && s[1] ? 2 : 1;
	return s;
}

void json_print(const json_t *doc, struct strbuf *out)
{
	cleanup_strbuf struct strbuf wide = { 0 };

	if (json_dump_callback(doc, append, &wide,
			       JSON_INDENT(1) | JSON_REAL_PRECISION(12)) < 0)
		abort();
	for (const char *s = strbuf_str(&wide); *s;) {
		const char *end = NULL;

		if (*s == '[' && (end = flat_array_end(s))) {
			put_flat(out, s, end);
		} else {
			end = *s == '"' ? string_end(s) : s;
			strbuf_add(out, s, (size_t)(end - s) + (*end != 0));
		}
		s = end + (*end != 0);
	}
	strbuf_putc(out, '\n');
}
