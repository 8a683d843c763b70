// SPDX-License-Identifier: MIT
#include "report/view.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/strbuf.h"
#include "result/run-key.h"
#include "result/series.h"
#include "result/variant.h"

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash && slash[1] ? slash + 1 : path;
}

static void put_label(const struct view *v, size_t i, struct strbuf *out)
{
	const struct result *r = v->in->results[i];
	size_t n = variants_text(&v->variants, r, NULL, 0, " ", out);

	if (!n && r->kernel_release)
		strbuf_puts(out, r->kernel_release);
	else if (!n)
		strbuf_puts(out, base_name(v->in->names[i]));
}

// Equal labels get numbers: the same kernel booted twice, for instance.
static void make_labels(struct view *v)
{
	v->labels = xcalloc(v->in->n + 1, sizeof(*v->labels));
	for (size_t i = 0; i < v->in->n; i++) {
		struct strbuf label = { 0 };

		put_label(v, i, &label);
		v->labels[i] = strbuf_take(&label);
	}
	for (size_t i = 0; i < v->in->n; i++) {
		cleanup_free char *plain = xstrdup(v->labels[i]);
		unsigned number = 1;

		for (size_t k = i + 1; k < v->in->n; k++) {
			if (strcmp(v->labels[k], plain) != 0)
				continue;
			free(v->labels[k]);
			v->labels[k] = xasprintf("%s (%u)", plain, ++number);
		}
		if (number > 1) {
			free(v->labels[i]);
			v->labels[i] = xasprintf("%s (1)", plain);
		}
	}
}

static struct view_group *group_of(struct view *v, char *key)
{
	for (size_t i = 0; i < v->n_groups; i++) {
		if (strcmp(v->groups[i].key, key) == 0) {
			free(key);
			return &v->groups[i];
		}
	}
	v->groups =
		xreallocarray(v->groups, v->n_groups + 1, sizeof(*v->groups));
	v->groups[v->n_groups] = (struct view_group){ .key = key };
	return &v->groups[v->n_groups++];
}

static void add_run(struct view *v, size_t result, const struct run_record *run)
{
	struct view_group *g = group_of(v, run_key(run, NULL));

	g->members = xreallocarray(g->members, g->n + 1, sizeof(*g->members));
	struct view_member *m = &g->members[g->n++];
	*m = (struct view_member){ .result = result, .run = run };
	hist_init(&m->all);
	for (size_t i = 0; i < run->n_repetitions; i++)
		hist_merge(&m->all, &run->repetitions[i].latency);
}

static void make_titles(struct view *v)
{
	cleanup_free const struct run_record **first =
		xcalloc(v->n_groups + 1, sizeof(*first));
	cleanup_free char **titles = xcalloc(v->n_groups + 1, sizeof(*titles));

	for (size_t i = 0; i < v->n_groups; i++)
		first[i] = v->groups[i].members[0].run;
	run_labels(first, v->n_groups, NULL, titles);
	for (size_t i = 0; i < v->n_groups; i++)
		v->groups[i].title = titles[i];
}

void view_init(struct view *v, const struct report_input *in)
{
	*v = (struct view){ .in = in };
	variants_init(&v->variants, in->results, in->n);
	make_labels(v);
	for (size_t i = 0; i < in->n; i++)
		for (size_t k = 0; k < in->results[i]->n_runs; k++)
			add_run(v, i, &in->results[i]->runs[k]);
	make_titles(v);
}

void view_release(struct view *v)
{
	for (size_t i = 0; v->labels && i < v->in->n; i++)
		free(v->labels[i]);
	free(v->labels);
	for (size_t i = 0; i < v->n_groups; i++) {
		for (size_t k = 0; k < v->groups[i].n; k++)
			hist_release(&v->groups[i].members[k].all);
		free(v->groups[i].members);
		free(v->groups[i].key);
		free(v->groups[i].title);
	}
	free(v->groups);
	variants_release(&v->variants);
	*v = (struct view){ 0 };
}

const struct result *view_result(const struct view *v,
				 const struct view_member *m)
{
	return v->in->results[m->result];
}

const char *view_label(const struct view *v, const struct view_member *m)
{
	return v->labels[m->result];
}

const char *view_unit(const struct view *v, const struct view_member *m)
{
	return clock_unit(view_result(v, m)->clock);
}

struct figure *view_figure(enum figure_kind kind, const struct view_group *g,
			   size_t first)
{
	cleanup_free char *title =
		xasprintf("%s%s", g->title, first ? ", continued" : "");

	return figure_new(kind, title);
}

const struct metric *view_metric(const struct run_record *run, const char *name)
{
	for (size_t i = 0; i < run->n_metrics; i++)
		if (strcmp(run->metrics[i].name, name) == 0)
			return &run->metrics[i];
	return NULL;
}

double view_median(const struct run_record *run, const char *name)
{
	const struct metric *m = view_metric(run, name);

	return m ? values_median(m->values, m->n) : NAN;
}
