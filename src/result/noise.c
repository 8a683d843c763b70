// SPDX-License-Identifier: MIT
#include "result/noise.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "result/json-util.h"

void noise_release(struct noise *noise)
{
	for (size_t i = 0; i < noise->n_facts; i++) {
		free(noise->facts[i].name);
		free(noise->facts[i].key);
		free(noise->facts[i].value);
	}
	free(noise->facts);
	for (size_t i = 0; i < noise->n; i++) {
		free(noise->v[i].run);
		free(noise->v[i].metric);
		free(noise->v[i].unit);
	}
	free(noise->v);
	free(noise->path);
	*noise = (struct noise){ 0 };
}

void noise_add_fact(struct noise *noise, const char *name, const char *key,
		    const char *value)
{
	noise->facts = xreallocarray(noise->facts, noise->n_facts + 1,
				     sizeof(*noise->facts));
	noise->facts[noise->n_facts++] =
		(struct noise_fact){ xstrdup(name), xstrdup(key),
				     xstrdup(value) };
}

struct noise_floor *noise_add(struct noise *noise, const char *run,
			      const char *metric, const char *unit)
{
	noise->v = xreallocarray(noise->v, noise->n + 1, sizeof(*noise->v));
	noise->v[noise->n] = (struct noise_floor){
		.run = xstrdup(run),
		.metric = xstrdup(metric),
		.unit = xstrdup(unit),
		.half_width = NAN,
	};
	return &noise->v[noise->n++];
}

const struct noise_floor *noise_find(const struct noise *noise, const char *run,
				     const char *metric, const char *unit)
{
	for (size_t i = 0; i < noise->n; i++)
		if (strcmp(noise->v[i].run, run) == 0 &&
		    strcmp(noise->v[i].metric, metric) == 0 &&
		    strcmp(noise->v[i].unit, unit) == 0)
			return &noise->v[i];
	return NULL;
}

const char *noise_method_name(enum noise_method method)
{
	static const char *const names[] = {
		[NOISE_EXACT] = "exact",
		[NOISE_RANGE] = "range",
		[NOISE_PAIRS] = "pairs",
	};
	_Static_assert(ARRAY_SIZE(names) == NOISE_PAIRS + 1, "a name each");
	return names[method];
}

static json_t *of_fact(const struct noise_fact *fact)
{
	json_t *o = json_object();

	json_put(o, "name", json_text(fact->name));
	json_put(o, "key", json_text(fact->key));
	json_put(o, "value", json_text(fact->value));
	return o;
}

static json_t *of_floor(const struct noise_floor *f)
{
	bool exact = f->method == NOISE_EXACT;
	json_t *o = json_object();

	json_put(o, "run", json_text(f->run));
	json_put(o, "metric", json_text(f->metric));
	json_put(o, "unit", json_text(f->unit));
	json_put(o, "method", json_text(noise_method_name(f->method)));
	json_put(o, "n", json_count(f->n));
	json_put(o, "half_width",
		 exact ? json_null() : json_real(f->half_width));
	json_put(o, "equal", exact ? json_boolean(f->equal) : json_null());
	return o;
}

void noise_json(const struct noise *noise, struct strbuf *out)
{
	json_t *doc = json_object(), *facts = json_array();
	json_t *floors = json_array();

	for (size_t i = 0; i < noise->n_facts; i++)
		json_push(facts, of_fact(&noise->facts[i]));
	for (size_t i = 0; i < noise->n; i++)
		json_push(floors, of_floor(&noise->v[i]));
	json_put(doc, "schema",
		 json_schema(NOISE_SCHEMA_NAME, NOISE_SCHEMA_VERSION));
	json_put(doc, "tool", json_tool());
	json_put(doc, "files", json_count(noise->n_files));
	json_put(doc, "confidence", json_real(noise->confidence));
	json_put(doc, "fingerprint", facts);
	json_put(doc, "floors", floors);
	json_print(doc, out);
	json_decref(doc);
}
