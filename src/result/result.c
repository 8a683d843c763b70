// SPDX-License-Identifier: MIT
#include "result/result.h"

#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"

static void repetition_release(struct repetition *rep)
{
	hist_release(&rep->latency);
	free(rep->threads);
	free(rep->finding);
}

static void run_record_release(struct run_record *run)
{
	free(run->workload);
	free(run->engine);
	facts_release(&run->parameters);
	for (size_t i = 0; i < run->n_repetitions; i++)
		repetition_release(&run->repetitions[i]);
	free(run->repetitions);
	for (size_t i = 0; i < run->n_metrics; i++)
		free(run->metrics[i].values);
	free(run->metrics);
	for (size_t i = 0; i < run->mapping.n_witnesses; i++)
		evidence_release(&run->mapping.witnesses[i]);
	free(run->mapping.witnesses);
	free(run->expected_reason);
	for (size_t i = 0; i < run->n_reasons; i++)
		free(run->reasons[i]);
	free(run->reasons);
	free(run->skipped);
}

void result_release(struct result *r)
{
	for (char **p = r->command; p && *p; p++)
		free(*p);
	free(r->command);
	free(r->error);
	free(r->started);
	free(r->kernel_release);
	free(r->dax_path);
	free(r->dax_path_reason);
	free(r->target_path);
	facts_release(&r->platform);
	facts_release(&r->target);
	for (size_t i = 0; i < r->n_runs; i++)
		run_record_release(&r->runs[i]);
	free(r->runs);
	free(r->tool.version);
	free(r->tool.features);
	free(r->tool.compiler);
	free(r->tool.build_id);
	free(r->plan.name);
	free(r->plan.digest);
	for (size_t i = 0; i < r->n_texts; i++)
		free(r->texts[i]);
	free(r->texts);
	*r = (struct result){ 0 };
}

const char *result_intern(struct result *r, const char *text)
{
	// A document repeats few words; the limit keeps a hostile one linear.
	enum { SEARCHED = 64 };

	if (!text)
		return NULL;
	for (size_t i = 0; i < r->n_texts && i < SEARCHED; i++)
		if (strcmp(r->texts[i], text) == 0)
			return r->texts[i];
	r->texts = xreallocarray(r->texts, r->n_texts + 1, sizeof(*r->texts));
	return r->texts[r->n_texts++] = xstrdup(text);
}

void result_set_command(struct result *r, int argc, char *const *argv)
{
	r->command = xcalloc((size_t)argc + 1, sizeof(*r->command));
	for (int i = 0; i < argc; i++)
		r->command[i] = xstrdup(argv[i]);
}

struct run_record *result_add_run(struct result *r, const char *workload,
				  const char *engine)
{
	r->runs = xreallocarray(r->runs, r->n_runs + 1, sizeof(*r->runs));
	struct run_record *run = &r->runs[r->n_runs++];
	*run = (struct run_record){
		.workload = xstrdup(workload),
		.engine = xstrdup(engine),
		.mapping.agreement = "unwitnessed",
	};
	return run;
}

struct repetition *run_record_add_repetition(struct run_record *run)
{
	run->repetitions =
		xreallocarray(run->repetitions, run->n_repetitions + 1,
			      sizeof(*run->repetitions));
	struct repetition *rep = &run->repetitions[run->n_repetitions];
	*rep = (struct repetition){ .index = (unsigned)run->n_repetitions };
	run->n_repetitions++;
	return rep;
}

void run_record_add_metric(struct run_record *run, const struct metric *shape,
			   double (*of)(const struct run_record *run,
					const struct repetition *rep))
{
	run->metrics = xreallocarray(run->metrics, run->n_metrics + 1,
				     sizeof(*run->metrics));
	struct metric *m = &run->metrics[run->n_metrics++];
	*m = *shape;
	m->n = run->n_repetitions;
	m->values = xcalloc(m->n, sizeof(*m->values));
	for (size_t i = 0; i < m->n; i++)
		m->values[i] = of(run, &run->repetitions[i]);
}

void repetition_measure(struct repetition *rep, const struct measure *measure)
{
	if (rep->n_measures < REPETITION_MEASURES_MAX)
		rep->measures[rep->n_measures++] = *measure;
}

static double measured(const struct repetition *rep, const char *name)
{
	for (unsigned i = 0; i < rep->n_measures; i++)
		if (strcmp(rep->measures[i].name, name) == 0)
			return rep->measures[i].value;
	return NAN;
}

void run_record_add_measures(struct run_record *run)
{
	if (!run->n_repetitions)
		return;
	const struct repetition *first = &run->repetitions[0];

	run->metrics =
		xreallocarray(run->metrics, run->n_metrics + first->n_measures,
			      sizeof(*run->metrics));
	for (unsigned i = 0; i < first->n_measures; i++) {
		const struct measure *shape = &first->measures[i];
		struct metric *m = &run->metrics[run->n_metrics++];

		*m = (struct metric){
			.name = shape->name,
			.unit = shape->unit,
			.direction = DIRECTION_LESS,
			.exact = shape->exact,
			.gate = shape->exact,
			.own = true,
			.n = run->n_repetitions,
		};
		m->values = xcalloc(m->n, sizeof(*m->values));
		for (size_t r = 0; r < m->n; r++)
			m->values[r] =
				measured(&run->repetitions[r], shape->name);
	}
}

void run_record_skip(struct run_record *run, const char *why)
{
	// What follows from it having no numbers is no news.
	for (size_t i = 0; i < run->n_reasons; i++)
		free(run->reasons[i]);
	run->n_reasons = 0;
	run->skipped = xstrdup(why);
	run_record_doubt(run, VALIDITY_INVALID, "skipped: %s", why);
}

void run_record_doubt(struct run_record *run, enum validity to, const char *fmt,
		      ...)
{
	va_list ap;

	if (to > run->validity)
		run->validity = to;
	run->reasons = xreallocarray(run->reasons, run->n_reasons + 1,
				     sizeof(*run->reasons));
	va_start(ap, fmt);
	run->reasons[run->n_reasons++] = xvasprintf(fmt, ap);
	va_end(ap);
}

size_t run_record_findings(const struct run_record *run)
{
	size_t n = 0;

	for (size_t i = 0; i < run->n_repetitions; i++)
		n += run->repetitions[i].finding != NULL;
	return n;
}

const char *result_status_name(enum result_status status)
{
	static const char *const names[] = {
		[RESULT_COMPLETE] = "complete",
		[RESULT_INTERRUPTED] = "interrupted",
		[RESULT_FAILED] = "failed",
	};
	_Static_assert(ARRAY_SIZE(names) == RESULT_FAILED + 1, "a name each");
	return names[status];
}

const char *ending_name(enum ending ending)
{
	static const char *const names[] = {
		[ENDING_UNKNOWN] = "unknown",
		[ENDING_RANGE] = "range",
		[ENDING_OPERATIONS] = "operations",
		[ENDING_RUNTIME] = "runtime",
		[ENDING_STEADY] = "steady",
	};
	_Static_assert(ARRAY_SIZE(names) == ENDING_STEADY + 1, "a name each");
	return names[ending];
}

const char *direction_name(enum direction direction)
{
	static const char *const names[] = {
		[DIRECTION_LESS] = "less",
		[DIRECTION_MORE] = "more",
		[DIRECTION_EQUAL] = "equal",
	};
	_Static_assert(ARRAY_SIZE(names) == DIRECTION_EQUAL + 1, "a name each");
	return names[direction];
}

const char *validity_name(enum validity validity)
{
	static const char *const names[] = {
		[VALIDITY_VALID] = "valid",
		[VALIDITY_SUSPECT] = "suspect",
		[VALIDITY_INVALID] = "invalid",
	};
	_Static_assert(ARRAY_SIZE(names) == VALIDITY_INVALID + 1,
		       "a name each");
	return names[validity];
}
