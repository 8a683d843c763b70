// SPDX-License-Identifier: MIT
#include "gate/pair.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/strbuf.h"

// How often and in which order does not make it another run.
static bool is_identity(const struct fact *fact)
{
	static const char *const others[] = { "repeat", "warmup", "seed" };

	for (size_t i = 0; i < ARRAY_SIZE(others); i++)
		if (strcmp(fact->key, others[i]) == 0)
			return false;
	return fact->status == FACT_KNOWN &&
	       (strcmp(fact->source, "command line") == 0 ||
		strcmp(fact->source, "plan") == 0);
}

char *pair_key(const struct run_record *run)
{
	struct strbuf key = { 0 };

	strbuf_printf(&key, "%s %s", run->workload, run->engine);
	facts_for_each (it, &run->parameters) {
		if (!is_identity(it))
			continue;
		strbuf_printf(&key, " %s=", it->key);
		fact_put(it, &key);
	}
	return strbuf_take(&key);
}

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
			struct run_group *g =
				group_for(ret_groups, pair_key(&r->runs[i]));

			g->runs = xreallocarray(g->runs, g->n + 1,
						sizeof(*g->runs));
			g->of = xreallocarray(g->of, g->n + 1, sizeof(*g->of));
			g->runs[g->n] = &r->runs[i];
			g->of[g->n++] = r;
		}
	}
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
