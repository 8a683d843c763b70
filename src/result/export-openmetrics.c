// SPDX-License-Identifier: MIT
// OpenMetrics text. A family is a metric without its quantile, in a base unit
// that its name ends in; samples of a family stand together, as they must.
// Every circumstance is a label, so that label sets never collide.
#include <math.h>
#include <string.h>

#include "base/alloc.h"
#include "base/escape.h"
#include "result/export.h"
#include "result/variant.h"

struct family {
	char *name;
	const char *unit; // NULL: none that OpenMetrics has a name for
	double scale;
	char *quantile; // NULL: not of one
};

static void family_release(struct family *f)
{
	free(f->name);
	free(f->quantile);
}
DEFINE_CLEANUP(family, struct family, family_release)

// "latency_p99_9" is the quantile 0.999 of "latency".
static char *quantile_of(const char *metric, size_t *ret_base_len)
{
	const char *p = strstr(metric, "_p");
	struct strbuf q = { 0 };

	*ret_base_len = strlen(metric);
	if (!p || !p[2] || p[2 + strspn(p + 2, "0123456789_")])
		return NULL;
	*ret_base_len = (size_t)(p - metric);
	strbuf_puts(&q, "0.");
	for (const char *s = p + 2; *s; s++)
		if (*s != '_')
			strbuf_putc(&q, *s);
	while (q.len > 3 && q.s[q.len - 1] == '0')
		q.s[--q.len] = 0;
	return strbuf_take(&q);
}

static void family_of(const struct metric *m, struct family *f)
{
	static const struct {
		const char *unit, *base;
		double scale;
	} units[] = {
		{ "ns", "seconds", 1e-9 },
		{ "instructions", "instructions", 1 },
		{ "bytes", "bytes", 1 },
		{ "ratio", "ratio", 1 },
	};
	size_t len;

	*f = (struct family){ .scale = 1 };
	f->quantile = quantile_of(m->name, &len);
	for (size_t i = 0; i < ARRAY_SIZE(units); i++) {
		if (strcmp(m->unit, units[i].unit) == 0) {
			f->unit = units[i].base;
			f->scale = units[i].scale;
		}
	}
	f->name = xasprintf("daxbench_%.*s%s%s", (int)len, m->name,
			    f->unit ? "_" : "", f->unit ? f->unit : "");
}

static void put_label(struct strbuf *out, const char *key, const char *value)
{
	if (!value)
		return;
	strbuf_printf(out, "%s%s=\"", out->s[out->len - 1] == '{' ? "" : ",",
		      key);
	for (const unsigned char *s = (const unsigned char *)value; *s;) {
		size_t n = utf8_sequence(s);

		if (*s == '\\' || *s == '"')
			strbuf_printf(out, "\\%c", *s);
		else if (*s == '\n')
			strbuf_puts(out, "\\n");
		else if (!n || *s < 0x20)
			strbuf_puts(out, UTF8_REPLACEMENT);
		else
			strbuf_add(out, s, n);
		s += n ? n : 1;
	}
	strbuf_putc(out, '"');
}

// What a document calls an option must not say these twice.
static bool is_taken(const char *key)
{
	return strcmp(key, "workload") == 0 || strcmp(key, "quantile") == 0;
}

static void put_sample(struct strbuf *out, const struct variants *vs,
		       const struct series *s, const struct family *f)
{
	strbuf_printf(out, "%s{", f->name);
	put_label(out, "workload", s->run->workload);
	for (size_t d = 0; d < vs->n; d++) {
		cleanup_free char *value =
			variants_value(vs, d, s->result, s->run);

		if (!is_taken(vs->v[d].key))
			put_label(out, vs->v[d].key, value);
	}
	put_label(out, "quantile", f->quantile);
	strbuf_printf(out, "} %.12g\n", s->median * f->scale);
}

static void put_family(struct strbuf *out, const struct family *f)
{
	strbuf_printf(out, "# TYPE %s gauge\n", f->name);
	if (f->unit)
		strbuf_printf(out, "# UNIT %s %s\n", f->name, f->unit);
}

// All samples of the family of series `first`, unless an earlier series has
// written them.
static size_t write_family(const struct series_list *list, size_t first,
			   struct strbuf *out)
{
	CLEANUP(family_cleanup_) struct family of;
	size_t written = 0;

	family_of(list->v[first].metric, &of);
	for (size_t i = 0; i < list->n; i++) {
		CLEANUP(family_cleanup_) struct family f;

		family_of(list->v[i].metric, &f);
		if (!list->v[i].n || strcmp(f.name, of.name) != 0)
			continue;
		if (i < first)
			return 0;
		if (!written++)
			put_family(out, &f);
		put_sample(out, &list->variants, &list->v[i], &f);
	}
	return written;
}

static size_t write_openmetrics(const struct export_input *in,
				struct strbuf *out)
{
	cleanup_series_list struct series_list list;
	size_t n = 0;

	series_collect(&list, in->results, in->n, 0);
	for (size_t i = 0; i < list.n; i++)
		if (list.v[i].n)
			n += write_family(&list, i, out);
	strbuf_puts(out, "# EOF\n");
	return n;
}

static void put_subject(struct strbuf *out, const struct comparison *c,
			const struct judgement *j)
{
	put_label(out, "run", j->label);
	put_label(out, "metric", j->metric);
	put_label(out, "base", c->base.kernel);
	put_label(out, "new", c->new.kernel);
	put_label(out, "gate", j->gate ? "yes" : "no");
}

// A state set says every state: 1 of the one that holds, 0 of the others.
static void put_states(struct strbuf *out, const char *family,
		       const struct comparison *c, const struct judgement *j)
{
	enum outcome outcome = j ? j->outcome : c->overall;

	for (int o = OUTCOME_SAME; o <= OUTCOME_REGRESSED; o++) {
		strbuf_printf(out, "%s{", family);
		if (j)
			put_subject(out, c, j);
		put_label(out, family, outcome_name((enum outcome)o));
		strbuf_printf(out, "} %d\n", o == (int)outcome);
	}
}

// Relative changes, and the ends of their interval.
static size_t put_effects(struct strbuf *out, const char *name, size_t offset,
			  const struct comparison *c)
{
	size_t n = 0;

	for (size_t i = 0; i < c->n; i++) {
		const struct judgement *j = &c->v[i];
		double v = *(const double *)((const char *)j + offset);

		if (!isfinite(v))
			continue;
		if (!n++)
			strbuf_printf(out, "# TYPE %s gauge\n# UNIT %s ratio\n",
				      name, name);
		strbuf_printf(out, "%s{", name);
		put_subject(out, c, j);
		strbuf_printf(out, "} %.12g\n", v);
	}
	return n;
}

static size_t write_verdict(const struct export_verdict *in, struct strbuf *out)
{
	const struct comparison *c = in->comparison;

	strbuf_puts(out, "# TYPE daxbench_compare_overall stateset\n");
	put_states(out, "daxbench_compare_overall", c, NULL);
	if (c->n)
		strbuf_puts(out, "# TYPE daxbench_compare_outcome stateset\n");
	for (size_t i = 0; i < c->n; i++)
		put_states(out, "daxbench_compare_outcome", c, &c->v[i]);
	(void)put_effects(out, "daxbench_compare_effect_ratio",
			  offsetof(struct judgement, effect), c);
	(void)put_effects(out, "daxbench_compare_low_ratio",
			  offsetof(struct judgement, low), c);
	(void)put_effects(out, "daxbench_compare_high_ratio",
			  offsetof(struct judgement, high), c);
	strbuf_puts(out, "# EOF\n");
	return c->n + 1;
}

const struct export_format export_openmetrics = {
	.name = "openmetrics",
	.summary = "OpenMetrics text, as Prometheus reads it",
	.write = write_openmetrics,
	.write_verdict = write_verdict,
};
