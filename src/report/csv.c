// SPDX-License-Identifier: MIT
#include "report/csv.h"

#include <math.h>

#include "base/escape.h"
#include "result/variant.h"

static void put_field(struct strbuf *out, const char *text)
{
	escape_csv(out, text);
	strbuf_putc(out, ',');
}

static void put_header(const struct variants *vs, struct strbuf *out)
{
	strbuf_puts(out, "file,started,");
	for (size_t d = 0; d < vs->n; d++)
		put_field(out, vs->v[d].key);
	strbuf_puts(out, "workload,validity,agreement,metric,unit,direction,"
			 "repetition,value\n");
}

static void put_run(struct strbuf *out, const struct variants *vs,
		    const struct result *r, const struct run_record *run,
		    const char *name)
{
	put_field(out, name);
	put_field(out, r->started);
	for (size_t d = 0; d < vs->n; d++) {
		cleanup_free char *value = variants_value(vs, d, r, run);

		put_field(out, value);
	}
	put_field(out, run->workload);
	put_field(out, validity_name(run->validity));
	put_field(out, run->mapping.agreement);
}

// A value that is not known is an empty field.
static size_t put_metric(struct strbuf *out, const struct metric *m,
			 const char *head)
{
	for (size_t i = 0; i < m->n; i++) {
		strbuf_puts(out, head);
		put_field(out, m->name);
		put_field(out, m->unit);
		put_field(out, direction_name(m->direction));
		strbuf_printf(out, "%zu,", i + 1);
		if (isfinite(m->values[i]))
			strbuf_printf(out, "%.12g", m->values[i]);
		strbuf_putc(out, '\n');
	}
	return m->n;
}

size_t csv_write(const struct result *const *results, const char *const *names,
		 size_t n, struct strbuf *out)
{
	cleanup_variants struct variants vs;
	size_t lines = 0;

	variants_init(&vs, results, n);
	put_header(&vs, out);
	for (size_t i = 0; i < n; i++) {
		for (size_t k = 0; k < results[i]->n_runs; k++) {
			const struct run_record *run = &results[i]->runs[k];
			cleanup_strbuf struct strbuf head = { 0 };

			put_run(&head, &vs, results[i], run, names[i]);
			for (size_t m = 0; m < run->n_metrics; m++)
				lines += put_metric(out, &run->metrics[m],
						    head.s);
		}
	}
	return lines;
}
