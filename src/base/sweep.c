// SPDX-License-Identifier: MIT
#include "base/sweep.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "base/alloc.h"
#include "base/parse.h"

struct range {
	uint64_t first, step, last;
	bool times; // multiplied by step, else step is added
};

static int add_one(struct sweep *s, char *value, struct error *err)
{
	if (s->n == SWEEP_MAX) {
		free(value);
		return error_usage(err, "more than %d values", SWEEP_MAX);
	}
	s->v = xreallocarray(s->v, s->n + 1, sizeof(*s->v));
	s->v[s->n++] = value;
	return 0;
}

// FIRST:*FACTOR:LAST or FIRST:+STEP:LAST. Writes into `text`.
static bool read_range(char *text, struct range *ret)
{
	char *step = strchr(text, ':'), *last = strchr(step + 1, ':');

	if (!last || (step[1] != '*' && step[1] != '+'))
		return false;
	*step++ = '\0';
	*last++ = '\0';
	ret->times = *step == '*';
	return parse_bytes(text, &ret->first) == 0 &&
	       parse_bytes(step + 1, &ret->step) == 0 &&
	       parse_bytes(last, &ret->last) == 0;
}

// Would never reach its end.
static bool stands_still(const struct range *r)
{
	return r->times ? r->step < 2 || r->first == 0 : r->step == 0;
}

// False past the end, also when the next value does not fit 64 bits.
static bool advance(const struct range *r, uint64_t *v)
{
	if (r->times ? *v > r->last / r->step : r->last - *v < r->step)
		return false;
	*v = r->times ? *v * r->step : *v + r->step;
	return true;
}

static int add_range(struct sweep *s, const char *text, struct error *err)
{
	cleanup_free char *copy = xstrdup(text);
	struct range r;

	if (!read_range(copy, &r)) {
		error_usage(err, "'%s' is not a range", text);
		error_hint(
			err,
			"FIRST:*FACTOR:LAST or FIRST:+STEP:LAST, such as 64:*2:2m or 1:+1:8");
		return -EINVAL;
	}
	if (r.first > r.last)
		return error_usage(err, "the range '%s' is empty", text);
	if (stands_still(&r))
		return error_usage(err, "the range '%s' never reaches its end",
				   text);
	uint64_t v = r.first;
	do {
		int rc = add_one(s, xasprintf("%" PRIu64, v), err);

		if (rc < 0)
			return rc;
	} while (advance(&r, &v));
	return 0;
}

int sweep_add(struct sweep *s, const char *text, struct error *err)
{
	for (;;) {
		size_t len = strcspn(text, ",");
		cleanup_free char *item = xstrndup(text, len);
		int rc;

		if (len == 0)
			rc = error_usage(err, "a value is missing");
		else if (strchr(item, ':'))
			rc = add_range(s, item, err);
		else
			rc = add_one(s, xstrdup(item), err);
		if (rc < 0 || !text[len])
			return rc;
		text += len + 1;
	}
}

void sweep_release(struct sweep *s)
{
	for (size_t i = 0; i < s->n; i++)
		free(s->v[i]);
	free(s->v);
	*s = (struct sweep){ 0 };
}
