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

static void put_name(struct strbuf *out, const struct result *r,
		     const struct run_record *run, unsigned differing)
{
	strbuf_puts(out, "Benchmark");
	put_word(out, run->workload);
	for (unsigned d = 0; d < VARIANT_DIMENSIONS; d++) {
		cleanup_free char *value = NULL;

		// These stand in the configuration lines.
		if (d == VARIANT_KERNEL || d == VARIANT_THREADS ||
		    !(differing & VARIANT_BIT(d)))
			continue;
		value = variant_value((enum variant_dimension)d, r, run);
		if (!value)
			continue;
		strbuf_printf(out,
			      "/%s=", variant_key((enum variant_dimension)d));
		put_word(out, value);
	}
	cleanup_free char *threads = variant_value(VARIANT_THREADS, r, run);
	strbuf_printf(out, "-%s", threads ? threads : "1");
}

static size_t put_repetition(struct strbuf *out, const struct result *r,
			     const struct run_record *run, size_t i,
			     unsigned differing)
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
	put_name(out, r, run, differing);
	strbuf_printf(out, " %llu%s\n",
		      (unsigned long long)run->repetitions[i].operations,
		      values.s);
	return 1;
}

static void put_configuration(struct strbuf *out, const struct result *r)
{
	static const enum variant_dimension keys[] = {
		VARIANT_KERNEL, VARIANT_FS, VARIANT_TARGET, VARIANT_CLOCK
	};

	for (size_t i = 0; i < ARRAY_SIZE(keys); i++) {
		cleanup_free char *value = variant_value(keys[i], r, NULL);

		strbuf_printf(out, "%s: ", variant_key(keys[i]));
		put_word(out, value ? value : "unknown");
		strbuf_putc(out, '\n');
	}
}

static size_t write_benchstat(const struct export_input *in, struct strbuf *out)
{
	unsigned differing = variant_differing(in->results, in->n);
	size_t n = 0;

	put_units(in, out);
	for (size_t i = 0; i < in->n; i++) {
		const struct result *r = in->results[i];

		put_configuration(out, r);
		for (size_t k = 0; k < r->n_runs; k++) {
			const struct run_record *run = &r->runs[k];

			if (run->validity == VALIDITY_INVALID)
				continue;
			for (size_t rep = 0; rep < run->n_repetitions; rep++)
				n += put_repetition(out, r, run, rep,
						    differing);
		}
	}
	return n;
}

const struct export_format export_benchstat = {
	.name = "benchstat",
	.summary = "Go benchmark format, as benchstat reads it",
	.write = write_benchstat,
};
