// SPDX-License-Identifier: MIT
// KCIDB 5.3: a checkout and a build a result (the kernel that ran), a test a
// number, and a test a run that says whether the mapping was the expected one.
#include <ctype.h>
#include <jansson.h>
#include <math.h>
#include <string.h>

#include "base/alloc.h"
#include "result/export.h"
#include "result/json-util.h"
#include "result/variant.h"

#define ORIGIN "daxbench"

struct document {
	json_t *checkouts, *builds, *tests;
	const struct result *result; // whose tests are being added
	size_t index;                // its
	unsigned differing;
};

// Paths are words of [A-Za-z0-9_-] with dots between.
static void put_word(struct strbuf *out, const char *text)
{
	for (; *text; text++)
		strbuf_putc(out, isalnum((unsigned char)*text) ? *text : '_');
}

static void put_id(json_t *object, const char *key, const struct document *d,
		   const char *rest)
{
	const struct result *r = d->result;
	cleanup_strbuf struct strbuf id = { 0 };

	strbuf_printf(&id, ORIGIN ":%s/%s/%zu%s",
		      r->kernel_release ? r->kernel_release : "unknown",
		      r->started ? r->started : "unknown", d->index, rest);
	json_put(object, key, json_text(strbuf_str(&id)));
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
static json_t *add_test(struct document *d, const struct run_record *run,
			const char *leaf)
{
	cleanup_strbuf struct strbuf path = { 0 }, rest = { 0 };
	json_t *test = json_object();

	strbuf_puts(&path, "daxbench.");
	put_word(&path, run->workload);
	for (unsigned i = 0; i < VARIANT_DIMENSIONS; i++) {
		cleanup_free char *value = NULL;

		// The kernel is the build.
		if (i == VARIANT_KERNEL || !(d->differing & VARIANT_BIT(i)))
			continue;
		value = variant_value((enum variant_dimension)i, d->result,
				      run);
		if (!value || !value[0])
			continue;
		strbuf_putc(&path, '.');
		put_word(&path, value);
	}
	strbuf_putc(&path, '.');
	put_word(&path, leaf);
	strbuf_printf(&rest, "/%zu", json_array_size(d->tests));
	put_id(test, "id", d, rest.s);
	json_put(test, "origin", json_text(ORIGIN));
	put_id(test, "build_id", d, "");
	json_put(test, "path", json_text(path.s));
	json_push(d->tests, test);
	return test;
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

static void add_number(struct document *d, const struct run_record *run,
		       const struct metric *m, double value)
{
	bool time = strcmp(m->unit, "ns") == 0;
	json_t *test = add_test(d, run, m->name), *number = json_object();

	// A number alone is no judgement.
	json_put(test, "status", json_text("DONE"));
	json_put(number, "value", json_real(time ? value * 1e-9 : value));
	json_put(number, "unit", json_text(time ? "s" : m->unit));
	if (time)
		json_put(number, "prefix", json_text("metric"));
	json_put(test, "number", number);
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

static size_t write_kcidb(const struct export_input *in, struct strbuf *out)
{
	struct document d = { .checkouts = json_array(),
			      .builds = json_array(),
			      .tests = json_array(),
			      .differing =
				      variant_differing(in->results, in->n) };
	json_t *doc = json_object();

	for (size_t i = 0; i < in->n; i++) {
		d.result = in->results[i];
		d.index = i;
		add_build(&d);
		for (size_t k = 0; k < d.result->n_runs; k++)
			add_run(&d, &d.result->runs[k]);
	}
	size_t n = json_array_size(d.tests);
	json_put(doc, "version", version());
	json_put(doc, "checkouts", d.checkouts);
	json_put(doc, "builds", d.builds);
	json_put(doc, "tests", d.tests);
	json_print(doc, out);
	json_decref(doc);
	return n;
}

const struct export_format export_kcidb = {
	.name = "kcidb",
	.summary = "KCIDB 5.3",
	.write = write_kcidb,
};
