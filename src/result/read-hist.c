// SPDX-License-Identifier: MIT
#include "result/read-hist.h"

#include <errno.h>
#include <inttypes.h>

#include "result/lift-hist.h"

static const char *const quantile_keys[HIST_REPORTED] = {
	"p50", "p90", "p99", "p99_9", "p99_99",
};

// A number, or null, which is right only when there are too few samples.
static bool known(const struct json_place *at, bool enough)
{
	if (at->v && json_is_unknown(at) == enough)
		json_fail(at, -EBADMSG,
			  enough ? "must be a number"
				 : "must be null: there are too few samples");
	return enough;
}

static uint64_t count(const struct json_place *up, const char *key, bool enough)
{
	struct json_place at = json_member(up, key);

	return known(&at, enough) ? json_get_count(&at) : 0;
}

static double real(const struct json_place *up, const char *key, bool enough)
{
	struct json_place at = json_member(up, key);
	double v = known(&at, enough) ? json_get_real(&at) : 0;

	// Values are counts of 64 bits; what is larger overflows when squared.
	if (v < 0 || v > (double)UINT64_MAX) {
		json_fail(&at, -EBADMSG, "must be between 0 and 2^64");
		return 0;
	}
	return v;
}

// What was lifted out of the text in place of this value, or NULL after a
// failure.
static struct lifted *lifted(const struct json_place *at)
{
	uint64_t index = json_get_count(at);

	if (at->reading->code)
		return NULL;
	struct lifted *list =
		at->reading->lift ? lift_take(at->reading->lift, index) : NULL;
	if (!list)
		json_fail(at, -EBADMSG, "must be a list of buckets");
	return list;
}

static void check(const struct json_place *at, const struct json_place *list_at,
		  const struct hist *h, const struct lifted *list)
{
	uint64_t before = h->min;

	if (list->total != h->count)
		json_fail(list_at, -EBADMSG,
			  "counts add up to %" PRIu64 ", but count is %" PRIu64,
			  list->total, h->count);
	if (at->reading->code || !list->n)
		return;
	if (h->min < list->first.low || h->min > list->first.high)
		json_fail(at, -EBADMSG, "min is not in the first bucket");
	if (h->max < list->last.low || h->max > list->last.high ||
	    h->max < h->min)
		json_fail(at, -EBADMSG, "max is not in the last bucket");
	for (size_t i = 0; i < HIST_REPORTED; i++) {
		if (h->reported[i] < before || h->reported[i] > h->max)
			json_fail(at, -EBADMSG,
				  "%s is not between its neighbours",
				  quantile_keys[i]);
		before = h->reported[i];
	}
}

void read_hist(const struct json_place *at, struct hist *h)
{
	struct json_place list_at = json_member(at, "histogram");
	struct lifted *list = lifted(&list_at);

	h->count = count(at, "count", true);
	h->min = count(at, "min", h->count > 0);
	h->mean = real(at, "mean", h->count > 0);
	h->max = count(at, "max", h->count > 0);
	for (size_t i = 0; i < HIST_REPORTED; i++)
		h->reported[i] = count(at, quantile_keys[i], h->count > 0);
	double stddev = real(at, "stddev", h->count > 1);

	if (!list)
		return;
	check(at, &list_at, h, list);
	hist_restore(h, stddev, list->buckets, list->buckets ? list->n : 0);
}
