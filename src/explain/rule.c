// SPDX-License-Identifier: MIT
#include "explain/rule.h"

#include <stdlib.h>

#include "base/attr.h"

const char *answer_name(enum answer a)
{
	static const char *const names[] = {
		[ANSWER_SATISFIED] = "satisfied",
		[ANSWER_BLOCKS] = "blocks",
		[ANSWER_FAULTS] = "faults",
		[ANSWER_REFUSED] = "refused",
		[ANSWER_DEGRADES] = "degrades",
		[ANSWER_UNKNOWN] = "unknown",
		[ANSWER_NOT_APPLICABLE] = "not applicable",
	};
	_Static_assert(ARRAY_SIZE(names) == ANSWERS, "a name each");
	return names[a];
}

const char *chunk_class_name(enum chunk_class c)
{
	static const char *const names[] = {
		[CLASS_PUD] = "pud",         [CLASS_PMD] = "pmd",
		[CLASS_PTE] = "pte",         [CLASS_EITHER] = "either",
		[CLASS_UNKNOWN] = "unknown", [CLASS_SIGBUS] = "sigbus",
		[CLASS_REFUSED] = "refused",
	};
	_Static_assert(ARRAY_SIZE(names) == CLASSES, "a name each");
	return names[c];
}

void rule_sentence(const struct prediction *p, const struct scene *s,
		   uint64_t chunk, struct strbuf *out)
{
	static const char *const classes[] = {
		[CLASS_PUD] = "PUD",           [CLASS_PMD] = "PMD",
		[CLASS_PTE] = "PTE",           [CLASS_EITHER] = "PMD or PTE",
		[CLASS_UNKNOWN] = "not known", [CLASS_SIGBUS] = "a SIGBUS",
		[CLASS_REFUSED] = "refused",
	};
	_Static_assert(ARRAY_SIZE(classes) == CLASSES, "each");

	strbuf_printf(out, "chunk %llu is %s by '%s' (%s): ",
		      (unsigned long long)chunk, classes[p->class],
		      p->rule->name, p->rule->consequence);
	p->rule->remedy(s, out);
}

static int by_order(const void *a, const void *b)
{
	const struct rule *x = *(const struct rule *const *)a;
	const struct rule *y = *(const struct rule *const *)b;

	return (x->order > y->order) - (x->order < y->order);
}

void rules_collect(struct rules *r)
{
	*r = (struct rules){ 0 };
	registry_for_each (it, rule) {
		if (r->n == RULES_MAX)
			abort();
		r->v[r->n++] = *it;
	}
	qsort(r->v, r->n, sizeof(r->v[0]), by_order);
}

enum answer rule_ask(const struct rule *r, const struct chunk_view *v)
{
	bool asked = r->scope == RULE_OF_BOTH ||
		     (r->scope == RULE_OF_DEVICES) == v->scene->device;

	return asked ? r->examine(v) : ANSWER_NOT_APPLICABLE;
}

// Classes that end the search, whatever the rules behind say.
static bool decides(enum chunk_class c)
{
	return c != CLASS_EITHER && c != CLASS_UNKNOWN;
}

void rules_predict(const struct rules *r, const struct chunk_view *v,
		   struct prediction *ret)
{
	static const enum chunk_class classes[] = {
		[ANSWER_BLOCKS] = CLASS_PTE,
		[ANSWER_FAULTS] = CLASS_SIGBUS,
		[ANSWER_REFUSED] = CLASS_REFUSED,
		[ANSWER_DEGRADES] = CLASS_EITHER,
		[ANSWER_UNKNOWN] = CLASS_UNKNOWN,
	};

	*ret = (struct prediction){ chunk_best(v), NULL };
	for (size_t i = 0; i < r->n; i++) {
		enum answer a = rule_ask(r->v[i], v);

		if (a == ANSWER_SATISFIED || a == ANSWER_NOT_APPLICABLE)
			continue;
		if (decides(classes[a]) || classes[a] > ret->class)
			*ret = (struct prediction){ classes[a], r->v[i] };
		if (decides(classes[a]))
			return;
	}
}
