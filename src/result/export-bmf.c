// SPDX-License-Identifier: MIT
// Bencher Metric Format: benchmark, measure, value with its bounds, which are
// the smallest and the largest repetition, or of a verdict what the interval
// of the effect makes of the base.
#include <jansson.h>
#include <math.h>

#include "result/export.h"
#include "result/json-util.h"

static json_t *measure(const struct series *s)
{
	json_t *o = json_object();

	json_put(o, "value", json_real(s->median));
	json_put(o, "lower_value", json_real(s->min));
	json_put(o, "upper_value", json_real(s->max));
	return o;
}

static void put(json_t *doc, const char *name, const char *metric,
		json_t *measured)
{
	json_t *clean = json_text(name);
	json_t *benchmark = json_object_get(doc, json_string_value(clean));

	if (!benchmark) {
		benchmark = json_object();
		json_put(doc, json_string_value(clean), benchmark);
	}
	json_put(benchmark, metric, measured);
	json_decref(clean);
}

static size_t write_bmf(const struct export_input *in, struct strbuf *out)
{
	cleanup_series_list struct series_list list;
	json_t *doc = json_object();
	size_t n = 0;

	series_collect(&list, in->results, in->n, 0);
	for (size_t i = 0; i < list.n; i++) {
		if (!list.v[i].n)
			continue;
		cleanup_free char *name = series_run_name(&list.v[i]);

		put(doc, name, list.v[i].metric->name, measure(&list.v[i]));
		n++;
	}
	json_print(doc, out);
	json_decref(doc);
	return n;
}

static json_t *judged(const struct judgement *j)
{
	json_t *o = json_object();

	json_put(o, "value", json_real(j->new));
	if (isfinite(j->low) && isfinite(j->high) && isfinite(j->base)) {
		json_put(o, "lower_value",
			 json_real(fmin(j->new, j->base * (1 + j->low))));
		json_put(o, "upper_value",
			 json_real(fmax(j->new, j->base * (1 + j->high))));
	}
	return o;
}

static size_t write_verdict(const struct export_verdict *in, struct strbuf *out)
{
	const struct comparison *c = in->comparison;
	json_t *doc = json_object();
	size_t n = 0;

	for (size_t i = 0; i < c->n; i++) {
		const struct judgement *j = &c->v[i];

		if (!isfinite(j->new))
			continue;
		put(doc, j->label, j->metric, judged(j));
		n++;
	}
	json_print(doc, out);
	json_decref(doc);
	return n;
}

const struct export_format export_bmf = {
	.name = "bmf",
	.summary = "Bencher Metric Format",
	.write = write_bmf,
	.write_verdict = write_verdict,
};
