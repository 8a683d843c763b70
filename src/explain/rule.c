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
		[ANSWER_DEGRADES] = "degrades",
		[ANSWER_UNKNOWN] = "unknown",
		[ANSWER_NOT_APPLICABLE] = "not applicable",
	};
	_Static_assert(ARRAY_SIZE(names) == ANSWER_NOT_APPLICABLE + 1,
		       "a name each");
	return names[a];
}

const char *chunk_class_name(enum chunk_class c)
{
	static const char *const names[] = {
		[CLASS_PMD] = "pmd",       [CLASS_PTE] = "pte",
		[CLASS_EITHER] = "either", [CLASS_UNKNOWN] = "unknown",
		[CLASS_SIGBUS] = "sigbus",
	};
	_Static_assert(ARRAY_SIZE(names) == CLASS_SIGBUS + 1, "a name each");
	return names[c];
}

void rule_sentence(const struct prediction *p, const struct scene *s,
		   uint64_t chunk, struct strbuf *out)
{
	static const char *const classes[] = {
		[CLASS_PMD] = "PMD",           [CLASS_PTE] = "PTE",
		[CLASS_EITHER] = "PMD or PTE", [CLASS_UNKNOWN] = "not known",
		[CLASS_SIGBUS] = "a SIGBUS",
	};
	_Static_assert(ARRAY_SIZE(classes) == CLASS_SIGBUS + 1, "each");

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

void rules_predict(const struct rules *r, const struct chunk_view *v,
		   struct prediction *ret)
{
	*ret = (struct prediction){ CLASS_PMD, NULL };
	for (size_t i = 0; i < r->n; i++) {
		enum chunk_class class = CLASS_PMD;

		switch (r->v[i]->examine(v)) {
		case ANSWER_BLOCKS:
			*ret = (struct prediction){ CLASS_PTE, r->v[i] };
			return;
		case ANSWER_FAULTS:
			*ret = (struct prediction){ CLASS_SIGBUS, r->v[i] };
			return;
		case ANSWER_UNKNOWN:
			class = CLASS_UNKNOWN;
			break;
		case ANSWER_DEGRADES:
			class = CLASS_EITHER;
			break;
		case ANSWER_SATISFIED:
		case ANSWER_NOT_APPLICABLE:
			break;
		}
		if (class > ret->class)
			*ret = (struct prediction){ class, r->v[i] };
	}
}
