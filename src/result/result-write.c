// SPDX-License-Identifier: MIT
#include "result/result-write.h"

#include <jansson.h>
#include <math.h>

#include "result/json-facts.h"
#include "result/json-util.h"
#include "result/schema.h"

// A histogram bucket a line would make the file mostly white space; jansson
// has no per-array style, so buckets stay [low, high, count] in short lines.
static json_t *of_hist(const struct hist *h, const char *unit)
{
	static const char *const keys[HIST_REPORTED] = {
		"p50", "p90", "p99", "p99_9", "p99_99",
	};
	cleanup_free struct hist_bucket *buckets = NULL;
	size_t n = hist_export(h, &buckets);
	json_t *o = json_object(), *list = json_array();

	json_put(o, "unit", json_text(unit));
	json_put(o, "count", json_count(h->count));
	json_put(o, "min", h->count ? json_count(h->min) : json_null());
	json_put(o, "mean", h->count ? json_real(h->mean) : json_null());
	json_put(o, "stddev",
		 h->count > 1 ? json_real(hist_stddev(h)) : json_null());
	for (size_t i = 0; i < HIST_REPORTED; i++)
		json_put(o, keys[i],
			 h->count ? json_count(
					    hist_quantile(h, hist_reported[i]))
				  : json_null());
	json_put(o, "max", h->count ? json_count(h->max) : json_null());
	for (size_t i = 0; i < n; i++)
		json_push(list, json_pack("[o,o,o]", json_count(buckets[i].low),
					  json_count(buckets[i].high),
					  json_count(buckets[i].count)));
	json_put(o, "histogram", list);
	return o;
}

static json_t *of_faults(uint64_t minor, uint64_t major)
{
	json_t *o = json_object();

	json_put(o, "minor", json_count(minor));
	json_put(o, "major", json_count(major));
	return o;
}

static json_t *count_or_null(bool known, uint64_t value)
{
	return known ? json_count(value) : json_null();
}

static json_t *of_page_bytes(bool known, const struct page_bytes *b)
{
	json_t *o = json_object();

	json_put(o, "pud_bytes", count_or_null(known, b->pud));
	json_put(o, "pmd_bytes", count_or_null(known, b->pmd));
	json_put(o, "pte_bytes", count_or_null(known, b->pte));
	json_put(o, "zero_bytes",
		 count_or_null(known && b->zero_known, b->zero));
	json_put(o, "absent_bytes", count_or_null(known, b->absent));
	return o;
}

static json_t *of_threads(const struct repetition *rep)
{
	json_t *list = json_array();

	for (unsigned i = 0; i < rep->n_threads; i++) {
		const struct thread_split *t = &rep->threads[i];
		json_t *o = json_object();

		json_put(o, "operations", json_count(t->operations));
		json_put(o, "duration_ns", json_count(t->duration));
		json_put(o, "faults", of_faults(t->minor, t->major));
		json_push(list, o);
	}
	return list;
}

static json_t *real_or_null(bool known, double value)
{
	return known ? json_real(value) : json_null();
}

static json_t *of_steadiness(const struct repetition *rep, const char *unit)
{
	const struct steadiness *s = &rep->steadiness;
	json_t *o = json_object();

	json_put(o, "state",
		 json_text(!s->known   ? "unknown"
			   : s->steady ? "steady"
				       : "unsteady"));
	json_put(o, "within_percent", json_count(rep->steady_within));
	json_put(o, "windows", count_or_null(s->known, s->windows));
	json_put(o, "window_ns", count_or_null(s->known, s->window));
	json_put(o, "window_unit", json_text(unit));
	json_put(o, "operations", real_or_null(s->known, s->each));
	json_put(o, "deviation_percent",
		 real_or_null(s->known, s->deviation * 100));
	json_put(o, "slope_percent", real_or_null(s->known, s->slope * 100));
	return o;
}

static json_t *of_repetition(const struct repetition *rep, const char *unit)
{
	json_t *o = json_object();

	json_put(o, "index", json_count(rep->index));
	json_put(o, "seed", json_count(rep->seed));
	json_put(o, "state", json_text(rep->state));
	json_put(o, "duration_ns", json_count(rep->duration));
	json_put(o, "duration_unit", json_text(unit));
	if (rep->ending != ENDING_UNKNOWN)
		json_put(o, "ended", json_text(ending_name(rep->ending)));
	if (rep->steady_within)
		json_put(o, "steady", of_steadiness(rep, unit));
	json_put(o, "operations", json_count(rep->operations));
	json_put(o, "bytes", json_count(rep->bytes));
	json_put(o, "latency_ns", of_hist(&rep->latency, unit));
	json_put(o, "faults", of_faults(rep->minor, rep->major));
	json_put(o, "mapped", of_page_bytes(rep->mapped_known, &rep->mapped));
	json_put(o, "threads", of_threads(rep));
	if (rep->finding)
		json_put(o, "finding", json_text(rep->finding));
	return o;
}

static json_t *of_metric(const struct metric *m)
{
	json_t *o = json_object(), *values = json_array();

	json_put(o, "name", json_text(m->name));
	json_put(o, "unit", json_text(m->unit));
	json_put(o, "direction", json_text(direction_name(m->direction)));
	json_put(o, "exact", json_boolean(m->exact));
	json_put(o, "gate", json_boolean(m->gate));
	for (size_t i = 0; i < m->n; i++)
		json_push(values, isfinite(m->values[i])
					  ? json_real(m->values[i])
					  : json_null());
	json_put(o, "values", values);
	return o;
}

static json_t *of_evidence(const struct evidence *ev)
{
	json_t *o = json_object();

	json_put(o, "name", json_text(ev->witness));
	json_put(o, "verdict", json_text(verdict_name(ev->verdict)));
	json_put(o, "strength",
		 json_text(ev->strength == EVIDENCE_DECIDES ? "decides"
							    : "corroborates"));
	json_put(o, "reason", json_text(ev->reason));
	json_put(o, "seen", of_page_bytes(ev->counted, &ev->seen));
	json_put(o, "facts", json_of_facts(&ev->facts));
	return o;
}

static json_t *of_mapping(const struct mapping_report *m)
{
	json_t *o = json_object(), *list = json_array();

	json_put(o, "asked", json_text(page_size_name(m->asked)));
	json_put(o, "obtained", of_page_bytes(m->obtained_known, &m->obtained));
	json_put(o, "page_size",
		 m->obtained_known ? json_text(page_size_name(m->page_size))
				   : json_null());
	json_put(o, "agreement", json_text(m->agreement));
	for (size_t i = 0; i < m->n_witnesses; i++)
		json_push(list, of_evidence(&m->witnesses[i]));
	json_put(o, "witnesses", list);
	return o;
}

static json_t *of_expectation(const struct run_record *run)
{
	json_t *o = json_object();

	json_put(o, "page_size", json_text(page_size_name(run->expected)));
	if (run->expected_by) {
		json_put(o, "by", json_text(run->expected_by));
		json_put(o, "reason", json_text(run->expected_reason));
	}
	json_put(o, "met",
		 run->judged ? json_boolean(run->expectation_met)
			     : json_null());
	return o;
}

static json_t *of_validity(const struct run_record *run)
{
	json_t *o = json_object(), *list = json_array();

	json_put(o, "state", json_text(validity_name(run->validity)));
	for (size_t i = 0; i < run->n_reasons; i++)
		json_push(list, json_text(run->reasons[i]));
	json_put(o, "reasons", list);
	return o;
}

static json_t *of_run(const struct run_record *run, const char *unit)
{
	json_t *o = json_object();
	json_t *reps = json_array(), *metrics = json_array();

	json_put(o, "workload", json_text(run->workload));
	json_put(o, "engine", json_text(run->engine));
	json_put(o, "parameters", json_of_facts(&run->parameters));
	for (size_t i = 0; i < run->n_repetitions; i++)
		json_push(reps, of_repetition(&run->repetitions[i], unit));
	json_put(o, "repetitions", reps);
	for (size_t i = 0; i < run->n_metrics; i++)
		json_push(metrics, of_metric(&run->metrics[i]));
	json_put(o, "metrics", metrics);
	json_put(o, "mapping", of_mapping(&run->mapping));
	json_put(o, "expectation", of_expectation(run));
	if (run->skipped)
		json_put(o, "skipped", json_text(run->skipped));
	json_put(o, "validity", of_validity(run));
	return o;
}

static json_t *of_platform(const struct result *r)
{
	json_t *o = json_object(), *kernel = json_object();

	json_put(o, "clock", json_text(clock_kind_name(r->clock)));
	json_put(kernel, "release", json_text(r->kernel_release));
	json_put(kernel, "dax_path", json_text(r->dax_path));
	json_put(kernel, "dax_path_evidence", json_text(r->dax_path_reason));
	json_put(o, "kernel", kernel);
	json_put(o, "facts", json_of_facts(&r->platform));
	return o;
}

static json_t *of_target(const struct result *r)
{
	json_t *o = json_object();

	json_put(o, "class", json_text(r->target_class));
	json_put(o, "path", json_text(r->target_path));
	json_put(o, "found", json_boolean(r->target_found));
	json_put(o, "facts", json_of_facts(&r->target));
	return o;
}

// Setting a key that is there keeps its place.
static json_t *of_tool(const struct tool_id *tool)
{
	json_t *o = json_tool();

	if (tool->version)
		json_put(o, "version", json_text(tool->version));
	if (tool->features)
		json_put(o, "features", json_text(tool->features));
	if (tool->compiler)
		json_put(o, "compiler", json_text(tool->compiler));
	if (tool->version)
		json_put(o, "build_id", json_text(tool->build_id));
	return o;
}

static json_t *of_plan(const struct plan_id *plan)
{
	json_t *o = json_object();

	json_put(o, "name", json_text(plan->name));
	json_put(o, "digest", json_text(plan->digest));
	json_put(o, "runs", json_count(plan->runs));
	return o;
}

void result_write(const struct result *r, struct strbuf *out)
{
	json_t *doc = json_object();
	json_t *command = json_array(), *runs = json_array();

	json_put(doc, "schema",
		 json_schema(RESULT_SCHEMA_NAME, RESULT_SCHEMA_VERSION));
	json_put(doc, "tool", of_tool(&r->tool));
	for (char **p = r->command; p && *p; p++)
		json_push(command, json_text(*p));
	json_put(doc, "command", command);
	if (r->plan.name)
		json_put(doc, "plan", of_plan(&r->plan));
	json_put(doc, "started", json_text(r->started));
	json_put(doc, "status", json_text(result_status_name(r->status)));
	json_put(doc, "error", json_text(r->error));
	json_put(doc, "platform", of_platform(r));
	json_put(doc, "target", of_target(r));
	for (size_t i = 0; i < r->n_runs; i++)
		json_push(runs, of_run(&r->runs[i], clock_unit(r->clock)));
	json_put(doc, "runs", runs);
	json_print(doc, out);
	json_decref(doc);
}
