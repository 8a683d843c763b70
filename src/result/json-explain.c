// SPDX-License-Identifier: MIT
#include "result/json-explain.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "result/json-facts.h"
#include "result/json-util.h"

static json_t *of_target(const struct explain_doc *d)
{
	json_t *o = json_object();

	json_put(o, "path", json_text(d->path));
	json_put(o, "kind", json_text(d->kind));
	json_put(o, "size_bytes", json_count(d->size));
	json_put(o, "extents", json_count(d->extents));
	json_put(o, "extents_made", json_text(d->extents_made));
	json_put(o, "facts", json_of_facts(d->facts));
	return o;
}

static json_t *of_request(const struct explain_doc *d)
{
	json_t *o = json_object();

	json_put(o, "offset_bytes", json_count(d->map_start));
	json_put(o, "length_bytes", json_count(d->map_len));
	json_put(o, "access", json_text(d->access));
	json_put(o, "sharing", json_text(d->sharing));
	json_put(o, "address", json_text(d->address));
	json_put(o, "colour_bytes", json_count(d->colour));
	json_put(o, "advice", json_text(d->advice));
	json_put(o, "observed", json_boolean(!d->not_observed));
	json_put(o, "not_observed_because", json_text(d->not_observed));
	return o;
}

static json_t *of_base(const struct explain_doc *d)
{
	json_t *o = json_object();

	json_put(o, "offset_in_pmd_bytes",
		 d->base_known ? json_count(d->base_offset) : json_null());
	json_put(o, "how", json_text(d->base_how));
	return o;
}

static json_t *of_counts(const struct explain_row_count *v, size_t n)
{
	json_t *o = json_object();

	for (size_t i = 0; i < n; i++)
		json_put(o, v[i].name, json_count(v[i].chunks));
	return o;
}

static json_t *of_summary(const struct explain_doc *d)
{
	json_t *o = json_object();

	json_put(o, "predicted", of_counts(d->predicted, d->n_predicted));
	json_put(o, "observed",
		 d->not_observed ? json_null()
				 : of_counts(d->observed, d->n_observed));
	json_put(o, "looked_at", json_count(d->looked));
	json_put(o, "findings", of_counts(d->findings, d->n_findings));
	json_put(o, "required",
		 d->require_pmd ? json_text("pmd") : json_null());
	json_put(o, "requirement_met",
		 d->require_pmd ? json_boolean(d->requirement_met)
				: json_null());
	json_put(o, "first_blocker", json_text(d->first_blocker));
	return o;
}

static json_t *of_reason(const struct explain_row_reason *r)
{
	json_t *o = json_object();

	json_put(o, "rule", json_text(r->rule));
	json_put(o, "question", json_text(r->question));
	json_put(o, "predicted", json_text(r->predicted));
	json_put(o, "chunks", json_count(r->chunks));
	json_put(o, "first_chunk", json_count(r->first_chunk));
	json_put(o, "rests_on", json_text(r->rests_on));
	json_put(o, "consequence", json_text(r->consequence));
	json_put(o, "remedy", json_text(r->remedy));
	json_put(o, "reference", json_text(r->reference));
	return o;
}

static json_t *of_answers(const struct explain_row_answers *a)
{
	json_t *o = json_object();

	json_put(o, "rule", json_text(a->rule));
	json_put(o, "chunks", of_counts(a->counts, a->n));
	return o;
}

static json_t *of_segment(const struct explain_doc *d, size_t i)
{
	struct explain_row_segment s = { 0 };
	json_t *o = json_object();

	d->segment(d->context, i, &s);
	json_put(o, "first_chunk", json_count(s.first_chunk));
	json_put(o, "chunks", json_count(s.chunks));
	json_put(o, "predicted", json_text(s.predicted));
	json_put(o, "rule", json_text(s.rule));
	json_put(o, "zero_page", json_boolean(s.zero));
	json_put(o, "observed", json_text(s.observed));
	json_put(o, "looked_at", json_count(s.looked));
	json_put(o, "blocks_after_store", json_text(s.after));
	json_put(o, "finding", json_text(s.finding));
	return o;
}

static int append(const char *text, size_t len, void *out)
{
	strbuf_add(out, text, len);
	return 0;
}

// A file may have millions: each is made, printed as a line and dropped.
static void print_segments(const struct explain_doc *d, struct strbuf *out)
{
	strbuf_puts(out, ",\n \"segments\": [");
	for (size_t i = 0; i < d->n_segments; i++) {
		json_t *one = of_segment(d, i);

		strbuf_puts(out, i ? ",\n  " : "\n  ");
		if (json_dump_callback(one, append, out, 0) < 0)
			abort();
		json_decref(one);
	}
	strbuf_puts(out, "\n ]\n}\n");
}

void explain_json(const struct explain_doc *d, struct strbuf *out)
{
	json_t *doc = json_object(), *geo = json_object();
	json_t *reasons = json_array(), *answers = json_array();

	json_put(doc, "schema",
		 json_schema(EXPLAIN_SCHEMA_NAME, EXPLAIN_SCHEMA_VERSION));
	json_put(doc, "tool", json_tool());
	json_put(doc, "target", of_target(d));
	json_put(geo, "page_bytes", json_count(d->page_bytes));
	json_put(geo, "pmd_bytes", json_count(d->pmd_bytes));
	json_put(geo, "chunk_bytes", json_count(d->chunk_bytes));
	json_put(doc, "geometry", geo);
	json_put(doc, "mapping", of_request(d));
	json_put(doc, "device_base", of_base(d));
	json_put(doc, "summary", of_summary(d));
	for (size_t i = 0; i < d->n_reasons; i++)
		json_push(reasons, of_reason(&d->reasons[i]));
	json_put(doc, "reasons", reasons);
	for (size_t i = 0; i < d->n_answers; i++)
		json_push(answers, of_answers(&d->answers[i]));
	json_put(doc, "answers", answers);
	json_print(doc, out);
	json_decref(doc);
	// Its last member goes where the closing brace stood.
	out->len -= strlen("\n}\n");
	print_segments(d, out);
}
