// SPDX-License-Identifier: MIT
#include "run/gather.h"

#include <math.h>

#include "base/alloc.h"

// Of all workers; not known if it is not of one.
static void gather_tlb(const struct worker *v, unsigned n,
		       struct repetition *rep)
{
	double misses = 0;

	for (unsigned i = 0; i < n; i++)
		misses += v[i].tlb_misses;
	repetition_measure(rep,
			   &(struct measure){ TLB_LOAD_MISSES, "misses",
					      misses / (double)rep->operations,
					      false });
}

// Of all workers, the one that went on longest says why it ended.
static void gather_ending(const struct worker *v, unsigned n,
			  struct repetition *rep)
{
	const struct run_plan *plan = v[0].job->plan;
	struct pace pace = v[0].limit.pace;

	for (unsigned i = 0; i < n; i++)
		if (v[i].ending > rep->ending)
			rep->ending = v[i].ending;
	if (!run_plan_repeats(plan))
		return;
	for (unsigned i = 1; i < n; i++)
		pace_merge(&pace, &v[i].limit.pace);
	repetition_measure(
		rep, &(struct measure){ "faults_per_operation", "faults",
					(double)(rep->minor + rep->major) /
						(double)rep->operations,
					false });
	rep->steady_within = plan->steady ? plan->steady : PLAN_STEADY;
	rep->steadiness = pace_judge(&pace, rep->steady_within / 100.0);
}

// Not known if it is not of one. What all sessions of a process share is
// another one in every process.
static void gather_count(const struct worker *v, unsigned n, size_t which,
			 struct repetition *rep)
{
	const struct engine_count *c = &v[0].job->plan->engine->counts[which];
	bool one_for_all = c->shared && !v[0].job->plan->processes;
	double all = v[0].counts[which];

	for (unsigned i = 1; i < n; i++) {
		double one = v[i].counts[which];

		if (!one_for_all || isnan(one))
			all += one;
		else if (one > all)
			all = one;
	}
	repetition_measure(rep,
			   &(struct measure){ c->name, c->unit, all, false });
}

void gather(const struct worker *v, unsigned n, struct repetition *rep)
{
	hist_init(&rep->latency);
	rep->threads = xcalloc(n, sizeof(*rep->threads));
	rep->n_threads = n;
	for (unsigned i = 0; i < n; i++) {
		const struct thread_split *s = &v[i].split;

		hist_merge(&rep->latency, &v[i].latency);
		rep->threads[i] = *s;
		rep->worker_nodes |= v[i].on_nodes;
		rep->buffer_nodes |= v[i].buffer_nodes;
		rep->operations += s->operations;
		rep->minor += s->minor;
		rep->major += s->major;
		if (s->duration > rep->duration)
			rep->duration = s->duration;
	}
	gather_ending(v, n, rep);
	if (v[0].job->plan->workload->tlb)
		gather_tlb(v, n, rep);
	for (size_t i = 0; i < v[0].job->plan->engine->n_counts; i++)
		gather_count(v, n, i, rep);
}
