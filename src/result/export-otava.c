// SPDX-License-Identifier: MIT
// CSV for Apache Otava: a row a result, a column a metric. The kernel is what
// changes from row to row and so the commit. Rows keep the order given.
#include <math.h>
#include <string.h>

#include "base/escape.h"
#include "result/export.h"
#include "result/variant.h"

#define IGNORED VARIANT_BIT(VARIANT_KERNEL)

static void put_header(struct strbuf *out, const struct series_list *columns)
{
	strbuf_puts(out, "time,commit");
	for (size_t i = 0; i < columns->n; i++) {
		cleanup_free char *name = series_name(&columns->v[i]);

		strbuf_putc(out, ',');
		escape_csv(out, name);
	}
	strbuf_putc(out, '\n');
}

// NAN where this result has no such number.
static double value_of(const struct result *r, const struct series *column)
{
	for (size_t i = 0; i < r->n_runs; i++) {
		const struct run_record *run = &r->runs[i];

		if (run->validity == VALIDITY_INVALID)
			continue;
		for (size_t k = 0; k < run->n_metrics; k++) {
			const struct metric *m = &run->metrics[k];
			cleanup_free char *key = series_key(r, run, m, IGNORED);

			if (strcmp(key, column->key) == 0)
				return values_median(m->values, m->n);
		}
	}
	return NAN;
}

static size_t put_row(struct strbuf *out, const struct result *r,
		      const struct series_list *columns)
{
	size_t n = 0;

	escape_csv(out, r->started);
	strbuf_putc(out, ',');
	escape_csv(out, r->kernel_release);
	for (size_t i = 0; i < columns->n; i++) {
		double value = value_of(r, &columns->v[i]);

		strbuf_putc(out, ',');
		if (!isfinite(value))
			continue;
		strbuf_printf(out, "%.12g", value);
		n++;
	}
	strbuf_putc(out, '\n');
	return n;
}

static size_t write_otava(const struct export_input *in, struct strbuf *out)
{
	cleanup_series_list struct series_list columns;
	size_t n = 0;

	series_collect(&columns, in->results, in->n, IGNORED);
	put_header(out, &columns);
	for (size_t i = 0; i < in->n; i++)
		n += put_row(out, in->results[i], &columns);
	return n;
}

const struct export_format export_otava = {
	.name = "otava",
	.summary = "CSV for Apache Otava, a row a result",
	.write = write_otava,
};
