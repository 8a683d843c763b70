// SPDX-License-Identifier: MIT
#include "run/pass.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/resource.h>

#include "base/alloc.h"
#include "base/sigbus.h"
#include "run/worker.h"

void survey_release(struct survey *s)
{
	for (size_t i = 0; i < s->n; i++)
		evidence_release(&s->evidence[i]);
	free(s->evidence);
	facts_release(&s->mapping);
	*s = (struct survey){ 0 };
}

static int map_target(const struct pass_setting *setting, struct mapping *map,
		      struct error *err)
{
	const struct run_plan *plan = setting->plan;
	struct mapping_request request = {
		.len = plan->layout.size,
		.write = plan->write,
		.sync = plan->sync,
		.page = plan->workload->asked,
	};

	return mapping_create(map, setting->target->fd, &setting->target->geo,
			      &request, err);
}

// Blocks written by write(2) have no entries in the file's DAX tree yet, so
// the first repetition would differ from all later ones: touch everything
// once, the way the workload will.
static int prime(const struct pass_setting *setting, uint64_t seed,
		 struct error *err)
{
	cleanup_mapping struct mapping map = { .fd = -1 };
	struct repetition unused = { 0 };

	int rc = map_target(setting, &map, err);
	if (rc < 0)
		return rc;
	struct worker_job job = { setting->plan, &map, setting->clock, seed };
	rc = workers_run(&job, &unused, err);
	hist_release(&unused.latency);
	free(unused.threads);
	return rc;
}

static int rehearse(const struct pass_setting *setting,
		    const struct mapping *map, struct witness_scene *scene,
		    struct error *err)
{
	uint64_t chunks = mapping_chunks(map);
	struct rusage before, after;
	struct sigbus_guard guard;

	(void)getrusage(RUSAGE_THREAD, &before);
	if (SIGBUS_GUARD(&guard) != 0) {
		error_set(err, -EFAULT, "SIGBUS (%s) at file offset %llu",
			  sigbus_code_name(guard.code),
			  (unsigned long long)(guard.address -
					       (uintptr_t)map->addr));
		error_hint(
			err,
			"the file system is full, the file was cut short, or the medium is bad there: see the kernel log");
		return -EFAULT;
	}
	for (uint64_t i = 0; i < chunks; i++) {
		volatile unsigned char *at = map->addr + i * map->geo.pmd_bytes;

		if (setting->plan->write)
			*at = 1;
		else
			(void)*at;
	}
	sigbus_leave(&guard);
	(void)getrusage(RUSAGE_THREAD, &after);
	scene->minor_faults = (uint64_t)(after.ru_minflt - before.ru_minflt);
	scene->major_faults = (uint64_t)(after.ru_majflt - before.ru_majflt);
	return 0;
}

static int timed(const struct pass_setting *setting, const struct mapping *map,
		 uint64_t seed, struct witness_scene *scene,
		 struct repetition *rep, struct error *err)
{
	struct worker_job job = { setting->plan, map, setting->clock, seed };
	int rc = workers_run(&job, rep, err);

	if (rc < 0)
		return rc;
	rep->seed = seed;
	rep->state = layout_state(setting->plan->layout.extents);
	scene->minor_faults = rep->minor;
	scene->major_faults = rep->major;
	return 0;
}

static struct witness_scene set_scene(const struct pass_setting *setting,
				      const struct mapping *map, bool rehearsal)
{
	const struct workload *w = setting->plan->workload;

	return (struct witness_scene){
		.map = map,
		.sr = setting->target->sr,
		.pass = rehearsal ? WITNESS_REHEARSAL : WITNESS_TIMED,
		.asked = w->asked,
		.write = setting->plan->write,
		.touches_per_chunk =
			rehearsal ? 1 : w->touches_per_chunk(&map->geo),
		.kernel_major = setting->kernel_major,
		.kernel_minor = setting->kernel_minor,
	};
}

int pass_run(const struct pass_setting *setting, uint64_t seed,
	     struct repetition *rep, struct survey *ret_survey,
	     struct error *err)
{
	cleanup_mapping struct mapping map = { .fd = -1 };
	struct witness_panel panel = { 0 };
	bool made;

	int rc = target_prepare(setting->target, &setting->plan->layout, &made,
				err);
	if (rc == 0 && made && setting->plan->layout.extents == LAYOUT_WRITTEN)
		rc = prime(setting, seed, err);
	if (rc == 0)
		rc = map_target(setting, &map, err);
	if (rc < 0)
		return rc;

	struct witness_scene scene = set_scene(setting, &map, !rep);
	witness_panel_arm(&panel, &scene);
	rc = rep ? timed(setting, &map, seed, &scene, rep, err)
		 : rehearse(setting, &map, &scene, err);
	if (rc == 0) {
		struct survey s = { .pass = scene.pass };

		witness_panel_collect(&panel, &scene, &s.evidence);
		s.n = panel.n;
		s.agreement = witness_agree(s.evidence, s.n, &s.seen, &s.doubt);
		s.counted = s.agreement == AGREEMENT_WITNESSED &&
			    page_bytes_size(&s.seen) != PAGE_SIZE_NONE;
		facts_append(&s.mapping, "", &map.facts);
		if (rep) {
			rep->mapped_known = s.counted;
			rep->mapped = s.seen;
		}
		*ret_survey = s;
	}
	witness_panel_release(&panel);
	return rc;
}
