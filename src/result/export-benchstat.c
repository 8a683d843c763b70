// SPDX-License-Identifier: MIT
// The Go benchmark format, which benchstat reads: a line a repetition with
// every metric of it, so that benchstat makes its own statistics. Numbers are
// of one operation; the iteration count is that of the operations.
#include <ctype.h>
#include <math.h>
#include <string.h>

#include "base/alloc.h"
#include "result/export.h"
#include "result/variant.h"

// Words of the format hold no white space; anything odd becomes '_'.
static void put_word(struct strbuf *out, const char *text)
{
	for (; *text; text++)
		strbuf_putc(out, isalnum((unsigned char)*text) ||
						 strchr("_.+,:", *text)
					 ? *text
					 : '_');
}

// The main number is UNIT/op, as benchstat expects; the others are named.
static void put_unit(struct strbuf *out, const struct metric *m)
{
	if (strcmp(m->name, "latency_p50") == 0) {
		strbuf_printf(out, "%s/op", m->unit);
	} else if (strcmp(m->name, "faults_per_chunk") == 0) {
		strbuf_puts(out, "faults/chunk");
	} else {
		strbuf_printf(out, "%s-", m->name);
		put_word(out, m->unit);
	}
}

static bool put_unit_line(struct strbuf *out, const struct metric *m)
{
	if (!m->exact && m->direction != DIRECTION_MORE)
		return false;
	strbuf_puts(out, "Unit ");
	put_unit(out, m);
	if (m->direction == DIRECTION_MORE)
		strbuf_puts(out, " better=higher");
	strbuf_puts(out, m->exact ? " assume=exact\n" : "\n");
	return true;
}

static void put_units(const struct export_input *in, struct strbuf *out)
{
	cleanup_series_list struct series_list list;

	series_collect(&list, in->results, in->n, VARIANT_ALL);
	for (size_t i = 0; i < list.n; i++) {
		bool seen = false;

		for (size_t k = 0; k < i; k++)
			seen = seen || strcmp(list.v[k].metric->name,
					      list.v[i].metric->name) == 0;
		if (!seen)
			(void)put_unit_line(out, list.v[i].metric);
	}
}

// The kernel stands in the configuration lines, the threads at the end.
static void put_name(struct strbuf *out, const struct result *r,
		     const struct run_record *run, const struct variants *vs)
{
	cleanup_strbuf struct strbuf threads = { 0 };

	strbuf_puts(out, "Benchmark");
	put_word(out, run->workload);
	for (size_t d = 0; d < vs->n; d++) {
		cleanup_free char *value = variants_value(vs, d, r, run);

		if (value && strcmp(vs->v[d].key, "threads") == 0) {
			strbuf_reset(&threads);
			put_word(&threads, value);
		} else if (value && d != VARIANT_KERNEL && vs->v[d].differs) {
			strbuf_printf(out, "/%s=", vs->v[d].key);
			put_word(out, value);
		}
	}
	strbuf_printf(out, "-%s", threads.len ? threads.s : "1");
}

static size_t put_repetition(struct strbuf *out, const struct result *r,
			     const struct run_record *run, size_t i,
			     const struct variants *vs)
{
	cleanup_strbuf struct strbuf values = { 0 };

	for (size_t k = 0; k < run->n_metrics; k++) {
		const struct metric *m = &run->metrics[k];

		if (i >= m->n || !isfinite(m->values[i]))
			continue;
		strbuf_printf(&values, " %.12g ", m->values[i]);
		put_unit(&values, m);
	}
	if (!values.len)
		return 0;
	put_name(out, r, run, vs);
	strbuf_printf(out, " %llu%s\n",
		      (unsigned long long)run->repetitions[i].operations,
		      values.s);
	return 1;
}

static void put_configuration(struct strbuf *out, const struct result *r)
{
	static const struct {
		const char *key;
		enum variant_dimension d;
	} keys[] = { { "kernel", VARIANT_KERNEL },
		     { "fs", VARIANT_FS },
		     { "target", VARIANT_TARGET },
		     { "clock", VARIANT_CLOCK } };

	for (size_t i = 0; i < ARRAY_SIZE(keys); i++) {
		cleanup_free char *value = variant_value(keys[i].d, r);

		strbuf_printf(out, "%s: ", keys[i].key);
		put_word(out, value ? value : "unknown");
		strbuf_putc(out, '\n');
	}
}

static size_t write_benchstat(const struct export_input *in, struct strbuf *out)
{
	cleanup_variants struct variants vs;
	size_t n = 0;

	variants_init(&vs, in->results, in->n);
	put_units(in, out);
	for (size_t i = 0; i < in->n; i++) {
		const struct result *r = in->results[i];

		put_configuration(out, r);
		for (size_t k = 0; k < r->n_runs; k++) {
			const struct run_record *run = &r->runs[k];

			if (run->validity == VALIDITY_INVALID)
				continue;
			for (size_t rep = 0; rep < run->n_repetitions; rep++)
				n += put_repetition(out, r, run, rep, &vs);
		}
	}
	return n;
}

const struct export_format export_benchstat = {
	.name = "benchstat",
	.summary = "Go benchmark format, as benchstat reads it",
	.write = write_benchstat,
};
