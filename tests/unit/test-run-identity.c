// SPDX-License-Identifier: MIT
// Whatever option two runs differ in, they are not taken for the same run and
// not called the same: every row of the option table, with every workload and
// engine that takes it.
#include "unit.h"

#include <string.h>

#include "cmd/run-build.h"
#include "result/run-key.h"
#include "result/series.h"

#define M (UINT64_C(1) << 20)

static const struct geometry geo = { 4096, 2 * M, 1024 * M, "a test", 0 };

// How often, in which order and what is hoped for: the same run. The age is of
// the target (test-series).
static const char *const no_part[] = { "workload", "repeat", "warmup", "seed",
				       "fit",      "expect", "age" };

static const char *const texts[] = { "0", "1", NULL };
static const char *const counts[] = { "2", "4", "8", NULL };
static const char *const sizes[] = { "8k", "64k", "32m", "128m", NULL };
static const char *const times[] = { "1s", "2s", NULL };
static const char *const flags[] = { "false", "true", NULL };

static const char *const *values_of(const struct option_row *row)
{
	static const char *const *const values[] = {
		[OPTION_FLAG] = flags,  [OPTION_COUNT] = counts,
		[OPTION_BYTES] = sizes, [OPTION_TIME] = times,
		[OPTION_TEXT] = texts,
	};

	return row->type == OPTION_CHOICE ? row->choices : values[row->type];
}

// What an option may need beside it.
static const struct {
	const char *name, *value;
} company[] = { { NULL, NULL }, { "runtime", "2s" }, { "iodepth", "8" } };

struct setting {
	const struct workload *workload;
	const struct engine *engine;
	size_t company;
};

static void put(struct run_options *o, const char *name, const char *value)
{
	const char *near;

	(void)option_put(options_find(run_option_sets, RUN_OPTION_SETS, name,
				      &near),
			 o, value, NULL);
}

// Adds the run to `r`, if the options may stand together.
static bool add_run(struct result *r, const struct setting *s, const char *name,
		    const char *value)
{
	struct run_plans plans = { .planned = true };
	struct run_options o;
	struct error err = { 0 };

	options_defaults(run_option_sets, RUN_OPTION_SETS, &o);
	o.workload = s->workload->name;
	o.engine = s->engine->name;
	if (company[s->company].name)
		put(&o, company[s->company].name, company[s->company].value);
	put(&o, name, value);
	bool taken = run_plans_build(&plans, &o, &geo, &err) == 0;

	if (taken) {
		struct run_record *run =
			result_add_run(r, s->workload->name, o.engine);
		const struct metric m = { .name = "a", .unit = "b" };

		run_plan_facts(plans.v, &run->parameters);
		run_record_add_metric(run, &m, NULL);
	}
	run_plans_release(&plans);
	return taken;
}

static void assert_told_apart(const struct result *r, const char *option)
{
	const struct result *const all[] = { r };
	cleanup_series_list struct series_list list;

	series_collect(&list, all, 1, 0);
	if (list.n != r->n_runs)
		fail_msg("%s: %zu runs of %s are %zu", option, r->n_runs,
			 r->runs[0].workload, list.n);
	for (size_t i = 1; i < list.n; i++) {
		cleanup_free char *a = series_name(&list.v[i - 1]);
		cleanup_free char *b = series_name(&list.v[i]);

		if (strcmp(a, b) == 0)
			fail_msg("%s: two runs are called %s", option, a);
	}
}

// With how many values the option was taken there.
static size_t try_setting(const struct option_row *row, const struct setting *s)
{
	cleanup_result struct result r = { .target_class = "fsdax" };

	for (const char *const *value = values_of(row); *value; value++)
		(void)add_run(&r, s, row->name, *value);
	if (r.n_runs > 1)
		assert_told_apart(&r, row->name);
	return r.n_runs;
}

static bool has_part(const struct option_row *row)
{
	for (size_t i = 0; i < ARRAY_SIZE(no_part); i++)
		if (strcmp(no_part[i], row->name) == 0)
			return false;
	return true;
}

static void try_row(const struct option_row *row)
{
	size_t most = 0;

	registry_for_each (w, workload)
		registry_for_each (e, engine)
			for (size_t c = 0; c < ARRAY_SIZE(company); c++) {
				const struct setting s = { *w, *e, c };
				size_t n = try_setting(row, &s);

				most = n > most ? n : most;
			}
	if (most < 2)
		fail_msg("no workload takes two values of --%s", row->name);
}

TEST(runs_that_differ_in_an_option_are_two)
{
	size_t tried = 0;

	for (size_t s = 0; s < RUN_OPTION_PLANNED; s++)
		for (size_t i = 0; i < run_option_planned[s].n; i++) {
			const struct option_row *row =
				&run_option_planned[s].rows[i];

			if (!has_part(row) || strcmp(row->name, "engine") == 0)
				continue;
			try_row(row);
			tried++;
		}
	assert_true(tried > 20);
}

TEST(runs_of_two_engines_are_two)
{
	cleanup_result struct result r = { .target_class = "fsdax" };

	registry_for_each (e, engine)
		(void)add_run(&r,
			      &(struct setting){ workload_find("read"), *e, 0 },
			      "access", "read");
	assert_true(r.n_runs > 1);
	assert_told_apart(&r, "engine");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(runs_that_differ_in_an_option_are_two),
		cmocka_unit_test(runs_of_two_engines_are_two),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
