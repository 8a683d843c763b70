// SPDX-License-Identifier: MIT
// github-action-benchmark: customSmallerIsBetter and customBiggerIsBetter are
// two files, and so two calls.
#include <jansson.h>
#include <math.h>

#include "result/export.h"
#include "base/plural.h"
#include "result/json-util.h"

static bool wanted(enum direction of, enum direction direction)
{
	return (of == DIRECTION_MORE) == (direction == DIRECTION_MORE);
}

static json_t *record(const struct series *s)
{
	cleanup_free char *name = series_name(s);
	cleanup_strbuf struct strbuf range = { 0 }, extra = { 0 };
	json_t *o = json_object();

	strbuf_printf(&range, "%.12g to %.12g", s->min, s->max);
	strbuf_printf(&extra, "median of %zu value%s%s", s->n, plural(s->n),
		      s->metric->direction == DIRECTION_EQUAL
			      ? "; any change is one"
			      : "");
	json_put(o, "name", json_text(name));
	json_put(o, "unit", json_text(s->metric->unit));
	json_put(o, "value", json_real(s->median));
	json_put(o, "range", json_text(strbuf_str(&range)));
	json_put(o, "extra", json_text(strbuf_str(&extra)));
	return o;
}

static size_t write_github(const struct export_input *in, struct strbuf *out)
{
	cleanup_series_list struct series_list list;
	json_t *doc = json_array();

	series_collect(&list, in->results, in->n, 0);
	for (size_t i = 0; i < list.n; i++)
		if (list.v[i].n &&
		    wanted(list.v[i].metric->direction, in->direction))
			json_push(doc, record(&list.v[i]));
	size_t n = json_array_size(doc);
	json_print(doc, out);
	json_decref(doc);
	return n;
}

static json_t *judged(const struct judgement *j)
{
	cleanup_strbuf struct strbuf name = { 0 }, range = { 0 }, extra = { 0 };
	json_t *o = json_object();

	strbuf_printf(&name, "%s/%s", j->label, j->metric);
	if (isfinite(j->low) && isfinite(j->high))
		strbuf_printf(&range, "%+.2f to %+.2f %%", 100 * j->low,
			      100 * j->high);
	strbuf_printf(&extra, "%s%s: %s", outcome_name(j->outcome),
		      j->gate ? "" : " (informs)", j->sentence);
	json_put(o, "name", json_text(name.s));
	json_put(o, "unit", json_text(j->unit));
	json_put(o, "value", json_real(j->new));
	if (range.len)
		json_put(o, "range", json_text(range.s));
	json_put(o, "extra", json_text(extra.s));
	return o;
}

static size_t write_verdict(const struct export_verdict *in, struct strbuf *out)
{
	const struct comparison *c = in->comparison;
	json_t *doc = json_array();

	for (size_t i = 0; i < c->n; i++)
		if (isfinite(c->v[i].new) &&
		    wanted(c->v[i].direction, in->direction))
			json_push(doc, judged(&c->v[i]));
	size_t n = json_array_size(doc);
	json_print(doc, out);
	json_decref(doc);
	return n;
}

const struct export_format export_github = {
	.name = "github",
	.summary = "github-action-benchmark",
	.directed = true,
	.write = write_github,
	.write_verdict = write_verdict,
};
