// SPDX-License-Identifier: MIT
#include "cmd/run-build.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/cleanup.h"
#include "base/parse.h"

void run_plans_release(struct run_plans *plans)
{
	free(plans->v);
	*plans = (struct run_plans){ 0 };
}

static enum page_size page_asked(const struct run_options *o,
				 const struct workload *w)
{
	if (w->asked != PAGE_SIZE_ANY)
		return w->asked;
	static const enum page_size sizes[] = { PAGE_SIZE_PMD, PAGE_SIZE_PTE,
						PAGE_SIZE_PUD };

	return o->page < 0 ? PAGE_SIZE_PMD : sizes[o->page];
}

// What is mapped is expected to be mapped as asked.
static enum page_size expectation(const struct run_options *o,
				  enum page_size asked)
{
	static const enum page_size sizes[] = { PAGE_SIZE_PMD, PAGE_SIZE_PTE,
						PAGE_SIZE_ANY, PAGE_SIZE_PUD };

	if (asked == PAGE_SIZE_NONE)
		return PAGE_SIZE_ANY;
	return o->expect < 0 ? asked : sizes[o->expect];
}

static int find_engine(const char *name, bool needed, const struct engine **ret,
		       struct error *err)
{
	*ret = engine_find(name);
	if (!*ret) {
		error_usage(err, "unknown engine '%s'", name);
		error_hint(err, "`daxbench list` names them");
		return -EINVAL;
	}
	if (needed && (*ret)->available && (*ret)->available(err) < 0)
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

// One of those for engines that queue, or NULL.
static const char *queue_option(const struct run_options *o)
{
	return o->depth                ? "--iodepth"
	       : o->submit_batch       ? "--submit-batch"
	       : o->uring_buffers >= 0 ? "--uring-buffers"
	       : o->uring_file >= 0    ? "--uring-file"
	       : o->sqpoll             ? "--sqpoll"
				       : NULL;
}

// Options that workload or engine leave no choice of are refused, not
// ignored.
static int check_choices(const struct run_options *o, const struct workload *w,
			 const struct engine *e, struct error *err)
{
	bool mapped = e->mapped && w->asked != PAGE_SIZE_NONE;

	if (w->access != ACCESS_EITHER && o->access >= 0 &&
	    o->access != (w->access == ACCESS_WRITE))
		return error_usage(
			err, "workload '%s' only %ss", w->name,
			run_option_accesses[w->access == ACCESS_WRITE]);
	if (o->block && !workload_in_blocks(w))
		return error_usage(
			err,
			"workload '%s' does not work in blocks: --block-size has no part in it",
			w->name);
	if (o->order == 1 && w->ordered)
		return error_usage(
			err,
			"workload '%s' has no order but the sequential one",
			w->name);
	if (o->writes && workload_op(w, true) != OP_TXN)
		return error_usage(
			err,
			"workload '%s' has no transactions: --writes has no part in it",
			w->name);
	if (o->fsync &&
	    (!e->fsyncs || (o->access < 0 ? !w->write : o->access == 0)))
		return error_usage(
			err,
			"workload '%s' with engine '%s' does not fsync: --fsync has no part in it",
			w->name, e->name);
	if (o->flush >= 0 && !e->flushes)
		return error_usage(
			err,
			"engine '%s' does not flush from user space: --flush has no part in it",
			e->name);
	if (o->share > 0 && o->share != SHARE_OWN_FILE && !w->shares)
		return error_usage(
			err,
			"workload '%s' shares no chunks between threads: of --share it takes own-chunk and own-file",
			w->name);
	const char *queueing = queue_option(o);

	if (queueing && !e->queued)
		return error_usage(
			err, "engine '%s' does not queue: %s has no part in it",
			e->name, queueing);
	if (o->page >= 0 && (w->asked != PAGE_SIZE_ANY || !mapped))
		return error_usage(
			err,
			"workload '%s' with engine '%s' leaves no choice of --page",
			w->name, e->name);
	if (w->private && o->sync)
		return error_usage(
			err,
			"workload '%s' maps privately: --sync has no part in it",
			w->name);
	if (mapped && o->direct)
		return error_usage(
			err,
			"engine '%s' maps the file: --direct has no part in it",
			e->name);
	if (!mapped && o->sync)
		return error_usage(
			err,
			"engine '%s' maps nothing: --sync has no part in it",
			e->name);
	if (!mapped && o->expect >= 0 &&
	    expectation(o, PAGE_SIZE_PMD) != PAGE_SIZE_ANY)
		return error_usage(
			err,
			"engine '%s' maps nothing: nothing can be expected of the mapping",
			e->name);
	return 0;
}

// One is given with a plan for those of its runs that need it.
static int check_partner(const struct run_options *o, const struct engine *e,
			 struct error *err)
{
	if (o->partner && !e->partner)
		return error_usage(
			err,
			"engine '%s' needs no second directory: --partner has no part in it",
			e->name);
	if (o->partner || !e->partner)
		return 0;
	error_usage(err, "engine '%s' needs a second directory, on a disk",
		    e->name);
	error_hint(err, "name it by --partner DIR");
	return -EINVAL;
}

// None given: wherever the process may.
static int numa_node(const struct run_options *o, unsigned *ret,
		     struct error *err)
{
	uint64_t n = 0;

	if (o->numa_node && (parse_u64(o->numa_node, &n) < 0 || n > 1023))
		return error_usage(
			err, "--numa-node takes a number of a node, not '%s'",
			o->numa_node);
	*ret = (unsigned)n;
	return 0;
}

static int plan_one(struct run_plans *plans, const struct run_options *o,
		    const char *name, const struct geometry *geo,
		    struct error *err)
{
	const struct workload *w;
	const struct engine *engine = NULL;
	unsigned node = 0;

	int rc = find_workload(name, &w, err);
	if (rc == 0)
		rc = numa_node(o, &node, err);
	if (rc == 0)
		rc = find_engine(o->engine ? o->engine : w->engine,
				 !plans->planned, &engine, err);
	if (rc == 0)
		rc = check_choices(o, w, engine, err);
	if (rc == 0 && !plans->planned)
		rc = check_partner(o, engine, err);
	if (rc < 0)
		return rc;
	enum page_size page = page_asked(o, w);
	// An engine that needs no mapping gets none.
	if (!engine->mapped)
		page = PAGE_SIZE_NONE;
	struct run_plan plan = {
		.workload = w,
		.engine = engine,
		.layout = {
			.size = o->size,
			.extents = o->extents < 0
					   ? w->extents
					   : (enum layout_extents)o->extents,
			.beyond = o->eof_inside ? geometry_chunk_bytes(geo) / 2
						: 0,
		},
		.page = page,
		.write = o->access < 0 ? w->write : o->access == 1,
		.random = o->order < 0 ? w->random : o->order == 1,
		.direct = o->direct,
		.sync = o->sync,
		.latency = !o->no_latency,
		.block = o->block   ? o->block
			 : w->block ? w->block
				    : 4096,
		.writes = o->writes ? (unsigned)o->writes : 4,
		.fsync = (unsigned)o->fsync,
		.depth = o->depth ? (unsigned)o->depth : 1,
		.flush =
			o->flush < 0 ? FLUSH_PERSIST : (enum flush_way)o->flush,
		.uring = { (unsigned)o->submit_batch, o->uring_buffers == 1,
			   o->uring_file == 1, o->sqpoll },
		.repeat = (unsigned)o->repeat,
		.warmup = (unsigned)o->warmup,
		.ops = o->ops,
		.runtime = o->runtime,
		.steady = (unsigned)o->steady,
		.threads = o->threads   ? (unsigned)o->threads
			   : w->parties ? w->parties
					: 1,
		.processes = o->workers == 1,
		.sharing = o->share < 0 ? w->sharing
					: (enum workload_sharing)o->share,
		.seed = o->seed,
		.fit = o->fit,
		.journal = o->journal == 1,
		.verify = o->verify,
		.on_node = o->numa_node != NULL,
		.node = node,
		.pin = o->pin,
		.partner = engine->partner ? o->partner : NULL,
		.source = plans->planned ? "plan" : "command line",
		.expected = expectation(o, page),
		.expect_given = o->expect >= 0,
		.page_open = w->asked == PAGE_SIZE_ANY && o->page < 0,
		.extents_open = o->extents < 0,
	};
	if (plan.sharing == SHARE_OWN_FILE)
		plan.layout.files = plan.threads;
	rc = run_plan_check(&plan, geo, err);
	if (rc < 0)
		return rc;
	plans->v = xreallocarray(plans->v, plans->n + 1, sizeof(*plans->v));
	plans->v[plans->n++] = plan;
	return 0;
}

int run_plans_build(struct run_plans *plans, const struct run_options *o,
		    const struct geometry *geo, struct error *err)
{
	size_t before = plans->n;

	if (!o->workload) {
		error_usage(err, "no workload given");
		error_hint(
			err,
			"try --workload pmd-fault; `daxbench list` names all");
		return -EINVAL;
	}
	cleanup_free char *names = xstrdup(o->workload);
	int rc = 0;
	for (char *save = NULL, *name = strtok_r(names, ",", &save);
	     name && rc == 0; name = strtok_r(NULL, ",", &save))
		rc = plan_one(plans, o, name, geo, err);
	if (rc == 0 && plans->n == before)
		rc = error_usage(err, "--workload names nothing");
	return rc;
}

static int build_one(struct run_plans *plans, const struct plan_file *file,
		     const struct plan_entry *entry, size_t combination,
		     int argc, char **argv, const struct geometry *geo,
		     struct error *err)
{
	struct run_options o;
	bool help;

	options_defaults(run_option_sets, RUN_OPTION_SETS, &o);
	int rc = plan_entry_apply(file, entry, combination, &o, err);
	if (rc < 0)
		return rc;
	// No error to be met: this command line was parsed before.
	rc = options_overlay(run_option_sets, RUN_OPTION_SETS, &o, argc, argv,
			     &help, err);
	if (rc < 0)
		return rc;
	rc = run_plans_build(plans, &o, geo, err);
	return rc < 0 ? error_wrap(err, "%s: runs[%zu]", file->origin,
				   entry->index)
		      : 0;
}

int run_plans_build_file(struct run_plans *plans, const struct plan_file *file,
			 int argc, char **argv, const struct geometry *geo,
			 struct error *err)
{
	int rc = 0;

	plans->planned = true;
	for (size_t i = 0; i < file->n && rc == 0; i++)
		for (size_t k = 0; k < file->entries[i].combinations && rc == 0;
		     k++)
			rc = build_one(plans, file, &file->entries[i], k, argc,
				       argv, geo, err);
	return rc;
}
