// SPDX-License-Identifier: MIT
#include "result/result-read.h"

#include <errno.h>
#include <jansson.h>
#include <limits.h>
#include <math.h>
#include <string.h>

#include "base/alloc.h"
#include "result/json-place.h"
#include "result/lift-hist.h"
#include "result/read-facts.h"
#include "result/read-hist.h"
#include "result/schema.h"

// What is looked up pair by pair later stays small enough for that.
#define METRICS_MAX 1000
#define RUNS_MAX 10000

static const struct json_limits limits = {
	.bytes = RESULT_READ_BYTES_MAX,
	.depth = RESULT_READ_DEPTH_MAX,
	.token = RESULT_READ_TOKEN_MAX,
	.memory = RESULT_READ_MEMORY_MAX,
};

// Names of the enums, for json_get_name().
static const char *status_of(int i)
{
	return result_status_name((enum result_status)i);
}

static const char *clock_of(int i)
{
	return clock_kind_name((enum clock_kind)i);
}

static const char *direction_of(int i)
{
	return direction_name((enum direction)i);
}

static const char *ending_of(int i)
{
	return ending_name((enum ending)i);
}

static const char *steady_of(int i)
{
	static const char *const names[] = { "unknown", "unsteady", "steady" };

	return names[i];
}

static const char *validity_of(int i)
{
	return validity_name((enum validity)i);
}

static const char *page_size_of(int i)
{
	return page_size_name((enum page_size)i);
}

static const char *verdict_of(int i)
{
	return verdict_name((enum verdict)i);
}

static const char *strength_of(int i)
{
	return i == EVIDENCE_DECIDES ? "decides" : "corroborates";
}

// One of an object's members, in one call.
static uint64_t count(const struct json_place *at, const char *key)
{
	struct json_place v = json_member(at, key);

	return json_get_count(&v);
}

static bool boolean(const struct json_place *at, const char *key)
{
	struct json_place v = json_member(at, key);

	return json_get_bool(&v);
}

static char *text_or_null(const struct json_place *at, const char *key)
{
	struct json_place v = json_member(at, key);

	return xstrdup(json_get_text_or_null(&v));
}

static const char *word(struct result *r, const struct json_place *at,
			const char *key)
{
	struct json_place v = json_member(at, key);

	return result_intern(r, json_get_text(&v));
}

static int name(const struct json_place *at, const char *key, unsigned n,
		const char *(*name_of)(int index))
{
	struct json_place v = json_member(at, key);

	return json_get_name(&v, n, name_of);
}

static bool failed(const struct json_place *at)
{
	return at->reading->code != 0;
}

static void read_faults(const struct json_place *up, uint64_t *ret_minor,
			uint64_t *ret_major)
{
	struct json_place at = json_member(up, "faults");

	*ret_minor = count(&at, "minor");
	*ret_major = count(&at, "major");
}

// All numbers or all null; zero_bytes may be null alone.
static bool read_page_bytes(const struct json_place *up, const char *key,
			    struct page_bytes *ret)
{
	struct json_place at = json_member(up, key);
	struct json_place zero = json_member(&at, "zero_bytes");
	const struct {
		const char *key;
		uint64_t *to;
	} rows[] = {
		{ "pud_bytes", &ret->pud },
		{ "pmd_bytes", &ret->pmd },
		{ "pte_bytes", &ret->pte },
		{ "absent_bytes", &ret->absent },
	};
	struct json_place first = json_member(&at, rows[0].key);
	bool known = !json_is_unknown(&first);

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct json_place v = json_member(&at, rows[i].key);

		if (json_is_unknown(&v) != !known)
			json_fail(&v, -EBADMSG,
				  "known and unknown bytes are mixed");
		if (known)
			*rows[i].to = json_get_count(&v);
	}
	ret->zero_known = known && !json_is_unknown(&zero);
	if (!json_is_unknown(&zero)) {
		ret->zero = json_get_count(&zero);
		if (!known)
			json_fail(&zero, -EBADMSG,
				  "known and unknown bytes are mixed");
	}
	return known;
}

static void read_threads(const struct json_place *up, struct repetition *rep)
{
	struct json_place list = json_member(up, "threads");
	size_t n = json_items(&list);

	rep->threads = xcalloc(n + 1, sizeof(*rep->threads));
	rep->n_threads = (unsigned)n;
	for (size_t i = 0; i < n && !failed(&list); i++) {
		struct json_place at = json_item(&list, i);
		struct thread_split *t = &rep->threads[i];

		t->operations = count(&at, "operations");
		t->duration = count(&at, "duration_ns");
		read_faults(&at, &t->minor, &t->major);
	}
}

static void same_unit(const struct result *r, const struct json_place *up,
		      const char *key)
{
	struct json_place at = json_member(up, key);
	const char *unit = json_get_text(&at);

	if (!failed(&at) && strcmp(unit, clock_unit(r->clock)) != 0)
		json_fail(&at, -EBADMSG,
			  "'%.40s' is not the unit of clock '%s'", unit,
			  clock_kind_name(r->clock));
}

static double real(const struct json_place *at, const char *key)
{
	struct json_place v = json_member(at, key);

	return json_get_real(&v);
}

// Neither is in the documents of older programs.
static void read_ending(const struct result *r, const struct json_place *up,
			struct repetition *rep)
{
	struct json_place ended = json_optional(up, "ended");
	struct json_place at = json_optional(up, "steady");
	struct steadiness *s = &rep->steadiness;

	if (ended.v)
		rep->ending = (enum ending)json_get_name(
			&ended, ENDING_STEADY + 1, ending_of);
	if (!at.v)
		return;
	uint64_t within = count(&at, "within_percent");
	int state = name(&at, "state", 3, steady_of);
	if (within < 1 || within > 100)
		json_fail(&at, -EBADMSG, "'within_percent' is no percentage");
	rep->steady_within = (unsigned)within;
	same_unit(r, &at, "window_unit");
	if (failed(&at) || state == 0)
		return;
	s->known = true;
	s->steady = state == 2;
	s->windows = (unsigned)count(&at, "windows");
	s->window = count(&at, "window_ns");
	s->each = real(&at, "operations");
	s->deviation = real(&at, "deviation_percent") / 100;
	s->slope = real(&at, "slope_percent") / 100;
}

static void read_repetition(struct result *r, const struct json_place *at,
			    struct repetition *rep)
{
	struct json_place latency = json_member(at, "latency_ns");
	struct json_place finding = json_optional(at, "finding");
	uint64_t index = count(at, "index");

	if (index > UINT_MAX)
		json_fail(at, -EBADMSG, "index is too large");
	rep->index = (unsigned)index;
	rep->seed = count(at, "seed");
	rep->state = word(r, at, "state");
	rep->duration = count(at, "duration_ns");
	same_unit(r, at, "duration_unit");
	read_ending(r, at, rep);
	rep->operations = count(at, "operations");
	rep->bytes = count(at, "bytes");
	same_unit(r, &latency, "unit");
	read_hist(&latency, &rep->latency);
	read_faults(at, &rep->minor, &rep->major);
	rep->mapped_known = read_page_bytes(at, "mapped", &rep->mapped);
	read_threads(at, rep);
	if (finding.v)
		rep->finding = xstrdup(json_get_text(&finding));
}

static void read_metric(struct result *r, const struct json_place *at,
			struct run_record *run)
{
	struct json_place values = json_member(at, "values");
	size_t n = json_items(&values);
	struct metric *m = &run->metrics[run->n_metrics++];

	m->name = word(r, at, "name");
	m->unit = word(r, at, "unit");
	m->direction = (enum direction)name(at, "direction",
					    DIRECTION_EQUAL + 1, direction_of);
	m->exact = boolean(at, "exact");
	m->gate = boolean(at, "gate");
	for (size_t i = 0; i + 1 < run->n_metrics; i++)
		if (strcmp(run->metrics[i].name, m->name) == 0)
			json_fail(at, -EBADMSG, "'%.40s' stands twice",
				  m->name);
	if (n != run->n_repetitions)
		json_fail(&values, -EBADMSG, "%zu values for %zu repetitions",
			  n, run->n_repetitions);
	m->values = xcalloc(n + 1, sizeof(*m->values));
	m->n = n;
	for (size_t i = 0; i < n && !failed(at); i++) {
		struct json_place v = json_item(&values, i);

		m->values[i] = json_is_unknown(&v) ? NAN : json_get_real(&v);
	}
}

static void read_evidence(struct result *r, const struct json_place *at,
			  struct evidence *ev)
{
	struct json_place facts = json_member(at, "facts");

	ev->witness = word(r, at, "name");
	ev->verdict = (enum verdict)name(at, "verdict", VERDICT_UNAVAILABLE + 1,
					 verdict_of);
	ev->strength = (enum evidence_strength)name(
		at, "strength", EVIDENCE_CORROBORATES + 1, strength_of);
	ev->reason = text_or_null(at, "reason");
	ev->counted = read_page_bytes(at, "seen", &ev->seen);
	read_facts(r, &facts, &ev->facts);
}

static void read_mapping(struct result *r, const struct json_place *up,
			 struct mapping_report *m)
{
	struct json_place at = json_member(up, "mapping");
	struct json_place size = json_member(&at, "page_size");
	struct json_place list = json_member(&at, "witnesses");
	size_t n = json_items(&list);

	m->asked = (enum page_size)name(&at, "asked", PAGE_SIZE_ANY + 1,
					page_size_of);
	m->obtained_known = read_page_bytes(&at, "obtained", &m->obtained);
	if (m->obtained_known && json_is_unknown(&size))
		json_fail(&size, -EBADMSG, "does not fit 'obtained'");
	if (m->obtained_known)
		m->page_size = (enum page_size)json_get_name(
			&size, PAGE_SIZE_ANY + 1, page_size_of);
	m->agreement = word(r, &at, "agreement");
	m->witnesses = xcalloc(n + 1, sizeof(*m->witnesses));
	m->n_witnesses = n;
	for (size_t i = 0; i < n && !failed(&list); i++) {
		struct json_place witness = json_item(&list, i);

		read_evidence(r, &witness, &m->witnesses[i]);
	}
}

static void read_judgement(struct result *r, const struct json_place *at,
			   struct run_record *run)
{
	struct json_place expected = json_member(at, "expectation");
	struct json_place by = json_optional(&expected, "by");
	struct json_place why = json_optional(&expected, "reason");
	struct json_place met = json_member(&expected, "met");
	struct json_place skipped = json_optional(at, "skipped");
	struct json_place validity = json_member(at, "validity");
	struct json_place list = json_member(&validity, "reasons");
	size_t n = json_items(&list);

	if (skipped.v)
		run->skipped = xstrdup(json_get_text(&skipped));
	run->expected = (enum page_size)name(&expected, "page_size",
					     PAGE_SIZE_ANY + 1, page_size_of);
	// Neither is in the documents of older programs.
	run->expected_by = by.v && !json_is_unknown(&by)
				   ? result_intern(r, json_get_text(&by))
				   : NULL;
	run->expected_reason = why.v && !json_is_unknown(&why)
				       ? xstrdup(json_get_text(&why))
				       : NULL;
	run->judged = !json_is_unknown(&met);
	run->expectation_met = run->judged && json_get_bool(&met);
	run->validity = (enum validity)name(&validity, "state",
					    VALIDITY_INVALID + 1, validity_of);
	run->reasons = xcalloc(n + 1, sizeof(*run->reasons));
	for (size_t i = 0; i < n && !failed(at); i++) {
		struct json_place reason = json_item(&list, i);

		run->reasons[run->n_reasons++] =
			xstrdup(json_get_text(&reason));
	}
}

static void read_run(struct result *r, const struct json_place *at)
{
	struct json_place workload = json_member(at, "workload");
	struct json_place engine = json_member(at, "engine");
	struct json_place facts = json_member(at, "parameters");
	struct json_place reps = json_member(at, "repetitions");
	struct json_place metrics = json_member(at, "metrics");
	size_t n_reps = json_items(&reps), n_metrics = json_items(&metrics);
	struct run_record *run = result_add_run(r, json_get_text(&workload),
						json_get_text(&engine));

	if (n_metrics > METRICS_MAX)
		json_fail(&metrics, -EFBIG, "more than %d metrics",
			  METRICS_MAX);
	read_facts(r, &facts, &run->parameters);
	run->repetitions = xcalloc(n_reps + 1, sizeof(*run->repetitions));
	for (size_t i = 0; i < n_reps && !failed(at); i++) {
		struct json_place rep = json_item(&reps, i);

		read_repetition(r, &rep, &run->repetitions[i]);
		run->n_repetitions++;
	}
	run->metrics = xcalloc(n_metrics + 1, sizeof(*run->metrics));
	for (size_t i = 0; i < n_metrics && !failed(at); i++) {
		struct json_place metric = json_item(&metrics, i);

		read_metric(r, &metric, run);
	}
	read_mapping(r, at, &run->mapping);
	read_judgement(r, at, run);
}

static void read_platform(struct result *r, const struct json_place *top)
{
	struct json_place at = json_member(top, "platform");
	struct json_place kernel = json_member(&at, "kernel");
	struct json_place facts = json_member(&at, "facts");

	r->clock = (enum clock_kind)name(&at, "clock", CLOCK_KIND_ICOUNT + 1,
					 clock_of);
	r->kernel_release = text_or_null(&kernel, "release");
	r->dax_path = text_or_null(&kernel, "dax_path");
	r->dax_path_reason = text_or_null(&kernel, "dax_path_evidence");
	read_facts(r, &facts, &r->platform);
}

static void read_target(struct result *r, const struct json_place *top)
{
	struct json_place at = json_member(top, "target");
	struct json_place class = json_member(&at, "class");
	struct json_place facts = json_member(&at, "facts");

	r->target_class = result_intern(r, json_get_text_or_null(&class));
	r->target_path = text_or_null(&at, "path");
	r->target_found = boolean(&at, "found");
	read_facts(r, &facts, &r->target);
}

static void read_invocation(struct result *r, const struct json_place *top)
{
	struct json_place tool = json_member(top, "tool");
	struct json_place list = json_member(top, "command");
	size_t n = json_items(&list);

	r->tool.version = xstrdup(word(r, &tool, "version"));
	r->tool.features = xstrdup(word(r, &tool, "features"));
	r->tool.compiler = xstrdup(word(r, &tool, "compiler"));
	// Documents before it was recorded have none.
	struct json_place build = json_optional(&tool, "build_id");

	if (build.v)
		r->tool.build_id = xstrdup(json_get_text_or_null(&build));
	r->command = xcalloc(n + 1, sizeof(*r->command));
	for (size_t i = 0; i < n && !failed(top); i++) {
		struct json_place arg = json_item(&list, i);

		r->command[i] = xstrdup(json_get_text(&arg));
	}
	r->started = text_or_null(top, "started");
	r->status = (enum result_status)name(top, "status", RESULT_FAILED + 1,
					     status_of);
	r->error = text_or_null(top, "error");
}

static void read_plan(struct result *r, const struct json_place *top)
{
	struct json_place at = json_optional(top, "plan");

	if (!at.v)
		return;
	r->plan.name = xstrdup(word(r, &at, "name"));
	r->plan.digest = xstrdup(word(r, &at, "digest"));
	r->plan.runs = count(&at, "runs");
}

static void read_document(struct result *r, const struct json_place *top)
{
	struct json_place runs;

	json_expect_schema(top, RESULT_SCHEMA_NAME, RESULT_SCHEMA_VERSION);
	if (failed(top))
		return;
	read_invocation(r, top);
	read_plan(r, top);
	read_platform(r, top);
	read_target(r, top);
	runs = json_member(top, "runs");
	if (json_items(&runs) > RUNS_MAX)
		json_fail(&runs, -EFBIG, "more than %d runs", RUNS_MAX);
	for (size_t i = 0, n = json_items(&runs); i < n && !failed(top); i++) {
		struct json_place run = json_item(&runs, i);

		read_run(r, &run);
	}
}

static int read_from(struct json_source *from, const char *origin,
		     enum result_detail detail, struct result *ret_result,
		     struct error *err)
{
	cleanup_result struct result r = { 0 };
	cleanup_lift struct lift lift;
	struct json_digest_source digested;
	struct error why = { 0 };

	json_digest_open(&digested, from);
	lift_init(&lift, &digested.source, origin, detail == RESULT_WHOLE);
	json_t *doc = json_parse(&lift.source, origin, &limits, &why);
	struct json_reading reading = { .origin = origin,
					.err = &why,
					.lift = &lift };
	struct json_place top = { .reading = &reading, .v = doc };

	if (doc)
		read_document(&r, &top);
	json_decref(doc);
	if (why.code) {
		if (err)
			*err = why;
		return why.code;
	}
	r.digest = digested.digest;
	*ret_result = r;
	r = (struct result){ 0 };
	return 0;
}

int result_read_text(const char *text, size_t len, const char *origin,
		     struct result *ret_result, struct error *err)
{
	struct json_text_source from;
	int ret = json_text_open(&from, text, len, origin, limits.bytes, err);

	return ret < 0 ? ret
		       : read_from(&from.source, origin, RESULT_WHOLE,
				   ret_result, err);
}

int result_read(const char *path, enum result_detail detail,
		struct result *ret_result, struct error *err)
{
	cleanup_json_file struct json_file_source from;
	int ret = json_file_open(&from, path, limits.bytes, err);

	return ret < 0 ? ret
		       : read_from(&from.source, path, detail, ret_result, err);
}
