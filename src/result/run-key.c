// SPDX-License-Identifier: MIT
#include "result/run-key.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"

// How often and in which order does not make it another run.
bool run_option_is(const struct fact *fact)
{
	static const char *const others[] = { "repeat", "warmup", "seed" };

	for (size_t i = 0; i < ARRAY_SIZE(others); i++)
		if (strcmp(fact->key, others[i]) == 0)
			return false;
	return fact->status == FACT_KNOWN &&
	       (strcmp(fact->source, "command line") == 0 ||
		strcmp(fact->source, "plan") == 0);
}

static bool is_identity(const struct fact *fact, const char *without)
{
	return run_option_is(fact) &&
	       !(without && strcmp(fact->key, without) == 0);
}

char *run_key(const struct run_record *run, const char *without)
{
	struct strbuf key = { 0 };

	strbuf_printf(&key, "%s %s", run->workload, run->engine);
	facts_for_each (it, &run->parameters) {
		if (!is_identity(it, without))
			continue;
		strbuf_printf(&key, " %s=", it->key);
		fact_put(it, &key);
	}
	return strbuf_take(&key);
}

// How a parameter is said, those first that are asked for first. What has no
// row is said as it is called.
static const struct {
	const char *key;
	const char *before, *after; // the value
	const char *odd, *said;     // a value that is said otherwise, or NULL
} words[] = {
	{ "access", "", "", NULL, NULL },
	{ "page", "by ", "", "none", "" },
	{ "extents", "", "", NULL, NULL },
	{ "order", "", "", NULL, NULL },
	{ "block_size", "", " blocks", NULL, NULL },
	{ "threads", "", " threads", "1", "1 thread" },
	{ "workers", "by ", "", "process", "in processes" },
	{ "share", "", "", NULL, NULL },
	{ "iodepth", "depth ", "", NULL, NULL },
};

size_t run_option_rank(const char *key)
{
	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		if (strcmp(words[i].key, key) == 0)
			return i;
	return ARRAY_SIZE(words);
}

static void put_words(size_t rank, const char *value, struct strbuf *out)
{
	if (words[rank].odd && strcmp(words[rank].odd, value) == 0)
		strbuf_puts(out, words[rank].said);
	else
		strbuf_printf(out, "%s%s%s", words[rank].before, value,
			      words[rank].after);
}

void run_option_words(const struct fact *fact, struct strbuf *out)
{
	cleanup_strbuf struct strbuf value = { 0 };
	size_t rank = run_option_rank(fact->key);

	fact_put(fact, &value);
	if (rank < ARRAY_SIZE(words))
		put_words(rank, strbuf_str(&value), out);
	else if (fact->type != FACT_BOOL)
		strbuf_printf(out, "%s %s", fact->key, strbuf_str(&value));
	else if (fact->number)
		strbuf_puts(out, fact->key);
}

// The runs of one workload while words are added to their names.
struct naming {
	const struct run_record **runs;
	const char *without; // a parameter that does not count, or NULL
	char **labels;
	size_t n, distinct;
};

static const struct fact *identity(const struct naming *names, size_t i,
				   const char *key)
{
	const struct fact *fact = facts_find(&names->runs[i]->parameters, key);

	return fact && is_identity(fact, names->without) ? fact : NULL;
}

static int by_text(const void *a, const void *b)
{
	char *const *x = a, *const *y = b;

	return strcmp(*x, *y);
}

static size_t count_distinct(char *const *labels, size_t n)
{
	cleanup_free char **sorted = xcalloc(n, sizeof(*sorted));
	size_t distinct = 1;

	memcpy(sorted, labels, n * sizeof(*sorted));
	qsort(sorted, n, sizeof(*sorted), by_text);
	for (size_t i = 1; i < n; i++)
		distinct += strcmp(sorted[i - 1], sorted[i]) != 0;
	return distinct;
}

// Keep the longer names if they tell more runs apart.
static void offer(struct naming *names, char **longer)
{
	size_t distinct = count_distinct(longer, names->n);
	bool taken = distinct > names->distinct;

	for (size_t i = 0; i < names->n; i++) {
		free(taken ? names->labels[i] : longer[i]);
		if (taken)
			names->labels[i] = longer[i];
	}
	if (taken)
		names->distinct = distinct;
	free(longer);
}

static void offer_engine(struct naming *names)
{
	char **longer = xcalloc(names->n, sizeof(*longer));

	for (size_t i = 0; i < names->n; i++)
		longer[i] = xasprintf("%s %s", names->labels[i],
				      names->runs[i]->engine);
	offer(names, longer);
}

static void offer_parameter(struct naming *names, const char *key)
{
	char **longer = xcalloc(names->n, sizeof(*longer));

	for (size_t i = 0; i < names->n; i++) {
		const struct fact *fact = identity(names, i, key);
		struct strbuf label = { 0 };

		strbuf_printf(&label, "%s ", names->labels[i]);
		if (fact)
			run_option_words(fact, &label);
		strbuf_rtrim(&label);
		longer[i] = strbuf_take(&label);
	}
	offer(names, longer);
}

// Of parameters without words of their own so many are tried; no workload has
// as many, but a document may.
#define OTHERS_MAX 32

static bool is_tried(const char *const *tried, size_t n, const char *key)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(tried[i], key) == 0)
			return true;
	return false;
}

static void offer_others(struct naming *names, size_t wanted)
{
	const char *tried[OTHERS_MAX];
	size_t n = 0;

	for (size_t i = 0; i < names->n; i++)
		facts_for_each (it, &names->runs[i]->parameters) {
			if (names->distinct == wanted || n == OTHERS_MAX)
				return;
			if (!is_identity(it, names->without) ||
			    run_option_rank(it->key) < ARRAY_SIZE(words) ||
			    is_tried(tried, n, it->key))
				continue;
			tried[n++] = it->key;
			offer_parameter(names, it->key);
		}
}

static size_t count_keys(const struct naming *names)
{
	char **keys = xcalloc(names->n, sizeof(*keys));

	for (size_t i = 0; i < names->n; i++)
		keys[i] = run_key(names->runs[i], names->without);
	size_t distinct = count_distinct(keys, names->n);

	for (size_t i = 0; i < names->n; i++)
		free(keys[i]);
	free(keys);
	return distinct;
}

static void name_workload(struct naming *names)
{
	size_t wanted = count_keys(names);

	names->distinct = 1;
	for (size_t i = 0; i < names->n; i++)
		names->labels[i] = xstrdup(names->runs[i]->workload);
	if (names->distinct < wanted)
		offer_engine(names);
	for (size_t i = 0; i < ARRAY_SIZE(words) && names->distinct < wanted;
	     i++)
		offer_parameter(names, words[i].key);
	offer_others(names, wanted);
	// Names that a document chose so that words do not tell them apart.
	for (size_t i = 0; i < names->n && names->distinct < wanted; i++) {
		free(names->labels[i]);
		names->labels[i] = run_key(names->runs[i], NULL);
	}
}

void run_labels(const struct run_record *const *runs, size_t n,
		const char *without, char **ret_labels)
{
	cleanup_free bool *done = xcalloc(n + 1, sizeof(*done));
	cleanup_free size_t *at = xcalloc(n + 1, sizeof(*at));
	struct naming names = {
		.without = without,
		.runs = xcalloc(n + 1, sizeof(*names.runs)),
		.labels = xcalloc(n + 1, sizeof(*names.labels)),
	};

	for (size_t first = 0; first < n; first++) {
		names.n = 0;
		for (size_t i = first; i < n && !done[first]; i++) {
			if (done[i] || strcmp(runs[i]->workload,
					      runs[first]->workload) != 0)
				continue;
			at[names.n] = i;
			names.runs[names.n++] = runs[i];
		}
		if (!names.n)
			continue;
		name_workload(&names);
		for (size_t i = 0; i < names.n; i++) {
			ret_labels[at[i]] = names.labels[i];
			done[at[i]] = true;
		}
	}
	free(names.runs);
	free(names.labels);
}
