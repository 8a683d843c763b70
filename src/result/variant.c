// SPDX-License-Identifier: MIT
#include "result/variant.h"

#include <string.h>

#include "base/alloc.h"

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

static const struct {
	const char *key;
	char *(*of_result)(const struct result *r);
	const char *parameter; // of a run
	const char *words;     // for names: %s is the value; NULL: it alone
} dimensions[] = {
	[VARIANT_KERNEL] = { "kernel", of_kernel, NULL, NULL },
	[VARIANT_FS] = { "fs", of_fs, NULL, NULL },
	[VARIANT_TARGET] = { "target", of_target, NULL, NULL },
	[VARIANT_PMEM] = { "pmem", of_pmem, NULL, NULL },
	[VARIANT_CLOCK] = { "clock", of_clock, NULL, NULL },
	[VARIANT_ENGINE] = { "engine", NULL, NULL, NULL },
	[VARIANT_SIZE] = { "size", NULL, "size", NULL },
	[VARIANT_EXTENTS] = { "extents", NULL, "extents", NULL },
	[VARIANT_ACCESS] = { "access", NULL, "access", NULL },
	[VARIANT_ORDER] = { "order", NULL, "order", NULL },
	[VARIANT_THREADS] = { "threads", NULL, "threads", "%s threads" },
	[VARIANT_PAGE] = { "page", NULL, "page", "by %s" },
	[VARIANT_BLOCK] = { "block_size", NULL, "block_size", "%s blocks" },
	[VARIANT_DEPTH] = { "iodepth", NULL, "iodepth", "depth %s" },
	[VARIANT_SYNC] = { "sync", NULL, "sync", "MAP_SYNC %s" },
};
_Static_assert(ARRAY_SIZE(dimensions) == VARIANT_DIMENSIONS, "a row each");

const char *variant_key(enum variant_dimension d)
{
	return dimensions[d].key;
}

char *variant_value(enum variant_dimension d, const struct result *r,
		    const struct run_record *run)
{
	if (dimensions[d].of_result)
		return dimensions[d].of_result(r);
	if (!run)
		return NULL;
	if (!dimensions[d].parameter)
		return xstrdup(run->engine);
	return text_of_fact(&run->parameters, dimensions[d].parameter);
}

// Compare with what the first one had; not known is a value like another.
static bool same(enum variant_dimension d, const struct result *a,
		 const struct run_record *of_a, const struct result *b,
		 const struct run_record *of_b)
{
	cleanup_free char *x = variant_value(d, a, of_a);
	cleanup_free char *y = variant_value(d, b, of_b);

	return x && y ? strcmp(x, y) == 0 : x == y;
}

static bool differs(enum variant_dimension d,
		    const struct result *const *results, size_t n)
{
	const struct result *first = NULL;

	for (size_t i = 0; i < n && dimensions[d].of_result; i++)
		if (!same(d, results[0], NULL, results[i], NULL))
			return true;
	for (size_t i = 0; i < n && !dimensions[d].of_result; i++) {
		for (size_t k = 0; k < results[i]->n_runs; k++) {
			if (!first)
				first = results[i];
			if (!same(d, first, &first->runs[0], results[i],
				  &results[i]->runs[k]))
				return true;
		}
	}
	return false;
}

static bool unexpected_target(const struct result *r)
{
	return r->target_class && strcmp(r->target_class, "fsdax") != 0;
}

unsigned variant_differing(const struct result *const *results, size_t n)
{
	unsigned bits = 0;

	for (unsigned d = 0; d < VARIANT_DIMENSIONS; d++)
		if (differs((enum variant_dimension)d, results, n))
			bits |= VARIANT_BIT(d);
	for (size_t i = 0; i < n; i++)
		if (unexpected_target(results[i]))
			bits |= VARIANT_BIT(VARIANT_TARGET);
	return bits;
}

static void put_words(struct strbuf *out, enum variant_dimension d,
		      const char *value)
{
	const char *words = dimensions[d].words ? dimensions[d].words : "%s";
	const char *mark = strstr(words, "%s");
	size_t len = strlen(words);

	// "1 threads" is none.
	if (d == VARIANT_THREADS && strcmp(value, "1") == 0)
		len--;
	strbuf_add(out, words, (size_t)(mark - words));
	strbuf_puts(out, value);
	strbuf_add(out, mark + 2, len - (size_t)(mark - words) - 2);
}

size_t variant_text(struct strbuf *out, const struct result *r,
		    const struct run_record *run, unsigned bits,
		    const char *separator)
{
	size_t n = 0;

	for (unsigned d = 0; d < VARIANT_DIMENSIONS; d++) {
		cleanup_free char *value = NULL;

		if (!(bits & VARIANT_BIT(d)))
			continue;
		value = variant_value((enum variant_dimension)d, r, run);
		if (!value)
			continue;
		strbuf_puts(out, n++ ? separator : "");
		put_words(out, (enum variant_dimension)d, value);
	}
	return n;
}
