// SPDX-License-Identifier: MIT
#include "base/cpulist.h"

#include <errno.h>
#include <string.h>

#include "base/alloc.h"
#include "base/cleanup.h"
#include "base/parse.h"

// Far above any machine; keeps sums small.
#define CPU_MAX 65535

struct span {
	uint64_t first, last, step;
};

// FIRST, FIRST-LAST or FIRST-LAST:STEP. Writes into `text`.
static int read_span(char *text, struct span *ret)
{
	char *last = strchr(text, '-'), *step = last ? strchr(last, ':') : NULL;

	if (last)
		*last++ = '\0';
	if (step)
		*step++ = '\0';
	*ret = (struct span){ .step = 1 };
	if (parse_u64(text, &ret->first) < 0 ||
	    parse_u64(last ? last : text, &ret->last) < 0 ||
	    (step && parse_u64(step, &ret->step) < 0))
		return -EINVAL;
	if (ret->first > ret->last || ret->last > CPU_MAX || ret->step == 0 ||
	    ret->step > CPU_MAX)
		return -EINVAL;
	return 0;
}

static uint64_t count_of(const struct span *s)
{
	return (s->last - s->first) / s->step + 1;
}

// Into `v`, which has room for all; their number or -EINVAL.
static int read_spans(char *text, struct span *v, uint64_t *ret_cpus)
{
	int n = 0;

	*ret_cpus = 0;
	for (char *next, *item = text; item; item = next) {
		next = strchr(item, ',');
		if (next)
			*next++ = '\0';
		if (read_span(item, &v[n]) < 0)
			return -EINVAL;
		*ret_cpus += count_of(&v[n++]);
	}
	return n;
}

int cpulist_nth(const char *text, size_t n, unsigned *ret_cpu)
{
	cleanup_free char *copy = xstrdup(text);
	cleanup_free struct span *v = xcalloc(strlen(text) + 1, sizeof(*v));
	uint64_t cpus, left;
	int spans = read_spans(copy, v, &cpus);

	if (spans < 0)
		return spans;
	left = n % cpus;
	for (int i = 0; i < spans; i++) {
		if (left < count_of(&v[i])) {
			*ret_cpu = (unsigned)(v[i].first + left * v[i].step);
			return 0;
		}
		left -= count_of(&v[i]);
	}
	return -EINVAL;
}
