// SPDX-License-Identifier: MIT
#include "gate/pair.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "result/run-key.h"

static struct run_group *group_for(struct run_groups *groups, char *key)
{
	for (size_t i = 0; i < groups->n; i++) {
		if (strcmp(groups->v[i].key, key) != 0)
			continue;
		free(key);
		return &groups->v[i];
	}
	groups->v = xreallocarray(groups->v, groups->n + 1, sizeof(*groups->v));
	groups->v[groups->n] = (struct run_group){ .key = key };
	return &groups->v[groups->n++];
}

void pair_groups(const struct result_set *set, struct run_groups *ret_groups)
{
	*ret_groups = (struct run_groups){ 0 };
	for (size_t f = 0; f < set->n; f++) {
		const struct result *r = &set->v[f].result;

		for (size_t i = 0; i < r->n_runs; i++) {
			if (r->runs[i].skipped)
				continue;
			struct run_group *g = group_for(
				ret_groups, run_key(&r->runs[i], NULL));

			g->runs = xreallocarray(g->runs, g->n + 1,
						sizeof(*g->runs));
			g->of = xreallocarray(g->of, g->n + 1, sizeof(*g->of));
			g->runs[g->n] = &r->runs[i];
			g->of[g->n++] = r;
		}
	}
}

void pair_labels(const struct run_groups *groups, char **ret_labels)
{
	cleanup_free const struct run_record **first =
		xcalloc(groups->n + 1, sizeof(*first));

	for (size_t i = 0; i < groups->n; i++)
		first[i] = groups->v[i].runs[0];
	run_labels(first, groups->n, NULL, ret_labels);
}

static bool same_text(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) == 0 : a == b;
}

static bool same_work(const struct run_record *a, const struct run_record *b)
{
	if (a->n_repetitions != b->n_repetitions)
		return false;
	for (size_t i = 0; i < a->n_repetitions; i++)
		if (a->repetitions[i].seed != b->repetitions[i].seed ||
		    !same_text(a->repetitions[i].state,
			       b->repetitions[i].state))
			return false;
	return true;
}

bool pair_same_work(const struct run_group *a, const struct run_group *b)
{
	for (size_t i = 0; i < a->n && i < b->n; i++)
		if (!same_work(a->runs[i], b->runs[i]))
			return false;
	return a->n == b->n;
}

void pair_groups_release(struct run_groups *groups)
{
	for (size_t i = 0; i < groups->n; i++) {
		free(groups->v[i].key);
		free(groups->v[i].runs);
		free(groups->v[i].of);
	}
	free(groups->v);
	*groups = (struct run_groups){ 0 };
}

const struct run_group *pair_find(const struct run_groups *groups,
				  const char *key)
{
	for (size_t i = 0; i < groups->n; i++)
		if (strcmp(groups->v[i].key, key) == 0)
			return &groups->v[i];
	return NULL;
}

char *pair_doubt(const struct run_group *group, const char *side)
{
	for (size_t i = 0; i < group->n; i++) {
		const struct run_record *run = group->runs[i];

		if (group->of[i]->status != RESULT_COMPLETE)
			return xasprintf(
				"%s is %s", side,
				result_status_name(group->of[i]->status));
		if (run->validity != VALIDITY_VALID)
			return xasprintf("%s is %s: %s", side,
					 validity_name(run->validity),
					 run->n_reasons ? run->reasons[0]
							: "no reason");
	}
	return NULL;
}
