// SPDX-License-Identifier: MIT
#include "run/pass.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>

#include "base/alloc.h"
#include "base/sigbus.h"
#include "run/journal.h"
#include "run/lookout.h"
#include "run/share.h"
#include "run/stamp.h"
#include "run/worker.h"

void survey_release(struct survey *s)
{
	for (size_t i = 0; i < s->n; i++)
		evidence_release(&s->evidence[i]);
	free(s->evidence);
	facts_release(&s->mapping);
	forecast_release(&s->forecast);
	*s = (struct survey){ 0 };
}

void survey_collect(struct survey *s, struct witness_panel *panel,
		    const struct witness_scene *scene)
{
	s->pass = scene->pass;
	witness_panel_collect(panel, scene, &s->evidence);
	s->n = panel->n;
	s->agreement = witness_agree(s->evidence, s->n, &s->seen, &s->doubt);
	s->counted = s->agreement == AGREEMENT_WITNESSED &&
		     page_bytes_size(&s->seen) != PAGE_SIZE_NONE;
	facts_append(&s->mapping, "", &scene->map->facts);
}

static struct worker_job worker_job_of(const struct pass_setting *setting,
				       const struct mapping *map, uint64_t seed)
{
	return (struct worker_job){
		.plan = setting->plan,
		.map = map,
		.fd = setting->target->fd,
		.files = setting->target->files,
		.n_files = setting->target->n_files,
		.geo = setting->target->geo,
		.clock = setting->clock,
		.seed = seed,
		.directory = target_is_device(setting->target)
				     ? ""
				     : setting->target->path,
	};
}

static int map_target(const struct pass_setting *setting, bool write,
		      struct mapping *map, struct error *err)
{
	const struct run_plan *plan = setting->plan;
	struct mapping_request request = {
		.len = plan->layout.size,
		.write = write,
		.private = plan->workload->private,
		.sync = plan->sync,
		.page = plan->page,
		.only = setting->target->only,
		.files = setting->target->files,
		.n_files = setting->target->n_files,
	};

	return mapping_create(map, setting->target->fd, &setting->target->geo,
			      &request, err);
}

static int bus_error(const struct sigbus_guard *guard,
		     const struct mapping *map, struct error *err)
{
	error_set(err, -EFAULT, "SIGBUS (%s) at file offset %llu",
		  sigbus_code_name(guard->code),
		  (unsigned long long)(guard->address - (uintptr_t)map->addr));
	error_hint(
		err,
		"the file system is full, the file was cut short, or the medium is bad there: see the kernel log");
	return -EFAULT;
}

// Untimed touches of the range up to `end`, one every `step` bytes.
static int touch_range(const struct mapping *map, uint64_t end, uint64_t step,
		       bool write, struct witness_scene *scene,
		       struct error *err)
{
	struct rusage before, after;
	struct sigbus_guard guard;

	(void)getrusage(RUSAGE_THREAD, &before);
	if (SIGBUS_GUARD(&guard) != 0)
		return bus_error(&guard, map, err);
	for (uint64_t at = 0; at < end; at += step) {
		volatile unsigned char *byte = map->addr + at;

		if (write)
			*byte = 1;
		else
			(void)*byte;
	}
	sigbus_leave(&guard);
	(void)getrusage(RUSAGE_THREAD, &after);
	scene->minor_faults = (uint64_t)(after.ru_minflt - before.ru_minflt);
	scene->major_faults = (uint64_t)(after.ru_majflt - before.ru_majflt);
	return 0;
}

static bool stage_writes(const struct run_plan *plan)
{
	switch (plan->workload->stage) {
	case STAGE_STORE_SYNC:
	case STAGE_STORE_ALL:
		return true;
	case STAGE_LOAD:
	case STAGE_LOAD_ALL:
		return false;
	case STAGE_NONE:
	case STAGE_TOUCH_ALL:
		break;
	}
	return plan->write;
}

// Whether the first touches of a pass are stores. A store to a private mapping
// would show the copy, not the file.
static bool touches_write(const struct run_plan *plan, bool rehearsal)
{
	if (plan->workload->private)
		return stage_writes(plan);
	return rehearsal ? plan->write : stage_writes(plan);
}

// Blocks written by write(2) have no entries in the file's DAX tree yet, so
// the first repetition would differ from all later ones: touch everything
// once, by the entries the workload will use.
static int prime(const struct pass_setting *setting, struct error *err)
{
	cleanup_mapping struct mapping map = { .fd = -1 };
	struct witness_scene unused = { 0 };

	int rc = map_target(setting, setting->plan->write, &map, err);
	if (rc < 0)
		return rc;
	return touch_range(&map, layout_end(&setting->plan->layout),
			   map.geo.page_bytes,
			   touches_write(setting->plan, true), &unused, err);
}

// What the accesses will follow, through a mapping of its own.
static int inscribe(const struct pass_setting *setting, uint64_t seed,
		    struct error *err)
{
	const struct run_plan *plan = setting->plan;
	cleanup_mapping struct mapping map = { .fd = -1 };
	struct sigbus_guard guard;

	int rc = map_target(setting, true, &map, err);
	if (rc < 0)
		return rc;
	if (SIGBUS_GUARD(&guard) != 0)
		return bus_error(&guard, &map, err);
	for (unsigned i = 0; i < plan->threads; i++) {
		struct workload_share share = share_of(plan, &map.geo, seed, i);

		plan->workload->inscribe(map.addr, &share);
	}
	sigbus_leave(&guard);
	return 0;
}

static int run_beside_journal(const struct worker_job *job,
			      struct repetition *rep, struct error *err)
{
	struct journal journal;
	int rc = journal_start(&journal, job->directory, err);

	if (rc == 0) {
		uint64_t before = journal_commits(&journal);

		rc = workers_run(job, rep, err);
		repetition_measure(
			rep,
			&(struct measure){
				"journal_commits", "commits",
				(double)(journal_commits(&journal) - before),
				false });
	}
	journal_stop(&journal);
	return rc;
}

static int verify(const struct pass_setting *setting, const struct mapping *map,
		  uint64_t seed, struct error *err)
{
	const struct target *t = setting->target;
	uint64_t size = setting->plan->layout.size;
	unsigned n = target_files(t);
	int rc = 0;

	for (unsigned i = 0; rc == 0 && i < n; i++) {
		const struct stamp_place place = {
			.map = map,
			.fd = target_file(t, i),
			.from = geometry_part(&t->geo, size, i, n),
			.to = geometry_part(&t->geo, size, i + 1, n),
		};

		rc = stamp_check(setting->plan, &place, seed, err);
	}
	return rc;
}

static int timed(const struct pass_setting *setting, const struct mapping *map,
		 uint64_t seed, const struct worker_look *look,
		 struct witness_scene *scene, struct repetition *rep,
		 struct error *err)
{
	struct worker_job job = worker_job_of(setting, map, seed);

	job.look = look;
	int rc = setting->plan->journal ? run_beside_journal(&job, rep, err)
					: workers_run(&job, rep, err);

	if (rc == 0 && setting->plan->verify)
		rc = verify(setting, map, seed, err);
	if (rc < 0)
		return rc;
	rep->seed = seed;
	rep->state = layout_state(setting->plan->layout.extents);
	scene->minor_faults = rep->minor;
	scene->major_faults = rep->major;
	return 0;
}

// What the timed operations left to the program: its faults when it touches
// every page. The witnesses are told of one round of first touches: what
// populated by read faults and what then was stored to are two, of which the
// one with more faults is the fuller.
static int touch_what_is_left(const struct mapping *map,
			      struct witness_scene *scene,
			      struct repetition *rep, struct error *err)
{
	struct witness_scene after = { 0 };
	int rc = touch_range(map, map->asked.len, map->geo.page_bytes, true,
			     &after, err);
	uint64_t left = after.minor_faults + after.major_faults;

	if (left > scene->minor_faults + scene->major_faults) {
		scene->minor_faults = after.minor_faults;
		scene->major_faults = after.major_faults;
	}
	if (rc == 0)
		repetition_measure(rep,
				   &(struct measure){ "faults_left", "faults",
						      (double)left, true });
	return rc;
}

// Between two operations on one entry it may be synced, and of two threads
// that touch it both may fault; of processes each does, in its own page table.
static bool refaults(const struct run_plan *plan)
{
	if (plan->workload->stage != STAGE_NONE)
		return false;
	return (!workload_sharing_none(plan->sharing) && !plan->processes) ||
	       (plan->workload->unit == UNIT_BLOCK &&
		run_plan_durability(plan) == DURABILITY_SYNCED);
}

static struct witness_scene set_scene(const struct pass_setting *setting,
				      const struct mapping *map, bool rehearsal)
{
	const struct run_plan *plan = setting->plan;

	return (struct witness_scene){
		.map = map,
		.sr = setting->target->sr,
		.pass = rehearsal ? WITNESS_REHEARSAL : WITNESS_TIMED,
		.asked = plan->page,
		.write = touches_write(plan, rehearsal),
		.touches_per_chunk =
			rehearsal ? 1 : run_plan_first_touches(plan, &map->geo),
		.refaults = !rehearsal && refaults(plan),
		.kernel_major = setting->kernel_major,
		.kernel_minor = setting->kernel_minor,
	};
}

// The workload's own first touches, untimed, before the clock starts.
static int run_stage(const struct pass_setting *setting,
		     const struct mapping *map, struct witness_scene *scene,
		     struct error *err)
{
	enum workload_stage stage = setting->plan->workload->stage;
	uint64_t step =
		geometry_chunk_bytes(&map->geo) / scene->touches_per_chunk;
	int rc = touch_range(map, layout_end(&setting->plan->layout), step,
			     stage_writes(setting->plan), scene, err);

	if (rc == 0 && stage == STAGE_STORE_SYNC &&
	    msync(map->addr, (size_t)map->asked.len, MS_SYNC) < 0)
		rc = error_sys(err, -errno, "msync");
	return rc;
}

// By the blocks as they lie before they are touched.
static void foretell(const struct pass_setting *setting, bool rehearsal,
		     struct survey *s)
{
	const struct run_plan *plan = setting->plan;
	const struct target *t = setting->target;
	uint64_t size = plan->layout.size;
	unsigned n = target_files(t);
	struct error unused = { 0 };

	*s = (struct survey){ 0 };
	s->foretold = setting->forecaster && plan->page == PAGE_SIZE_PMD;
	for (unsigned i = 0; s->foretold && i < n; i++)
		s->foretold =
			forecast_add(setting->forecaster, target_file(t, i),
				     geometry_part(&t->geo, size, i, n),
				     geometry_part(&t->geo, size, i + 1, n),
				     touches_write(plan, rehearsal),
				     &s->forecast, &unused) == 0;
	if (!s->foretold)
		forecast_release(&s->forecast);
}

static int timed_by_processes(const struct pass_setting *setting,
			      struct witness_scene *scene, uint64_t seed,
			      struct repetition *rep, struct survey *survey,
			      struct error *err)
{
	struct lookout *l = lookout_new(setting->plan, scene);
	int rc = timed(setting, scene->map, seed, lookout_look(l), scene, rep,
		       err);

	if (rc == 0)
		lookout_survey(l, survey);
	lookout_free(l);
	return rc;
}

// The touches of one process, and what its page table then is.
static int touch_and_see(const struct pass_setting *setting,
			 struct witness_scene *scene, uint64_t seed,
			 struct repetition *rep, struct survey *survey,
			 struct error *err)
{
	const struct mapping *map = scene->map;
	const struct workload *w = setting->plan->workload;
	bool staged = rep && w->stage != STAGE_NONE;
	struct witness_panel panel;
	int rc;

	witness_panel_arm(&panel, scene);
	if (staged)
		rc = run_stage(setting, map, scene, err);
	else if (rep)
		rc = timed(setting, map, seed, NULL, scene, rep, err);
	else
		rc = touch_range(map, layout_end(&setting->plan->layout),
				 geometry_chunk_bytes(&map->geo),
				 touches_write(setting->plan, true), scene,
				 err);
	if (rc == 0 && rep && w->leaves)
		rc = touch_what_is_left(map, scene, rep, err);
	if (rc == 0) {
		survey_collect(survey, &panel, scene);
		survey->apart = !rep && w->leaves;
	}
	if (rc == 0 && staged)
		rc = timed(setting, map, seed, NULL, scene, rep, err);
	witness_panel_release(&panel);
	return rc;
}

static int mapped_pass(const struct pass_setting *setting, uint64_t seed,
		       struct repetition *rep, struct survey *ret_survey,
		       struct error *err)
{
	cleanup_mapping struct mapping map = { .fd = -1 };

	foretell(setting, !rep, ret_survey);
	int rc = map_target(setting, setting->plan->write, &map, err);
	if (rc == 0) {
		struct witness_scene scene = set_scene(setting, &map, !rep);

		rc = rep && setting->plan->processes
			     ? timed_by_processes(setting, &scene, seed, rep,
						  ret_survey, err)
			     : touch_and_see(setting, &scene, seed, rep,
					     ret_survey, err);
	}
	if (rc == 0 && rep) {
		rep->mapped_known = ret_survey->counted;
		rep->mapped = ret_survey->seen;
	}
	if (rc < 0)
		survey_release(ret_survey);
	return rc;
}

// The target's own writes, when it is laid out, are not asked to be aligned:
// they come when the pass is over and the flag gone.
static int set_direct_of(int fd, struct error *err)
{
	int flags = fcntl(fd, F_GETFL);

	if (flags >= 0 && fcntl(fd, F_SETFL, flags | O_DIRECT) == 0)
		return 0;
	int rc = error_sys(err, -errno, "O_DIRECT");
	error_hint(err,
		   "this file system has no direct I/O: leave out --direct");
	return rc;
}

static int set_direct(const struct target *t, bool on, struct error *err)
{
	int rc = 0;

	for (unsigned i = 0; on && rc == 0 && i < target_files(t); i++)
		rc = set_direct_of(target_file(t, i), err);
	return rc;
}

static void clear_direct(const struct target *t)
{
	for (unsigned i = 0; i < target_files(t); i++) {
		int fd = target_file(t, i), flags = fcntl(fd, F_GETFL);

		if (flags >= 0 && flags & O_DIRECT)
			(void)fcntl(fd, F_SETFL, flags & ~O_DIRECT);
	}
}

int pass_run(const struct pass_setting *setting, uint64_t seed,
	     struct repetition *rep, struct survey *ret_survey,
	     struct error *err)
{
	const struct run_plan *plan = setting->plan;
	bool mapped = plan->page != PAGE_SIZE_NONE, made;

	int rc = target_prepare(setting->target, &plan->layout, &made, err);
	if (rc == 0 && made && mapped &&
	    (plan->layout.extents == LAYOUT_WRITTEN ||
	     plan->layout.extents == LAYOUT_DEVICE))
		rc = prime(setting, err);
	if (rc == 0 && rep && plan->workload->inscribe)
		rc = inscribe(setting, seed, err);
	if (rc < 0)
		return rc;
	if (rep && plan->engine->spoils)
		target_spoil(setting->target);
	if (mapped)
		return mapped_pass(setting, seed, rep, ret_survey, err);
	*ret_survey = (struct survey){ 0 };
	if (!rep)
		return 0;
	rc = set_direct(setting->target, plan->direct, err);
	if (rc < 0)
		return rc;
	struct witness_scene scene = { 0 };
	rc = timed(setting, NULL, seed, NULL, &scene, rep, err);
	clear_direct(setting->target);
	return rc;
}
