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
#include "cmd/progress.h"
#include "cmd/run-text.h"
#include "cmd/stdio-close.h"
#include "platform/kernel.h"
#include "platform/platform.h"
#include "result/result-write.h"
#include "run/run.h"

struct params {
	const char *workload, *engine, *target, *output;
	uint64_t size, block, depth, repeat, warmup, seed, threads;
	int access, extents, order, page, expect, format;
	bool sync, no_latency, quiet;
};

static const char *const accesses[] = { "read", "write", NULL };
static const char *const orders[] = { "sequential", "random", NULL };
static const char *const extents[] = { "hole", "unwritten", "written",
				       "written-clean", NULL };
static const char *const pages[] = { "pmd", "pte", NULL };
static const char *const expects[] = { "pmd", "pte", "any", NULL };

#define AT(field) offsetof(struct params, field)

static const struct option_row what_rows[] = {
	{ "workload", 'w', OPTION_TEXT, AT(workload), .label = "NAME[,NAME…]",
	  .help = "what to run; `daxbench list` names them" },
	{ "target", 't', OPTION_TEXT, AT(target), .label = "TARGET",
	  .help = "directory on a DAX mount, control:DIR or shmem; without: search for a DAX mount" },
	{ "engine", 'e', OPTION_TEXT, AT(engine), .label = "NAME",
	  .help = "how memory is accessed (default: the workload's)" },
	{ "size", 's', OPTION_BYTES, AT(size), "64m", .label = "SIZE",
	  .help = "bytes touched in one repetition, a multiple of the PMD size" },
	{ "block-size", 'b', OPTION_BYTES, AT(block), NULL, 1, .label = "SIZE",
	  .help = "of workloads that work in blocks; divides the PMD size (default: 4k)" },
	{ "extents", 'x', OPTION_CHOICE, AT(extents), .choices = extents,
	  .help = "state of the blocks before (default: the workload's)" },
	{ "access", 'a', OPTION_CHOICE, AT(access), .choices = accesses,
	  .help = "of workloads that can do both (default: the workload's)" },
	{ "page", 'p', OPTION_CHOICE, AT(page), .choices = pages,
	  .help = "page-table entries to ask for, where the workload leaves it open (default: pmd)" },
	{ "iodepth", 0, OPTION_COUNT, AT(depth), NULL, 1, 1024, .label = "N",
	  .help = "operations in flight, for engines that queue (default: 1)" },
	{ "order", 0, OPTION_CHOICE, AT(order), "sequential", .choices = orders,
	  .help = "order of the touches; random follows --seed" },
	{ "sync", 0, OPTION_FLAG, AT(sync), .help = "map with MAP_SYNC" },
	{ "expect", 0, OPTION_CHOICE, AT(expect), .choices = expects,
	  .help = "exit 1 unless mapped so (default: what the workload asks for)" },
};

static const struct option_row how_rows[] = {
	{ "repeat", 'r', OPTION_COUNT, AT(repeat), "10", 1, 100000,
	  .label = "N", .help = "timed repetitions, each from the same state" },
	{ "warmup", 0, OPTION_COUNT, AT(warmup), "1", 0, 100000, .label = "N",
	  .help = "repetitions before them that are not kept" },
	{ "seed", 0, OPTION_COUNT, AT(seed), "1", 0, INT64_MAX, .label = "N",
	  .help = "of everything random" },
	{ "no-latency", 0, OPTION_FLAG, AT(no_latency),
	  .help = "time whole batches only, not each operation" },
	{ "threads", 0, OPTION_COUNT, AT(threads), "1", 1, PLAN_THREADS_MAX,
	  .label = "N", .help = "workers, each on chunks of its own" },
};

static const struct option_row out_rows[] = {
	{ "output", 'o', OPTION_TEXT, AT(output), .label = "FILE",
	  .help = "write the JSON document there, whole or not at all" },
	{ "format", 'f', OPTION_CHOICE, AT(format), .choices = cmd_formats,
	  .help = "of standard output (default: text on a terminal or with --output, else json)" },
	{ "quiet", 'q', OPTION_FLAG, AT(quiet), .help = "no progress" },
};

static const struct option_set sets[] = {
	{ "what", what_rows, ARRAY_SIZE(what_rows) },
	{ "how often", how_rows, ARRAY_SIZE(how_rows) },
	{ "output", out_rows, ARRAY_SIZE(out_rows) },
};

// What lives as long as the command.
struct session {
	struct params p;
	struct sysroot sr;
	struct geometry geo;
	struct target target;
	struct result result;
	struct outfile out;
	struct run_plan *plans;
	size_t n_plans;
	struct progress progress;
	uint64_t taint_before;
};

static void session_release(struct session *s)
{
	target_close(&s->target);
	result_release(&s->result);
	outfile_release(&s->out);
	free(s->plans);
}
DEFINE_CLEANUP(session, struct session, session_release)

static enum page_size page_asked(const struct params *p,
				 const struct workload *w)
{
	if (w->asked != PAGE_SIZE_ANY)
		return w->asked;
	return p->page == 1 ? PAGE_SIZE_PTE : PAGE_SIZE_PMD;
}

// What is mapped is expected to be mapped as asked.
static enum page_size expectation(const struct params *p, enum page_size asked)
{
	static const enum page_size sizes[] = { PAGE_SIZE_PMD, PAGE_SIZE_PTE,
						PAGE_SIZE_ANY };

	if (asked == PAGE_SIZE_NONE)
		return PAGE_SIZE_ANY;
	return p->expect < 0 ? asked : sizes[p->expect];
}

static int find_engine(const char *name, const struct engine **ret,
		       struct error *err)
{
	*ret = engine_find(name);
	if (!*ret) {
		error_usage(err, "unknown engine '%s'", name);
		error_hint(err, "`daxbench list` names them");
		return -EINVAL;
	}
	if ((*ret)->available && (*ret)->available(err) < 0)
		return error_wrap(err, "engine '%s'", name);
	return 0;
}

static int find_workload(const char *name, const struct workload **ret,
			 struct error *err)
{
	*ret = workload_find(name);
	if (*ret)
		return 0;
	const char *near = workload_nearest(name);

	error_usage(err, "unknown workload '%s'", name);
	error_hint(err,
		   near ? "did you mean '%s'?" : "`daxbench list` names them",
		   near);
	return -EINVAL;
}

// Options that workload or engine leave no choice of are refused, not
// ignored.
static int check_choices(const struct params *p, const struct workload *w,
			 const struct engine *e, struct error *err)
{
	bool mapped = e->mapped && w->asked != PAGE_SIZE_NONE;

	if (w->access != ACCESS_EITHER && p->access >= 0 &&
	    p->access != (w->access == ACCESS_WRITE))
		return error_usage(err, "workload '%s' only %ss", w->name,
				   accesses[w->access == ACCESS_WRITE]);
	if (p->block && w->unit != UNIT_BLOCK)
		return error_usage(
			err,
			"workload '%s' does not work in blocks: --block-size has no part in it",
			w->name);
	if (p->depth && !e->queued)
		return error_usage(
			err,
			"engine '%s' does not queue: --iodepth has no part in it",
			e->name);
	if (p->page >= 0 && (w->asked != PAGE_SIZE_ANY || !mapped))
		return error_usage(
			err,
			"workload '%s' with engine '%s' leaves no choice of --page",
			w->name, e->name);
	if (!mapped && p->sync)
		return error_usage(
			err,
			"engine '%s' maps nothing: --sync has no part in it",
			e->name);
	if (!mapped && (p->expect == 0 || p->expect == 1))
		return error_usage(
			err,
			"engine '%s' maps nothing: nothing can be expected of the mapping",
			e->name);
	return 0;
}

static int plan_one(struct session *s, const char *name, struct error *err)
{
	const struct params *p = &s->p;
	const struct workload *w;
	const struct engine *engine;

	int rc = find_workload(name, &w, err);
	if (rc == 0)
		rc = find_engine(p->engine ? p->engine : w->engine, &engine,
				 err);
	if (rc == 0)
		rc = check_choices(p, w, engine, err);
	if (rc < 0)
		return rc;
	enum page_size page = page_asked(p, w);
	// An engine that needs no mapping gets none.
	if (!engine->mapped)
		page = PAGE_SIZE_NONE;
	struct run_plan plan = {
		.workload = w,
		.engine = engine,
		.layout = { p->size,
			    p->extents < 0 ? w->extents
					   : (enum layout_extents)p->extents },
		.page = page,
		.write = p->access < 0 ? w->write : p->access == 1,
		.random = p->order == 1,
		.sync = p->sync,
		.latency = !p->no_latency,
		.block = p->block ? p->block : 4096,
		.depth = p->depth ? (unsigned)p->depth : 1,
		.repeat = (unsigned)p->repeat,
		.warmup = (unsigned)p->warmup,
		.threads = (unsigned)p->threads,
		.seed = p->seed,
		.expected = expectation(p, page),
	};
	rc = run_plan_check(&plan, &s->geo, err);
	if (rc < 0)
		return rc;
	s->plans = xreallocarray(s->plans, s->n_plans + 1, sizeof(*s->plans));
	s->plans[s->n_plans++] = plan;
	return 0;
}

static int plan_all(struct session *s, struct error *err)
{
	if (!s->p.workload) {
		error_usage(err, "no workload given");
		error_hint(
			err,
			"try --workload pmd-fault; `daxbench list` names all");
		return -EINVAL;
	}
	cleanup_free char *names = xstrdup(s->p.workload);
	int rc = 0;
	for (char *save = NULL, *name = strtok_r(names, ",", &save);
	     name && rc == 0; name = strtok_r(NULL, ",", &save))
		rc = plan_one(s, name, err);
	if (rc == 0 && s->n_plans == 0)
		rc = error_usage(err, "--workload names nothing");
	return rc;
}

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

static void on_step(void *context, const struct run_plan *plan,
		    const char *what, unsigned done, unsigned total)
{
	struct session *s = context;
	cleanup_free char *label =
		xasprintf("%s: %s", plan->workload->name, what);

	progress_step(&s->progress, label, done, total);
}

static int run_plans(struct session *s, struct error *err)
{
	const struct run_observer observer = { on_step, s };
	struct pass_setting setting = {
		.target = &s->target,
		.clock = s->result.clock,
	};
	const char *release = s->result.kernel_release;
	int rc = 0;

	if (release)
		(void)sscanf(release, "%u.%u", &setting.kernel_major,
			     &setting.kernel_minor);
	for (size_t i = 0; i < s->n_plans && rc == 0; i++) {
		const struct run_plan *plan = &s->plans[i];
		struct run_record *run = result_add_run(
			&s->result, plan->workload->name, plan->engine->name);

		setting.plan = plan;
		progress_start(&s->progress, s->p.quiet);
		rc = run_execute(&setting, run, &observer, err);
		progress_end(&s->progress);
		if (taint(&s->sr) != s->taint_before)
			run_record_doubt(
				run, VALIDITY_SUSPECT,
				"the kernel became tainted during the run: see its log");
	}
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
	if (s->p.format == CMD_FORMAT_JSON)
		stdio_write(json.s, json.len);
	else
		run_text(r, stdout);
	return -1;
}

// From the worst run: a dispute or nothing witnessed is "not determined".
static int judge(const struct result *r)
{
	int status = r->n_runs ? EXIT_YES : EXIT_UNKNOWN;

	for (size_t i = 0; i < r->n_runs; i++) {
		const struct run_record *run = &r->runs[i];

		if (!run->judged || run->validity == VALIDITY_INVALID ||
		    run->n_repetitions == 0)
			return EXIT_UNKNOWN;
		if (!run->expectation_met)
			status = EXIT_NO;
	}
	return status;
}

// In a guest, `daxbench vm` says what its own standard output is.
static bool for_people(void)
{
	const char *terminal = getenv("DAXBENCH_TERMINAL");

	return isatty(STDOUT_FILENO) || (terminal && terminal[0] == '1');
}

static int default_format(const struct params *p)
{
	if (p->format >= 0)
		return p->format;
	return p->output || for_people() ? CMD_FORMAT_TEXT : CMD_FORMAT_JSON;
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
	int positionals = cmd_parse(self, &s.p, argc, argv, &status);
	if (positionals < 0)
		return status;
	if (positionals > 0) {
		error_usage(&err, "unexpected argument '%s'", argv[0]);
		error_hint(
			&err,
			"workloads are named by --workload, the directory by --target");
		return cmd_fail(&err);
	}
	// "-" is standard output, as everywhere.
	if (s.p.output && strcmp(s.p.output, "-") == 0) {
		s.p.output = NULL;
		if (s.p.format < 0)
			s.p.format = CMD_FORMAT_JSON;
	}
	s.p.format = default_format(&s.p);
	geometry_probe(&s.geo, &s.sr);
	interrupt_install();
	if (plan_all(&s, &err) < 0 ||
	    (s.p.output && outfile_open(&s.out, s.p.output, &err) < 0))
		return cmd_fail(&err);

	sigbus_install();
	know_platform(&s);
	int rc = target_open(&s.target, s.p.target, &s.sr, &s.geo, &err);
	if (rc == 0) {
		know_target(&s);
		rc = run_plans(&s, &err);
	}
	status = finish(&s, rc, &err);
	if (status >= 0)
		return status;
	if (rc == -EINTR && interrupt_pending())
		return EXIT_SIGNAL + interrupt_pending();
	return rc < 0 ? cmd_fail(&err) : judge(&s.result);
}

const struct command cmd_run = {
	.name = "run",
	.synopsis = "--workload NAME[,NAME…] [OPTIONS]",
	.summary =
		"run workloads, witness what mapping they got, write a result",
	.help = "examples:\n"
		"  daxbench run --workload pmd-fault\n"
		"      64 MiB on the first writable DAX mount; fails unless mapped by PMD\n"
		"  daxbench run -w pmd-fault,pte-fault -s 1g -t /mnt/pmem -o result.json\n"
		"      both, on that mount, with the JSON document in a file\n"
		"  daxbench run -w pmd-fault --access read --extents hole\n"
		"      read faults of holes: the huge zero page\n"
		"\n"
		"Exit status: 0 mapped as expected, 1 not, 2 usage, 3 it could not be determined\n"
		"(no DAX target, a dispute between witnesses, a failed run), 128+n by signal n.\n",
	.run = run,
	.sets = sets,
	.n_sets = ARRAY_SIZE(sets),
};
