// SPDX-License-Identifier: MIT
#include "explain/segments.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "base/attr.h"

void segments_release(struct segments *s)
{
	free(s->v);
	*s = (struct segments){ 0 };
}

static bool says_the_same(const struct segment *a, const struct segment *b)
{
	return a->predicted.class == b->predicted.class &&
	       a->predicted.rule == b->predicted.rule && a->zero == b->zero &&
	       a->observed == b->observed && a->settled == b->settled &&
	       a->after == b->after && a->finding == b->finding;
}

void segments_add(struct segments *s, const struct segment *one)
{
	struct segment *last = s->n ? &s->v[s->n - 1] : NULL;

	if (last && last->first + last->n == one->first &&
	    says_the_same(last, one)) {
		last->n += one->n;
		last->looked += one->looked;
		return;
	}
	if (s->n == s->cap) {
		s->cap = s->cap ? 2 * s->cap : 16;
		s->v = xreallocarray(s->v, s->cap, sizeof(*s->v));
	}
	s->v[s->n++] = *one;
}

const char *observed_name(enum observed o)
{
	static const char *const names[] = {
		[OBSERVED_NOT] = "not observed",  [OBSERVED_PMD] = "pmd",
		[OBSERVED_PTE] = "pte",           [OBSERVED_SIGBUS] = "sigbus",
		[OBSERVED_DISPUTED] = "disputed", [OBSERVED_PUD] = "pud",
		[OBSERVED_REFUSED] = "refused",
	};
	_Static_assert(ARRAY_SIZE(names) == OBSERVATIONS, "a name each");
	return names[o];
}

const char *finding_name(enum finding f)
{
	static const char *const names[] = {
		[FINDING_NONE] = "none",
		[FINDING_STICKY] = "sticky",
		[FINDING_UNEXPLAINED] = "unexplained",
		[FINDING_ZERO_PAGE] = "zero-page",
	};
	_Static_assert(ARRAY_SIZE(names) == FINDINGS, "a name each");
	return names[f];
}
