// SPDX-License-Identifier: MIT
#include "result/lift-hist.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"

#define KEY "histogram"
#define KEY_LEN (sizeof(KEY) - 1)
#define NO_KEY SIZE_MAX
#define END (-1)

static int wrong(struct lift *l, int code, const char *what)
{
	if (!l->code)
		l->code = error_set(l->err, code, "%s: line %zu: %s", l->origin,
				    l->line, what);
	return l->code;
}

static int refill(struct lift *l)
{
	ssize_t got =
		l->code ? 0
			: l->from->read(l->from, l->in, sizeof(l->in), l->err);

	if (got < 0)
		l->code = (int)got;
	l->at = 0;
	l->end = got > 0 ? (size_t)got : 0;
	return l->end ? 0 : END;
}

static inline int peek(struct lift *l)
{
	if (l->at == l->end && refill(l) == END)
		return END;
	return (unsigned char)l->in[l->at];
}

static inline int next(struct lift *l)
{
	int c = peek(l);

	l->at += c != END;
	l->line += c == '\n';
	return c;
}

static inline bool is_space(int c)
{
	return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

// The next character that is no white space, taken.
static int word(struct lift *l)
{
	int c;

	do
		c = next(l);
	while (is_space(c));
	return c;
}

static int malformed(struct lift *l, int c)
{
	return c == END
		       ? wrong(l, -EBADMSG,
			       "not JSON: end of file within a histogram")
		       : wrong(l, -EBADMSG,
			       "a histogram is a list of [low, high, count], whole numbers");
}

static int expect(struct lift *l, int wanted)
{
	int c = word(l);

	return c == wanted ? 0 : malformed(l, c);
}

static int number(struct lift *l, uint64_t *ret)
{
	int c = word(l), first = c;
	uint64_t v = 0;

	if (c < '0' || c > '9')
		return malformed(l, c);
	for (;;) {
		unsigned digit = (unsigned)(c - '0');

		if (v > ((uint64_t)INT64_MAX - digit) / 10)
			return malformed(l, c);
		v = v * 10 + digit;
		c = peek(l);
		if (c < '0' || c > '9')
			break;
		if (first == '0')
			return malformed(l, c);
		l->at++;
	}
	*ret = v;
	return 0;
}

static int bucket(struct lift *l, struct hist_bucket *b)
{
	if (expect(l, '[') < 0 || number(l, &b->low) < 0 ||
	    expect(l, ',') < 0 || number(l, &b->high) < 0 ||
	    expect(l, ',') < 0 || number(l, &b->count) < 0 ||
	    expect(l, ']') < 0)
		return l->code;
	return 0;
}

static int add(struct lift *l, struct lifted *list, const struct hist_bucket *b,
	       size_t *size)
{
	if (b->low > b->high)
		return wrong(l, -EBADMSG, "a bucket's low is above its high");
	if (list->n && b->low <= list->last.high)
		return wrong(
			l, -EBADMSG,
			"a bucket overlaps or descends from the one before");
	if (!b->count)
		return wrong(l, -EBADMSG, "a bucket is empty");
	if (list->total + b->count < list->total)
		return wrong(l, -EBADMSG, "counts of buckets exceed 2^64");
	if (list->n == HIST_EXPORT_MAX)
		return wrong(l, -EFBIG, "a histogram has too many buckets");
	if (l->keep && l->n_kept == LIFT_BUCKETS_MAX)
		return wrong(l, -EFBIG, "too many buckets in all");
	if (!list->n)
		list->first = *b;
	if (l->keep && list->n == *size) {
		*size = *size ? 2 * *size : 16;
		list->buckets = xreallocarray(list->buckets, *size,
					      sizeof(*list->buckets));
	}
	if (l->keep)
		list->buckets[list->n] = *b;
	l->n_kept += l->keep;
	list->last = *b;
	list->total += b->count;
	list->n++;
	return 0;
}

// From behind the opening bracket to behind the closing one.
static int buckets(struct lift *l, struct lifted *list)
{
	struct hist_bucket b;
	size_t size = 0;

	while (is_space(peek(l)))
		(void)next(l);
	if (peek(l) == ']')
		return next(l);
	for (;;) {
		if (bucket(l, &b) < 0 || add(l, list, &b, &size) < 0)
			return l->code;
		int c = word(l);
		if (c == ']')
			break;
		if (c != ',')
			return malformed(l, c);
	}
	if (list->n < size)
		list->buckets = xreallocarray(list->buckets, list->n,
					      sizeof(*list->buckets));
	return 0;
}

static void lift_list(struct lift *l)
{
	size_t line = l->line;

	l->lists = xreallocarray(l->lists, l->n_lists + 1, sizeof(*l->lists));
	l->lists[l->n_lists++] = (struct lifted){ 0 };
	(void)buckets(l, &l->lists[l->n_lists - 1]);
	l->newlines = l->line - line;
	l->instead_at = 0;
	l->instead_len = (size_t)snprintf(l->instead, sizeof(l->instead), "%zu",
					  l->n_lists - 1);
}

static void within_quotes(struct lift *l, int c)
{
	bool closes = c == '"' && !l->escaped;

	if (closes)
		l->before = l->matched == KEY_LEN ? LIFT_KEY : LIFT_OTHER;
	l->quoted = !closes;
	l->matched = l->matched < KEY_LEN && KEY[l->matched] == c
			     ? l->matched + 1
			     : NO_KEY;
	l->escaped = c == '\\' && !l->escaped;
}

// Does a list start with this character?
static bool starts(struct lift *l, int c)
{
	bool value = l->before == LIFT_COLON;

	if (l->quoted) {
		within_quotes(l, c);
		return false;
	}
	if (is_space(c))
		return false;
	l->before = l->before == LIFT_KEY && c == ':' ? LIFT_COLON : LIFT_OTHER;
	l->quoted = c == '"';
	l->matched = 0;
	if (value && c != '[')
		(void)malformed(l, c);
	return value && c == '[';
}

static size_t pass(struct lift *l, char *to, size_t size)
{
	size_t n = 0;

	while (n < size && !l->code) {
		if (l->instead_at < l->instead_len) {
			to[n++] = l->instead[l->instead_at++];
		} else if (l->newlines) {
			to[n++] = '\n';
			l->newlines--;
		} else {
			int c = next(l);

			if (c == END)
				break;
			if (starts(l, c))
				lift_list(l);
			else
				to[n++] = (char)c;
		}
	}
	return n;
}

static ssize_t read_rest(struct json_source *self, char *to, size_t size,
			 struct error *err)
{
	struct lift *l = (struct lift *)self;

	l->err = err;
	size_t n = pass(l, to, size);
	return l->code ? l->code : (ssize_t)n;
}

void lift_init(struct lift *l, struct json_source *from, const char *origin,
	       bool keep)
{
	l->source.read = read_rest;
	l->lists = NULL;
	l->n_lists = l->n_kept = 0;
	l->keep = keep;
	l->from = from;
	l->origin = origin;
	l->err = NULL;
	l->code = 0;
	l->at = l->end = 0;
	l->line = 1;
	l->quoted = l->escaped = false;
	l->matched = 0;
	l->before = LIFT_OTHER;
	l->instead_at = l->instead_len = l->newlines = 0;
}

struct lifted *lift_take(struct lift *l, uint64_t index)
{
	if (index >= l->n_lists || l->lists[index].taken)
		return NULL;
	l->lists[index].taken = true;
	return &l->lists[index];
}

void lift_release(struct lift *l)
{
	for (size_t i = 0; i < l->n_lists; i++)
		if (!l->lists[i].taken)
			free(l->lists[i].buckets);
	free(l->lists);
	l->lists = NULL;
	l->n_lists = 0;
}
