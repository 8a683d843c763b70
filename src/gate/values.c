// SPDX-License-Identifier: MIT
#include "gate/values.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "stats/ranktest.h"

const struct metric *values_metric(const struct run_record *run,
				   const char *name)
{
	for (size_t i = 0; i < run->n_metrics; i++)
		if (strcmp(run->metrics[i].name, name) == 0)
			return &run->metrics[i];
	return NULL;
}

static void add(struct values *to, const double *v, size_t n)
{
	if (!n)
		return;
	to->v = xreallocarray(to->v, to->n + n, sizeof(*to->v));
	memcpy(to->v + to->n, v, n * sizeof(*v));
	to->n += n;
}

// NAN when a repetition's value is not known: it must not vanish in a median.
static double centre(const struct metric *m)
{
	for (size_t i = 0; i < m->n; i++)
		if (!isfinite(m->values[i]))
			return NAN;
	return median(m->values, m->n);
}

struct values values_take(const struct run_group *group, const char *metric,
			  enum unit_of unit)
{
	struct values all = { 0 };

	for (size_t i = 0; i < group->n; i++) {
		const struct metric *m = values_metric(group->runs[i], metric);

		if (!m || !m->n)
			continue;
		double middle = centre(m);

		if (unit == UNIT_FILE)
			add(&all, &middle, 1);
		else
			add(&all, m->values, m->n);
	}
	return all;
}

void values_worsen(struct values *values, enum direction direction,
		   double factor)
{
	for (size_t i = 0; i < values->n; i++)
		values->v[i] *=
			direction == DIRECTION_MORE ? 1 / factor : factor;
}

bool values_huge_share(const struct run_group *group, double *ret_least,
		       double *ret_most)
{
	bool any = false;

	*ret_least = INFINITY;
	*ret_most = 0;
	for (size_t i = 0; i < group->n; i++) {
		const struct run_record *run = group->runs[i];

		for (size_t k = 0; k < run->n_repetitions; k++) {
			const struct page_bytes *b =
				&run->repetitions[k].mapped;
			double huge = (double)b->pmd + (double)b->pud;
			double all = huge + (double)b->pte + (double)b->absent;

			if (!run->repetitions[k].mapped_known || !(all > 0))
				return false;
			*ret_least = fmin(*ret_least, huge / all);
			*ret_most = fmax(*ret_most, huge / all);
			any = true;
		}
	}
	return any;
}

void values_release(struct values *values)
{
	free(values->v);
	*values = (struct values){ 0 };
}
