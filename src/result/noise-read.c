// SPDX-License-Identifier: MIT
// A noise document as the record, version 1; see noise.h.
#include <errno.h>
#include <math.h>

#include "base/alloc.h"
#include "result/json-place.h"
#include "result/noise.h"

// Looked up one by one for every metric that is judged.
#define FLOORS_MAX 20000

static const struct json_limits limits = {
	.bytes = (size_t)16 << 20,
	.depth = 8,
	.token = (size_t)1 << 16,
	.memory = (size_t)24 << 20,
};

static const char *method_of(int i)
{
	return noise_method_name((enum noise_method)i);
}

static const char *text_of(const struct json_place *at, const char *key)
{
	struct json_place v = json_member(at, key);

	return json_get_text(&v);
}

static void read_fact(const struct json_place *at, struct noise *noise)
{
	struct json_place value = json_member(at, "value");
	const char *name = text_of(at, "name"), *key = text_of(at, "key");

	noise_add_fact(noise, name, key, json_get_text_or_null(&value));
}

static double half_width(const struct json_place *up, bool exact)
{
	struct json_place at = json_member(up, "half_width");

	if (exact && at.v && !json_is_unknown(&at))
		json_fail(&at, -EBADMSG, "must be null of what is exact");
	if (exact)
		return NAN;
	double v = json_get_real(&at);
	// Beyond a factor of 10 it is no floor, and its exponential overflows.
	if (v < 0 || v > 2.4)
		json_fail(&at, -EBADMSG, "must be between 0 and 2.4");
	return v;
}

static void read_floor(const struct json_place *at, struct noise *noise)
{
	struct json_place method = json_member(at, "method");
	struct json_place n = json_member(at, "n");
	struct json_place equal = json_member(at, "equal");
	const char *run = text_of(at, "run"), *metric = text_of(at, "metric");
	struct noise_floor *f =
		noise_add(noise, run, metric, text_of(at, "unit"));

	f->method = (enum noise_method)json_get_name(&method, NOISE_PAIRS + 1,
						     method_of);
	f->n = json_get_count(&n);
	f->half_width = half_width(at, f->method == NOISE_EXACT);
	if (f->method == NOISE_EXACT)
		f->equal = json_get_bool(&equal);
	else if (equal.v && !json_is_unknown(&equal))
		json_fail(&equal, -EBADMSG,
			  "must be null of what is not exact");
}

static void read_document(struct noise *noise, const struct json_place *top)
{
	json_expect_schema(top, NOISE_SCHEMA_NAME, NOISE_SCHEMA_VERSION);
	if (top->reading->code)
		return;
	struct json_place files = json_member(top, "files");
	struct json_place confidence = json_member(top, "confidence");
	struct json_place facts = json_member(top, "fingerprint");
	struct json_place floors = json_member(top, "floors");

	noise->n_files = json_get_count(&files);
	noise->confidence = json_get_real(&confidence);
	if (!(noise->confidence > 0 && noise->confidence < 1))
		json_fail(&confidence, -EBADMSG, "must be between 0 and 1");
	for (size_t i = 0, n = json_items(&facts); i < n; i++) {
		struct json_place at = json_item(&facts, i);

		if (top->reading->code)
			return;
		read_fact(&at, noise);
	}
	if (json_items(&floors) > FLOORS_MAX)
		json_fail(&floors, -EFBIG, "more than %d floors", FLOORS_MAX);
	for (size_t i = 0, n = json_items(&floors); i < n; i++) {
		struct json_place at = json_item(&floors, i);

		if (top->reading->code)
			return;
		read_floor(&at, noise);
	}
}

static int read_from(struct json_source *from, const char *origin,
		     struct noise *ret_noise, struct error *err)
{
	cleanup_noise struct noise noise = { .path = xstrdup(origin) };
	struct error why = { 0 };
	json_t *doc = json_parse(from, origin, &limits, &why);
	struct json_reading reading = { .origin = origin, .err = &why };
	struct json_place top = { .reading = &reading, .v = doc };

	if (doc)
		read_document(&noise, &top);
	json_decref(doc);
	if (why.code) {
		if (err)
			*err = why;
		return why.code;
	}
	*ret_noise = noise;
	noise = (struct noise){ 0 };
	return 0;
}

int noise_read(const char *path, struct noise *ret_noise, struct error *err)
{
	cleanup_json_file struct json_file_source from;
	int ret = json_file_open(&from, path, limits.bytes, err);

	return ret < 0 ? ret : read_from(&from.source, path, ret_noise, err);
}

int noise_read_text(const char *text, size_t len, const char *origin,
		    struct noise *ret_noise, struct error *err)
{
	struct json_text_source from;
	int ret = json_text_open(&from, text, len, origin, limits.bytes, err);

	return ret < 0 ? ret : read_from(&from.source, origin, ret_noise, err);
}
