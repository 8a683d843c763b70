// SPDX-License-Identifier: MIT
// daxbench run: workloads on a target, witnessed, as a result document.
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/interrupt.h"
#include "base/outfile.h"
#include "base/sigbus.h"
#include "cmd/cmd.h"
#include "cmd/place.h"
#include "cmd/progress.h"
#include "cmd/run-build.h"
#include "cmd/run-list.h"
#include "cmd/run-text.h"
#include "cmd/stdio-close.h"
#include "explain/forecast.h"
#include "platform/kernel.h"
#include "platform/platform.h"
#include "result/result-write.h"
#include "run/cost.h"
#include "run/fit.h"
#include "run/run.h"

// What lives as long as the command.
struct session {
	struct run_options o;
	struct sysroot sr;
	struct geometry geo;
	struct target target;
	struct forecaster *forecaster; // NULL: not on DAX files
	struct result result;
	struct outfile out;
	struct plan_file file; // of --plan
	struct run_plans plans;
	unsigned passes, passes_done; // of all plans, of those before
	double cost, cost_done;       // likewise, as run/cost.h
	struct progress progress;
	uint64_t taint_before;
};

static void session_release(struct session *s)
{
	target_close(&s->target);
	forecaster_free(s->forecaster);
	result_release(&s->result);
	outfile_release(&s->out);
	run_plans_release(&s->plans);
	plan_file_release(&s->file);
}
DEFINE_CLEANUP(session, struct session, session_release)

static char *utc_now(void)
{
	char text[32];
	time_t now = time(NULL);
	struct tm tm;

	(void)gmtime_r(&now, &tm);
	(void)strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%SZ", &tm);
	return xstrdup(text);
}

static uint64_t taint(const struct sysroot *sr)
{
	uint64_t bits = 0;

	// Unreadable means that nothing can be said about a change.
	return sysroot_read_u64(sr, "/proc/sys/kernel/tainted", &bits) < 0
		       ? 0
		       : bits;
}

static void know_platform(struct session *s)
{
	struct result *r = &s->result;

	r->started = utc_now();
	r->clock = clock_probe(&s->sr);
	if (kernel_release(&s->sr, &r->kernel_release) < 0)
		r->kernel_release = NULL;
	platform_collect(&r->platform, &s->sr);
	facts_count(&r->platform, "clock.read_cost", "back-to-back readings",
		    clock_read_cost(r->clock), clock_unit(r->clock));
	s->taint_before = taint(&s->sr);
}

// Room for the largest run, and as much again for what surrounds it.
static int age_target(struct session *s, struct error *err)
{
	uint64_t most = 0;

	for (size_t i = 0; i < s->plans.n; i++)
		if (s->plans.v[i].layout.size > most)
			most = s->plans.v[i].layout.size;
	return target_age(&s->target, (unsigned)s->o.age, s->o.seed, 2 * most,
			  err);
}

static void know_target(struct session *s)
{
	struct result *r = &s->result;
	const char *fs = facts_get_text(&s->target.facts, "mount.fs_type");

	r->target_class = s->target.cls->name;
	r->target_path = xstrdup(s->target.path);
	r->target_found = s->target.found;
	facts_append(&r->target, "", &s->target.facts);
	if (!fs)
		return;
	cleanup_free char *key = xasprintf("kernel.dax_path.%s", fs);
	const struct fact *path = facts_find(&r->platform, key);

	if (path && path->status == FACT_KNOWN) {
		r->dax_path = xstrdup(path->text);
		r->dax_path_reason = xstrdup(path->source);
	} else {
		r->dax_path_reason = xstrdup(
			path ? path->reason
			     : "no rule for this file system's DAX path");
	}
}

// What it cannot say is expected as it is asked for.
static void foresee(struct session *s)
{
	struct error unused = { 0 };

	if (strcmp(s->target.cls->name, "fsdax") == 0)
		(void)!forecaster_open(&s->forecaster, s->target.path,
				       &s->target.facts, &s->geo, &s->sr,
				       &unused);
}

static double cost_of(const struct session *s, const struct run_plan *plan)
{
	return run_passes(plan) * run_cost(plan, &s->geo);
}

static void on_step(void *context, const struct run_plan *plan,
		    const char *what, unsigned done, unsigned total)
{
	struct session *s = context;
	cleanup_free char *label =
		xasprintf("%s: %s", plan->workload->name, what);

	double spent = s->cost_done + done * run_cost(plan, &s->geo);

	(void)total;
	progress_step(&s->progress, label, s->passes_done + done, s->passes,
		      spent / s->cost);
}

// All of them, before the first is run; those of a plan when their turn comes.
static int fit_plans(struct session *s, struct error *err)
{
	int rc = 0;

	if (s->plans.planned)
		return 0;
	for (size_t i = 0; i < s->plans.n && rc == 0; i++)
		rc = run_plan_fit(&s->plans.v[i], &s->target, s->o.destroy_data,
				  err);
	return rc;
}

// A plan goes on without what this machine cannot do; what was asked for by
// name has to be done.
static int run_one(struct session *s, struct pass_setting *setting,
		   struct run_plan *plan, struct error *err)
{
	const struct run_observer observer = { on_step, s };
	struct run_record *run = result_add_run(
		&s->result, plan->workload->name, plan->engine->name);
	struct error why = { 0 };
	int rc = 0;

	if (s->plans.planned &&
	    run_plan_fit(plan, &s->target, s->o.destroy_data, &why) < 0) {
		run_plan_facts(plan, &run->parameters);
		run_record_skip(run, why.text);
		return 0;
	}
	setting->plan = plan;
	rc = run_execute(setting, run, &observer, &why);
	if (rc == -EOPNOTSUPP && s->plans.planned && !run->n_repetitions) {
		run_record_skip(run, why.text);
		rc = 0;
	}
	if (rc < 0)
		*err = why;
	if (taint(&s->sr) != s->taint_before)
		run_record_doubt(
			run, VALIDITY_SUSPECT,
			"the kernel became tainted during the run: see its log");
	return rc;
}

static int run_all(struct session *s, struct error *err)
{
	struct pass_setting setting = {
		.target = &s->target,
		.forecaster = s->forecaster,
		.clock = s->result.clock,
	};
	const char *release = s->result.kernel_release;
	int rc = 0;

	if (release)
		(void)sscanf(release, "%u.%u", &setting.kernel_major,
			     &setting.kernel_minor);
	for (size_t i = 0; i < s->plans.n; i++) {
		s->passes += run_passes(&s->plans.v[i]);
		s->cost += cost_of(s, &s->plans.v[i]);
	}
	progress_start(&s->progress, s->o.quiet);
	for (size_t i = 0; i < s->plans.n && rc == 0; i++) {
		rc = run_one(s, &setting, &s->plans.v[i], err);
		s->passes_done += run_passes(&s->plans.v[i]);
		// What is skipped takes no time.
		if (s->result.runs[s->result.n_runs - 1].skipped)
			s->cost -= cost_of(s, &s->plans.v[i]);
		else
			s->cost_done += cost_of(s, &s->plans.v[i]);
	}
	progress_end(&s->progress);
	return rc;
}

static int finish(struct session *s, int rc, struct error *err)
{
	struct result *r = &s->result;
	cleanup_strbuf struct strbuf json = { 0 };

	if (rc < 0) {
		r->status = rc == -EINTR ? RESULT_INTERRUPTED : RESULT_FAILED;
		r->error = xasprintf("%s%s%s", err->text,
				     err->hint[0] ? "; " : "", err->hint);
	}
	result_write(r, &json);
	if (s->out.path) {
		struct error why = { 0 };
		int wrote = outfile_commit(&s->out, json.s, json.len, &why);

		if (wrote < 0) {
			(void)cmd_fail(&why);
			if (rc == 0)
				return EXIT_UNKNOWN;
		}
	}
	if (s->o.format == CMD_FORMAT_JSON)
		stdio_write(json.s, json.len);
	else
		run_text(r, stdout);
	return -1;
}

// From the worst run: a dispute or nothing witnessed is "not determined". What
// was skipped says nothing, and nothing but that is no answer.
static int judge(const struct result *r)
{
	int status = EXIT_YES;
	size_t done = 0;

	for (size_t i = 0; i < r->n_runs; i++) {
		const struct run_record *run = &r->runs[i];

		if (run->skipped)
			continue;
		done++;
		if (!run->judged || run->validity == VALIDITY_INVALID ||
		    run->n_repetitions == 0)
			return EXIT_UNKNOWN;
		if (!run->expectation_met || run_record_findings(run))
			status = EXIT_NO;
	}
	return done ? status : EXIT_UNKNOWN;
}

// In a guest, `daxbench vm` says what its own standard output is.
static bool for_people(void)
{
	const char *terminal = getenv("DAXBENCH_TERMINAL");

	return isatty(STDOUT_FILENO) || (terminal && terminal[0] == '1');
}

static int default_format(const struct run_options *o)
{
	if (o->format >= 0)
		return o->format;
	return o->output || for_people() ? CMD_FORMAT_TEXT : CMD_FORMAT_JSON;
}

static int read_plan(struct session *s, int argc, char **argv,
		     struct error *err)
{
	cleanup_free char *path = place_of_plan(s->o.plan);

	if (s->o.workload) {
		error_usage(err, "--plan and --workload exclude each other");
		error_hint(err, "a plan names the workloads itself");
		return -EINVAL;
	}
	if (!path) {
		error_usage(err, "there is no plan '%s'", s->o.plan);
		error_hint(
			err,
			"`daxbench list` names the plans; a file's name ends in .json");
		return -EINVAL;
	}
	int rc = plan_file_read(path, run_option_planned, RUN_OPTION_PLANNED,
				&s->file, err);
	if (rc < 0)
		return rc;
	s->result.plan = (struct plan_id){
		.name = xstrdup(s->file.name),
		.digest = xstrdup(s->file.digest),
		.runs = s->file.runs,
	};
	return run_plans_build_file(&s->plans, &s->file, argc, argv, &s->geo,
				    err);
}

static int plan_runs(struct session *s, int argc, char **argv,
		     struct error *err)
{
	return s->o.plan ? read_plan(s, argc, argv, err)
			 : run_plans_build(&s->plans, &s->o, &s->geo, err);
}

static int run(const struct command *self, int argc, char **argv)
{
	CLEANUP(session_cleanup_)
	struct session s = {
		.target = { .fd = -1 },
		.out = { .fd = -1 },
	};
	struct error err = { 0 };
	int status;

	result_set_command(&s.result, argc, argv);
	if (cmd_parse(self, &s.o, argc, argv, &status) < 0)
		return status;
	// "-" is standard output, as everywhere.
	if (s.o.output && strcmp(s.o.output, "-") == 0) {
		s.o.output = NULL;
		if (s.o.format < 0)
			s.o.format = CMD_FORMAT_JSON;
	}
	s.o.format = default_format(&s.o);
	geometry_probe(&s.geo, &s.sr);
	interrupt_install();
	if (plan_runs(&s, argc, argv, &err) < 0)
		return cmd_fail(&err);
	if (s.o.dry_run) {
		run_plans_print(&s.plans, stdout);
		return EXIT_YES;
	}
	if (s.o.output && outfile_open(&s.out, s.o.output, &err) < 0)
		return cmd_fail(&err);

	sigbus_install();
	know_platform(&s);
	int rc = target_open(&s.target, s.o.target, &s.sr, &s.geo, &err);
	if (rc == 0 && s.o.age)
		rc = age_target(&s, &err);
	if (rc == 0) {
		know_target(&s);
		rc = fit_plans(&s, &err);
	}
	if (rc == 0) {
		foresee(&s);
		rc = run_all(&s, &err);
	}
	status = finish(&s, rc, &err);
	if (status >= 0)
		return status;
	if (rc == -EINTR && interrupt_pending())
		return EXIT_SIGNAL + interrupt_pending();
	if (rc == 0)
		return judge(&s.result);
	status = cmd_fail(&err);
	// The answer to --verify is no.
	return rc == -EILSEQ ? EXIT_NO : status;
}

const struct command cmd_run = {
	.name = "run",
	.synopsis = "--workload NAME[,NAME…] | --plan NAME [OPTIONS]",
	.summary =
		"run workloads, witness what mapping they got, write a result",
	.help = "examples:\n"
		"  daxbench run --workload pmd-fault\n"
		"      64 MiB on the first writable DAX mount; fails unless mapped by PMD\n"
		"  daxbench run -w pmd-fault,pte-fault -s 1g -t /mnt/pmem -o result.json\n"
		"      both, on that mount, with the JSON document in a file\n"
		"  daxbench run -w first-touch --access read -t /dev/dax0.0\n"
		"      a device, by entries of its alignment; stores need --destroy-data\n"
		"  daxbench run -w pmd-fault --access read --extents hole\n"
		"      read faults of holes: the huge zero page\n"
		"  daxbench run --plan gate -o result.json\n"
		"      the runs of a plan, in one document\n"
		"\n"
		"Exit status: 0 mapped as expected, 1 not, 2 usage, 3 it could not be determined\n"
		"(no DAX target, a dispute between witnesses, a failed run), 128+n by signal n.\n",
	.run = run,
	.sets = run_option_sets,
	.n_sets = RUN_OPTION_SETS,
	.no_positionals =
		"workloads are named by --workload, the directory by --target",
};
