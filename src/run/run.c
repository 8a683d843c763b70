// SPDX-License-Identifier: MIT
#include "run/run.h"

#include <errno.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "base/interrupt.h"
#include "run/metrics.h"
#include "run/partner.h"
#include "run/room.h"
#include "run/tlb.h"
#include "run/verdict.h"
#include "run/node.h"
#include "target/extents.h"

unsigned run_passes(const struct run_plan *plan)
{
	return 1 + plan->warmup + plan->repeat;
}

struct survey_list {
	struct survey *v;
	size_t n;
};

static void survey_list_release(struct survey_list *list)
{
	for (size_t i = 0; i < list->n; i++)
		survey_release(&list->v[i]);
	free(list->v);
}
DEFINE_CLEANUP(survey_list, struct survey_list, survey_list_release)

static struct survey *next_survey(struct survey_list *list)
{
	list->v = xreallocarray(list->v, list->n + 1, sizeof(*list->v));
	list->v[list->n] = (struct survey){ 0 };
	return &list->v[list->n];
}

static void tell(const struct run_observer *o, const struct run_plan *plan,
		 const char *what, unsigned done)
{
	if (o && o->step)
		o->step(o->context, plan, what, done, run_passes(plan));
}

static int interrupted(struct error *err)
{
	return interrupt_pending() ? error_set(err, -EINTR, "interrupted") : 0;
}

static int rehearsal(const struct pass_setting *setting,
		     struct survey_list *surveys, struct error *err)
{
	uint64_t seed = run_plan_seed(setting->plan, 0);
	int rc = pass_run(setting, seed, NULL, next_survey(surveys), err);

	if (rc == 0)
		surveys->n++;
	return rc;
}

// Warm-up repetitions are whole ones of which nothing is kept, unless they
// found what must not be.
static int warm_up(const struct pass_setting *setting, unsigned index,
		   struct error *err)
{
	uint64_t seed = run_plan_seed(setting->plan, index);
	struct repetition rep = { 0 };
	struct survey survey = { 0 };
	int rc = pass_run(setting, seed, &rep, &survey, err);

	if (rc == 0 && rep.finding)
		rc = error_set(err, -EILSEQ, "warm-up, seed %llu: %s",
			       (unsigned long long)seed, rep.finding);
	survey_release(&survey);
	hist_release(&rep.latency);
	free(rep.threads);
	free(rep.finding);
	return rc;
}

static int repetition(const struct pass_setting *setting, unsigned index,
		      struct run_record *run, struct survey_list *surveys,
		      struct error *err)
{
	uint64_t seed = run_plan_seed(setting->plan, index);
	struct repetition *rep = run_record_add_repetition(run);
	int rc = pass_run(setting, seed, rep, next_survey(surveys), err);

	if (rc == 0)
		surveys->n++;
	else
		run->n_repetitions--;
	return rc;
}

static int all_passes(const struct pass_setting *setting,
		      struct run_record *run, struct survey_list *surveys,
		      const struct run_observer *observer, struct error *err)
{
	const struct run_plan *plan = setting->plan;
	unsigned done = 0;

	tell(observer, plan, "rehearsal", done++);
	int rc = rehearsal(setting, surveys, err);
	for (unsigned i = 0; rc == 0 && i < plan->warmup; i++) {
		tell(observer, plan, "warm-up", done++);
		rc = interrupted(err);
		if (rc == 0)
			rc = warm_up(setting, done, err);
	}
	for (unsigned i = 0; rc == 0 && i < plan->repeat; i++) {
		tell(observer, plan, "repetition", done++);
		rc = interrupted(err);
		if (rc == 0)
			rc = repetition(setting, done, run, surveys, err);
	}
	return rc;
}

// How the blocks of the last pass lay: what the mapping could have been.
static void note_blocks(const struct pass_setting *setting,
			struct run_record *run)
{
	cleanup_extents struct extents extents = { 0 };
	struct error err = { 0 };
	int rc = 0;

	if (target_is_device(setting->target)) {
		facts_unknown(&run->parameters, "extents.count", "FIEMAP",
			      FACT_ABSENT, "a device has no extents");
		return;
	}
	for (unsigned i = 0; rc == 0 && i < target_files(setting->target); i++)
		rc = extents_append(&extents, target_file(setting->target, i),
				    &err);
	if (rc < 0)
		facts_unknown(&run->parameters, "extents.count", "FIEMAP",
			      fact_status_of(rc), "%s", err.text);
	else
		extents_facts(&extents, setting->plan->layout.size,
			      &setting->target->geo, &run->parameters);
	if (rc == 0 && setting->plan->layout.extents == LAYOUT_SHARED)
		facts_bytes(&run->parameters, "extents.shared", "FIEMAP",
			    extents_shared_bytes(&extents));
}

// What the engine's stores are worth on the mapping they got.
static void note_durability(const struct run_plan *plan, struct run_record *run)
{
	const struct engine *e = plan->engine;
	enum durability promised = run_plan_durability(plan);
	struct facts *f = &run->parameters;

	if (e->describe)
		e->describe(f);
	if (promised == DURABILITY_FLUSHED && !plan->sync &&
	    !plan->flush_suffices)
		facts_unknown(
			f, "durability", "engine and mapping", FACT_UNSUPPORTED,
			"stores are flushed, but without MAP_SYNC their blocks may be lost in a power cut: use --sync");
	else
		facts_text(f, "durability", "engine and mapping",
			   durability_name(promised));
}

// Where workers and their buffers were, in all repetitions that were finished.
static void note_nodes(struct run_record *run)
{
	node_set workers = 0, buffers = 0;

	for (size_t i = 0; i < run->n_repetitions; i++) {
		workers |= run->repetitions[i].worker_nodes;
		buffers |= run->repetitions[i].buffer_nodes;
	}
	if (!run->n_repetitions)
		return;
	node_set_fact(workers, &run->parameters, "numa.workers", "getcpu(2)");
	node_set_fact(buffers, &run->parameters, "numa.buffers",
		      "get_mempolicy(2)");
}

int run_execute(const struct pass_setting *setting, struct run_record *run,
		const struct run_observer *observer, struct error *err)
{
	CLEANUP(survey_list_cleanup_) struct survey_list surveys = { 0 };
	struct pass_setting fitted = *setting;
	struct run_plan plan = *setting->plan;

	fitted.plan = &plan;
	setting = &fitted;
	int rc = run_plan_shrink(&plan, setting->target, err);
	// The DAX entries of one run (its PMDs, say) would be met by the next,
	// and what it measures would depend on what ran before it.
	target_spoil(setting->target);
	run_plan_facts(&plan, &run->parameters);
	note_durability(&plan, run);
	if (plan.workload->tlb)
		tlb_note(&run->parameters);
	if (rc == 0)
		rc = run_plan_possible(&plan, err);
	if (rc == 0)
		rc = partner_know(&plan, setting->target->sr, &run->parameters,
				  err);
	if (rc == 0)
		rc = all_passes(setting, run, &surveys, observer, err);
	if (surveys.n)
		facts_append(&run->parameters, "",
			     &surveys.v[surveys.n - 1].mapping);
	note_blocks(setting, run);
	note_nodes(run);
	verdict_reach(run, &plan, surveys.v, surveys.n);
	if (run->n_repetitions < plan.repeat)
		run_record_doubt(run,
				 run->n_repetitions ? VALIDITY_SUSPECT
						    : VALIDITY_INVALID,
				 "%zu of %u repetitions were finished",
				 run->n_repetitions, plan.repeat);
	metrics_derive(run, setting->clock, &setting->target->geo);
	return rc;
}
