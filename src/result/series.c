// SPDX-License-Identifier: MIT
#include "result/series.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/strbuf.h"
#include "result/run-key.h"

char *series_key(const struct result *r, const struct run_record *run,
		 const struct metric *m, unsigned ignore)
{
	struct strbuf key = { 0 };

	strbuf_printf(&key, "%s\n%s\n%s", run->workload, m->name, m->unit);
	for (unsigned d = 0; d < VARIANT_RUN; d++) {
		cleanup_free char *value = NULL;

		if (ignore & VARIANT_BIT(d))
			continue;
		value = variant_value((enum variant_dimension)d, r);
		strbuf_printf(&key, "\n%s", value ? value : "?");
	}
	if (!(ignore & VARIANT_BIT(VARIANT_RUN))) {
		cleanup_free char *options = run_key(run, NULL);

		strbuf_printf(&key, "\n%s", options);
	}
	return strbuf_take(&key);
}

static struct series *find(struct series_list *list, const char *key)
{
	for (size_t i = 0; i < list->n; i++)
		if (strcmp(list->v[i].key, key) == 0)
			return &list->v[i];
	return NULL;
}

static struct series *add(struct series_list *list, const struct result *r,
			  const struct run_record *run, const struct metric *m,
			  char *key)
{
	struct strbuf variant = { 0 };

	(void)variants_text(&list->variants, r, run, list->ignore, "/",
			    &variant);
	list->v = xreallocarray(list->v, list->n + 1, sizeof(*list->v));
	list->v[list->n] = (struct series){ .result = r,
					    .run = run,
					    .metric = m,
					    .variant = strbuf_take(&variant),
					    .key = key };
	return &list->v[list->n++];
}

static void take_values(struct series *s, const struct metric *m)
{
	for (size_t i = 0; i < m->n; i++) {
		if (!isfinite(m->values[i]))
			continue;
		s->values =
			xreallocarray(s->values, s->n + 1, sizeof(*s->values));
		s->values[s->n++] = m->values[i];
	}
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

double values_median(const double *values, size_t n)
{
	cleanup_free double *v = xcalloc(n + 1, sizeof(*v));
	size_t k = 0;

	for (size_t i = 0; i < n; i++)
		if (isfinite(values[i]))
			v[k++] = values[i];
	if (!k)
		return NAN;
	qsort(v, k, sizeof(*v), by_value);
	return k % 2 ? v[k / 2] : v[k / 2 - 1] + (v[k / 2] - v[k / 2 - 1]) / 2;
}

static void summarise(struct series *s)
{
	if (!s->n)
		return;
	s->median = values_median(s->values, s->n);
	s->min = s->max = s->values[0];
	for (size_t i = 1; i < s->n; i++) {
		s->min = fmin(s->min, s->values[i]);
		s->max = fmax(s->max, s->values[i]);
	}
}

static void collect_run(struct series_list *list, const struct result *r,
			const struct run_record *run, unsigned ignore)
{
	if (run->validity == VALIDITY_INVALID)
		return;
	for (size_t i = 0; i < run->n_metrics; i++) {
		cleanup_free char *key =
			series_key(r, run, &run->metrics[i], ignore);
		struct series *s = find(list, key);

		if (!s)
			s = add(list, r, run, &run->metrics[i], TAKE_PTR(key));
		take_values(s, &run->metrics[i]);
	}
}

void series_collect(struct series_list *list,
		    const struct result *const *results, size_t n,
		    unsigned ignore)
{
	*list = (struct series_list){ .ignore = ignore };
	variants_init(&list->variants, results, n);
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < results[i]->n_runs; k++)
			collect_run(list, results[i], &results[i]->runs[k],
				    ignore);
	for (size_t i = 0; i < list->n; i++)
		summarise(&list->v[i]);
}

void series_list_release(struct series_list *list)
{
	for (size_t i = 0; i < list->n; i++) {
		free(list->v[i].variant);
		free(list->v[i].key);
		free(list->v[i].values);
	}
	free(list->v);
	variants_release(&list->variants);
	*list = (struct series_list){ 0 };
}

char *series_run_name(const struct series *s)
{
	return xasprintf("%s%s%s", s->run->workload, s->variant[0] ? "/" : "",
			 s->variant);
}

char *series_name(const struct series *s)
{
	return xasprintf("%s%s%s/%s", s->run->workload,
			 s->variant[0] ? "/" : "", s->variant, s->metric->name);
}
