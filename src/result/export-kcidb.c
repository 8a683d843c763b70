// SPDX-License-Identifier: MIT
// KCIDB 5.3: a checkout and a build a document (the kernel that ran), named by
// the digest of the document, since boots under icount all start at the same
// time; a test a number, and a test a run that says whether the mapping was the
// expected one; of a verdict the kernel that is judged, and a test a judgement.
#include <ctype.h>
#include <inttypes.h>
#include <jansson.h>
#include <math.h>
#include <string.h>

#include "base/alloc.h"
#include "base/digest.h"
#include "result/export.h"
#include "result/json-util.h"
#include "result/variant.h"

#define ORIGIN "daxbench"

struct document {
	json_t *checkouts, *builds, *tests;
	// Whose tests are being added; result is NULL of a verdict.
	const struct result *result;
	char *id;
	struct variants variants;
};

// Paths are words of [A-Za-z0-9_-] with dots between.
static void put_word(struct strbuf *out, const char *text)
{
	for (; *text; text++)
		strbuf_putc(out, isalnum((unsigned char)*text) ? *text : '_');
}

static char *origin_id(const char *kernel, const char *what, uint64_t digest)
{
	return xasprintf(ORIGIN ":%s/%s%016" PRIx64,
			 kernel ? kernel : "unknown", what, digest);
}

// The same document again holds the same tests.
static bool is_again(const struct export_input *in, size_t at)
{
	uint64_t digest = in->results[at]->digest;

	for (size_t i = 0; i < at && digest; i++)
		if (in->results[i]->digest == digest)
			return true;
	return false;
}

static void put_id(json_t *object, const char *key, const struct document *d,
		   const char *rest)
{
	cleanup_free char *id = xasprintf("%s%s", d->id, rest);

	json_put(object, key, json_text(id));
}

static void add_build(struct document *d)
{
	json_t *checkout = json_object(), *build = json_object();

	put_id(checkout, "id", d, "");
	json_put(checkout, "origin", json_text(ORIGIN));
	json_push(d->checkouts, checkout);
	put_id(build, "id", d, "");
	json_put(build, "origin", json_text(ORIGIN));
	put_id(build, "checkout_id", d, "");
	json_push(d->builds, build);
}

// A test with id and path; its status is the caller's.
static json_t *add_path(struct document *d, const char *path)
{
	cleanup_free char *rest = xasprintf("/%zu", json_array_size(d->tests));
	json_t *test = json_object();

	put_id(test, "id", d, rest);
	json_put(test, "origin", json_text(ORIGIN));
	put_id(test, "build_id", d, "");
	json_put(test, "path", json_text(path));
	json_push(d->tests, test);
	return test;
}

static json_t *add_test(struct document *d, const struct run_record *run,
			const char *leaf)
{
	cleanup_strbuf struct strbuf path = { 0 };

	strbuf_puts(&path, "daxbench.");
	put_word(&path, run->workload);
	for (size_t i = 0; i < d->variants.n; i++) {
		cleanup_strbuf struct strbuf words = { 0 };

		// The kernel is the build.
		if (i == VARIANT_KERNEL || !d->variants.v[i].differs)
			continue;
		variants_words(&d->variants, i, d->result, run, &words);
		if (!words.len)
			continue;
		strbuf_putc(&path, '.');
		put_word(&path, words.s);
	}
	strbuf_putc(&path, '.');
	put_word(&path, leaf);
	return add_path(d, path.s);
}

static const char *status_of(const struct run_record *run)
{
	if (run->validity == VALIDITY_INVALID)
		return "ERROR";
	if (run->expected == PAGE_SIZE_ANY)
		return "DONE";
	if (!run->judged)
		return "ERROR";
	return run->expectation_met ? "PASS" : "FAIL";
}

static void put_number(json_t *test, const char *unit, double value)
{
	bool time = strcmp(unit, "ns") == 0;
	json_t *number = json_object();

	json_put(number, "value", json_real(time ? value * 1e-9 : value));
	json_put(number, "unit", json_text(time ? "s" : unit));
	if (time)
		json_put(number, "prefix", json_text("metric"));
	json_put(test, "number", number);
}

static void add_number(struct document *d, const struct run_record *run,
		       const struct metric *m, double value)
{
	json_t *test = add_test(d, run, m->name);

	// A number alone is no judgement.
	json_put(test, "status", json_text("DONE"));
	put_number(test, m->unit, value);
}

static void add_run(struct document *d, const struct run_record *run)
{
	json_put(add_test(d, run, "mapping"), "status",
		 json_text(status_of(run)));
	if (run->validity == VALIDITY_INVALID)
		return;
	for (size_t i = 0; i < run->n_metrics; i++) {
		const struct metric *m = &run->metrics[i];
		double value = values_median(m->values, m->n);

		if (isfinite(value))
			add_number(d, run, m, value);
	}
}

static json_t *version(void)
{
	json_t *o = json_object();

	json_put(o, "major", json_integer(5));
	json_put(o, "minor", json_integer(3));
	return o;
}

static struct document document(void)
{
	return (struct document){ .checkouts = json_array(),
				  .builds = json_array(),
				  .tests = json_array() };
}

// Prints and ends the document; returns the number of its tests.
static size_t finish(struct document *d, struct strbuf *out)
{
	size_t n = json_array_size(d->tests);
	json_t *doc = json_object();

	json_put(doc, "version", version());
	json_put(doc, "checkouts", d->checkouts);
	json_put(doc, "builds", d->builds);
	json_put(doc, "tests", d->tests);
	json_print(doc, out);
	json_decref(doc);
	return n;
}

static size_t write_kcidb(const struct export_input *in, struct strbuf *out)
{
	struct document d = document();

	variants_init(&d.variants, in->results, in->n);
	for (size_t i = 0; i < in->n; i++) {
		const struct result *r = in->results[i];

		if (is_again(in, i))
			continue;
		d.result = r;
		d.id = origin_id(r->kernel_release, "",
				 r->digest ? r->digest : i);
		add_build(&d);
		for (size_t k = 0; k < r->n_runs; k++)
			add_run(&d, &r->runs[k]);
		free(d.id);
	}
	variants_release(&d.variants);
	return finish(&d, out);
}

static const char *status_of_outcome(enum outcome outcome, bool gate)
{
	static const char *const statuses[] = {
		[OUTCOME_SAME] = "PASS",
		[OUTCOME_IMPROVED] = "PASS",
		[OUTCOME_INCONCLUSIVE] = "ERROR",
		[OUTCOME_INCOMPARABLE] = "ERROR",
		[OUTCOME_REGRESSED] = "FAIL",
	};
	_Static_assert(ARRAY_SIZE(statuses) == OUTCOME_REGRESSED + 1,
		       "a status each");
	return gate ? statuses[outcome] : "DONE";
}

static void add_judgement(struct document *d, const struct judgement *j)
{
	cleanup_strbuf struct strbuf path = { 0 };

	strbuf_puts(&path, "daxbench.compare.");
	put_word(&path, j->label);
	strbuf_putc(&path, '.');
	put_word(&path, j->metric);
	json_t *test = add_path(d, path.s);

	json_put(test, "status",
		 json_text(status_of_outcome(j->outcome, j->gate)));
	json_put(test, "comment", json_text(j->sentence));
	if (isfinite(j->new))
		put_number(test, j->unit, j->new);
}

static size_t write_verdict(const struct export_verdict *in, struct strbuf *out)
{
	const struct comparison *c = in->comparison;
	struct document d = document();

	d.id = origin_id(c->new.kernel, "compare-",
			 digest_add(c->base.digest, &c->new.digest,
				    sizeof(c->new.digest)));
	add_build(&d);
	json_t *test = add_path(&d, "daxbench.compare");

	json_put(test, "status",
		 json_text(status_of_outcome(c->overall, true)));
	json_put(test, "comment", json_text(c->reason));
	for (size_t i = 0; i < c->n; i++)
		add_judgement(&d, &c->v[i]);
	free(d.id);
	return finish(&d, out);
}

const struct export_format export_kcidb = {
	.name = "kcidb",
	.summary = "KCIDB 5.3",
	.write = write_kcidb,
	.write_verdict = write_verdict,
};
