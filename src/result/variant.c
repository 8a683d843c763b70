// SPDX-License-Identifier: MIT
#include "result/variant.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/attr.h"
#include "result/run-key.h"

// No run has as many options, but a document may. Those beyond are not named;
// runs that differ in them are told apart all the same (run_key).
#define OPTIONS_MAX 64

static char *text_of_fact(const struct facts *facts, const char *key)
{
	const struct fact *fact = facts_find(facts, key);
	struct strbuf text = { 0 };

	if (!fact || fact->status != FACT_KNOWN)
		return NULL;
	fact_put(fact, &text);
	return strbuf_take(&text);
}

static char *of_kernel(const struct result *r)
{
	return xstrdup(r->kernel_release);
}

static char *of_fs(const struct result *r)
{
	return text_of_fact(&r->target, "mount.fs_type");
}

static char *of_target(const struct result *r)
{
	return xstrdup(r->target_class);
}

static char *of_pmem(const struct result *r)
{
	return text_of_fact(&r->platform, "vm.pmem");
}

static char *of_clock(const struct result *r)
{
	return xstrdup(clock_kind_name(r->clock));
}

static char *of_age(const struct result *r)
{
	return text_of_fact(&r->target, "age.keep_percent");
}

static const struct {
	const char *key;
	char *(*value)(const struct result *r);
	const char *before; // the value in a name
} of_results[] = {
	[VARIANT_KERNEL] = { "kernel", of_kernel, "" },
	[VARIANT_FS] = { "fs", of_fs, "" },
	[VARIANT_TARGET] = { "target", of_target, "" },
	[VARIANT_PMEM] = { "pmem", of_pmem, "" },
	[VARIANT_CLOCK] = { "clock", of_clock, "" },
	[VARIANT_AGE] = { "age", of_age, "aged " },
};
_Static_assert(ARRAY_SIZE(of_results) == VARIANT_RUN, "a row each");

char *variant_value(enum variant_dimension d, const struct result *r)
{
	return of_results[d].value(r);
}

static const struct fact *option_of(const struct variants *vs, size_t dimension,
				    const struct run_record *run)
{
	const struct fact *fact =
		facts_find(&run->parameters, vs->v[dimension].key);

	return fact && run_option_is(fact) ? fact : NULL;
}

char *variants_value(const struct variants *vs, size_t dimension,
		     const struct result *r, const struct run_record *run)
{
	struct strbuf text = { 0 };

	if (dimension < VARIANT_RUN)
		return of_results[dimension].value(r);
	if (!run)
		return NULL;
	if (dimension == VARIANT_RUN)
		return xstrdup(run->engine);
	const struct fact *fact = option_of(vs, dimension, run);

	if (!fact)
		return NULL;
	fact_put(fact, &text);
	return strbuf_take(&text);
}

static bool same(const char *x, const char *y)
{
	return x && y ? strcmp(x, y) == 0 : x == y;
}

// Not known is a value like another.
static bool results_differ(enum variant_dimension d,
			   const struct result *const *results, size_t n)
{
	for (size_t i = 1; i < n; i++) {
		cleanup_free char *x = variant_value(d, results[0]);
		cleanup_free char *y = variant_value(d, results[i]);

		if (!same(x, y))
			return true;
	}
	return false;
}

// All runs of all results, each with the first of its workload.
struct runs {
	const struct run_record **v, **first;
	size_t n;
};

static const struct run_record *first_of(const struct runs *runs,
					 const char *workload)
{
	for (size_t i = 0; i < runs->n; i++)
		if (strcmp(runs->first[i]->workload, workload) == 0)
			return runs->first[i];
	return NULL;
}

static void add_run(struct runs *runs, const struct run_record *run)
{
	const struct run_record *first = first_of(runs, run->workload);

	runs->v[runs->n] = run;
	runs->first[runs->n++] = first ? first : run;
}

static void runs_init(struct runs *runs, const struct result *const *results,
		      size_t n)
{
	size_t most = 1;

	for (size_t i = 0; i < n; i++)
		most += results[i]->n_runs;
	*runs = (struct runs){ .v = xcalloc(most, sizeof(*runs->v)),
			       .first = xcalloc(most, sizeof(*runs->first)) };
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < results[i]->n_runs; k++)
			add_run(runs, &results[i]->runs[k]);
}

static void runs_release(struct runs *runs)
{
	free(runs->v);
	free(runs->first);
}

static bool runs_differ(const struct variants *vs, size_t dimension,
			const struct runs *runs)
{
	cleanup_free char *known = NULL;

	for (size_t i = 0; i < runs->n; i++) {
		cleanup_free char *value =
			variants_value(vs, dimension, NULL, runs->v[i]);
		cleanup_free char *of_first =
			variants_value(vs, dimension, NULL, runs->first[i]);

		if (!value != !of_first)
			return true;
		if (value && known && strcmp(value, known) != 0)
			return true;
		if (!known)
			known = TAKE_PTR(value);
	}
	return false;
}

// An option's name, which formats can take as one of theirs, and that is none
// of the other dimensions'.
static bool is_option_name(const struct variants *vs, const char *key)
{
	for (size_t i = 0; i < vs->n; i++)
		if (strcmp(vs->v[i].key, key) == 0)
			return false;
	return key[0] >= 'a' && key[0] <= 'z' &&
	       !key[strspn(key, "abcdefghijklmnopqrstuvwxyz0123456789_")];
}

static void add_key(struct variants *vs, const char *key)
{
	size_t at = vs->n;

	if (vs->n > VARIANT_RUN + OPTIONS_MAX || !is_option_name(vs, key))
		return;
	// Those that have words of their own first, in the order of these.
	while (at > VARIANT_RUN + 1 &&
	       run_option_rank(vs->v[at - 1].key) > run_option_rank(key))
		at--;
	vs->v = xreallocarray(vs->v, vs->n + 1, sizeof(*vs->v));
	memmove(&vs->v[at + 1], &vs->v[at], (vs->n - at) * sizeof(*vs->v));
	vs->v[at] = (struct variant){ .key = key };
	vs->n++;
}

static void add_keys(struct variants *vs, const struct runs *runs)
{
	vs->v = xcalloc(VARIANT_RUN + 1, sizeof(*vs->v));
	for (size_t d = 0; d < VARIANT_RUN; d++)
		vs->v[d].key = of_results[d].key;
	vs->v[VARIANT_RUN].key = "engine";
	vs->n = VARIANT_RUN + 1;
	for (size_t i = 0; i < runs->n; i++)
		facts_for_each (it, &runs->v[i]->parameters)
			if (run_option_is(it))
				add_key(vs, it->key);
}

static bool unexpected_target(const struct result *r)
{
	return r->target_class && strcmp(r->target_class, "fsdax") != 0;
}

void variants_init(struct variants *vs, const struct result *const *results,
		   size_t n)
{
	struct runs runs;

	*vs = (struct variants){ 0 };
	runs_init(&runs, results, n);
	add_keys(vs, &runs);
	for (size_t d = 0; d < vs->n; d++)
		vs->v[d].differs =
			d < VARIANT_RUN
				? results_differ((enum variant_dimension)d,
						 results, n)
				: runs_differ(vs, d, &runs);
	for (size_t i = 0; i < n; i++)
		if (unexpected_target(results[i]))
			vs->v[VARIANT_TARGET].differs = true;
	runs_release(&runs);
}

void variants_release(struct variants *vs)
{
	free(vs->v);
	*vs = (struct variants){ 0 };
}

void variants_words(const struct variants *vs, size_t dimension,
		    const struct result *r, const struct run_record *run,
		    struct strbuf *out)
{
	if (dimension > VARIANT_RUN) {
		const struct fact *fact =
			run ? option_of(vs, dimension, run) : NULL;

		if (fact)
			run_option_words(fact, out);
		return;
	}
	cleanup_free char *value = variants_value(vs, dimension, r, run);

	if (value)
		strbuf_printf(out, "%s%s",
			      dimension < VARIANT_RUN
				      ? of_results[dimension].before
				      : "",
			      value);
}

size_t variants_text(const struct variants *vs, const struct result *r,
		     const struct run_record *run, unsigned ignore,
		     const char *separator, struct strbuf *out)
{
	size_t n = 0;

	for (size_t d = 0; d < vs->n; d++) {
		cleanup_strbuf struct strbuf words = { 0 };
		size_t bit = d < VARIANT_RUN ? d : VARIANT_RUN;

		if (!vs->v[d].differs || (ignore & VARIANT_BIT(bit)))
			continue;
		variants_words(vs, d, r, run, &words);
		if (!words.len)
			continue;
		strbuf_puts(out, n++ ? separator : "");
		strbuf_puts(out, words.s);
	}
	return n;
}
