// SPDX-License-Identifier: MIT
#include "result/comparison.h"

#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "result/json-util.h"

static void side_release(struct side *s)
{
	free(s->path);
	free(s->kernel);
	free(s->started);
}

void comparison_release(struct comparison *c)
{
	side_release(&c->base);
	side_release(&c->new);
	for (size_t i = 0; i < c->n_differences; i++) {
		free(c->differences[i].name);
		free(c->differences[i].key);
		free(c->differences[i].base);
		free(c->differences[i].new);
	}
	free(c->differences);
	for (size_t i = 0; i < c->n; i++) {
		free(c->v[i].run);
		free(c->v[i].workload);
		free(c->v[i].label);
		free(c->v[i].metric);
		free(c->v[i].unit);
		free(c->v[i].sentence);
	}
	free(c->v);
	for (size_t i = 0; i < c->n_notes; i++)
		free(c->notes[i]);
	free(c->notes);
	free(c->reason);
	free(c->noise);
	*c = (struct comparison){ 0 };
}

struct judgement *comparison_add(struct comparison *c)
{
	c->v = xreallocarray(c->v, c->n + 1, sizeof(*c->v));
	struct judgement *j = &c->v[c->n++];
	*j = (struct judgement){
		.base = NAN,
		.new = NAN,
		.effect = NAN,
		.low = NAN,
		.high = NAN,
		.confidence = NAN,
		.min_effect = NAN,
		.p = NAN,
		.method = "none",
	};
	return j;
}

void comparison_note(struct comparison *c, const char *fmt, ...)
{
	va_list ap;

	c->notes = xreallocarray(c->notes, c->n_notes + 1, sizeof(*c->notes));
	va_start(ap, fmt);
	c->notes[c->n_notes++] = xvasprintf(fmt, ap);
	va_end(ap);
}

size_t comparison_count(const struct comparison *c, enum outcome outcome,
			bool gate)
{
	size_t n = 0;

	for (size_t i = 0; i < c->n; i++)
		n += c->v[i].outcome == outcome && c->v[i].gate == gate;
	return n;
}

const char *outcome_name(enum outcome outcome)
{
	static const char *const names[] = {
		[OUTCOME_SAME] = "same",
		[OUTCOME_IMPROVED] = "improved",
		[OUTCOME_INCONCLUSIVE] = "inconclusive",
		[OUTCOME_INCOMPARABLE] = "incomparable",
		[OUTCOME_REGRESSED] = "regressed",
	};
	_Static_assert(ARRAY_SIZE(names) == OUTCOME_REGRESSED + 1,
		       "a name each");
	return names[outcome];
}

static json_t *number(double v)
{
	return isfinite(v) ? json_real(v) : json_null();
}

static json_t *of_side(const struct side *s)
{
	cleanup_free char *digest = xasprintf("%016" PRIx64, s->digest);
	json_t *o = json_object();

	json_put(o, "path", json_text(s->path));
	json_put(o, "files", json_count(s->n_files));
	json_put(o, "runs", json_count(s->n_runs));
	json_put(o, "kernel", json_text(s->kernel));
	json_put(o, "started", json_text(s->started));
	json_put(o, "digest", json_text(digest));
	return o;
}

static json_t *of_difference(const struct difference *d)
{
	json_t *o = json_object();

	json_put(o, "name", json_text(d->name));
	json_put(o, "key", json_text(d->key));
	json_put(o, "base", json_text(d->base));
	json_put(o, "new", json_text(d->new));
	json_put(o, "allowed", json_boolean(d->allowed));
	return o;
}

static json_t *of_judgement(const struct judgement *j)
{
	json_t *o = json_object();

	json_put(o, "run", json_text(j->run));
	json_put(o, "workload", json_text(j->workload));
	json_put(o, "label", json_text(j->label));
	json_put(o, "metric", json_text(j->metric));
	json_put(o, "unit", json_text(j->unit));
	json_put(o, "direction", json_text(direction_name(j->direction)));
	json_put(o, "exact", json_boolean(j->exact));
	json_put(o, "gate", json_boolean(j->gate));
	json_put(o, "outcome", json_text(outcome_name(j->outcome)));
	json_put(o, "base", number(j->base));
	json_put(o, "new", number(j->new));
	json_put(o, "effect", number(j->effect));
	json_put(o, "low", number(j->low));
	json_put(o, "high", number(j->high));
	json_put(o, "confidence", number(j->confidence));
	json_put(o, "min_effect", number(j->min_effect));
	json_put(o, "p", number(j->p));
	json_put(o, "n_base", json_count(j->n_base));
	json_put(o, "n_new", json_count(j->n_new));
	json_put(o, "method", json_text(j->method));
	json_put(o, "sentence", json_text(j->sentence));
	return o;
}

static json_t *of_comparison(const struct comparison *c)
{
	json_t *doc = json_object(), *differences = json_array();
	json_t *verdicts = json_array(), *notes = json_array();

	json_put(doc, "schema",
		 json_schema(VERDICT_SCHEMA_NAME, VERDICT_SCHEMA_VERSION));
	json_put(doc, "tool", json_tool());
	json_put(doc, "overall", json_text(outcome_name(c->overall)));
	json_put(doc, "reason", json_text(c->reason));
	json_put(doc, "base", of_side(&c->base));
	json_put(doc, "new", of_side(&c->new));
	json_put(doc, "clock",
		 json_text(c->timed ? clock_kind_name(c->clock) : NULL));
	json_put(doc, "paired", json_boolean(c->paired));
	json_put(doc, "noise", json_text(c->noise));
	for (size_t i = 0; i < c->n_differences; i++)
		json_push(differences, of_difference(&c->differences[i]));
	json_put(doc, "differences", differences);
	for (size_t i = 0; i < c->n; i++)
		json_push(verdicts, of_judgement(&c->v[i]));
	json_put(doc, "verdicts", verdicts);
	for (size_t i = 0; i < c->n_notes; i++)
		json_push(notes, json_text(c->notes[i]));
	json_put(doc, "notes", notes);
	return doc;
}

void comparison_json(const struct comparison *c, struct strbuf *out)
{
	json_t *doc = of_comparison(c);

	json_print(doc, out);
	json_decref(doc);
}

void comparisons_json(const struct comparison *v, char *const *titles, size_t n,
		      enum outcome overall, struct strbuf *out)
{
	json_t *doc = json_object(), *comparisons = json_array();

	json_put(doc, "schema",
		 json_schema(VERDICTS_SCHEMA_NAME, VERDICT_SCHEMA_VERSION));
	json_put(doc, "tool", json_tool());
	json_put(doc, "overall", json_text(outcome_name(overall)));
	for (size_t i = 0; i < n; i++) {
		json_t *one = json_object();

		json_put(one, "title", json_text(titles[i]));
		json_put(one, "verdict", of_comparison(&v[i]));
		json_push(comparisons, one);
	}
	json_put(doc, "comparisons", comparisons);
	json_print(doc, out);
	json_decref(doc);
}
