// SPDX-License-Identifier: MIT
#include "result/read-hist.h"

#include <errno.h>
#include <inttypes.h>

#include "base/alloc.h"

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

static struct hist_bucket read_bucket(const struct json_place *at)
{
	struct json_place low = json_item(at, 0), high = json_item(at, 1);
	struct json_place count_at = json_item(at, 2);

	if (json_items(at) != 3)
		json_fail(at, -EBADMSG, "must be [low, high, count]");
	return (struct hist_bucket){
		json_get_count(&low),
		json_get_count(&high),
		json_get_count(&count_at),
	};
}

static size_t read_buckets(const struct json_place *list, uint64_t total,
			   struct hist_bucket **ret_buckets)
{
	size_t n = json_items(list);
	uint64_t sum = 0;

	if (n > HIST_EXPORT_MAX) {
		json_fail(list, -EBADMSG, "more than %zu buckets",
			  HIST_EXPORT_MAX);
		n = 0;
	}
	struct hist_bucket *v = xcalloc(n + 1, sizeof(*v));

	for (size_t i = 0; i < n && !list->reading->code; i++) {
		struct json_place at = json_item(list, i);

		v[i] = read_bucket(&at);
		if (v[i].low > v[i].high)
			json_fail(&at, -EBADMSG, "low is above high");
		if (i && v[i].low <= v[i - 1].high)
			json_fail(&at, -EBADMSG,
				  "overlaps or descends from the one before");
		if (!v[i].count || v[i].count > total - sum)
			json_fail(&at, -EBADMSG,
				  "counts do not add up to count, %" PRIu64,
				  total);
		sum += v[i].count;
	}
	if (sum != total)
		json_fail(list, -EBADMSG,
			  "counts add up to %" PRIu64 ", but count is %" PRIu64,
			  sum, total);
	*ret_buckets = v;
	return n;
}

static void check(const struct json_place *at, const struct hist *h,
		  const struct hist_bucket *v, size_t n)
{
	uint64_t before = h->min;

	if (at->reading->code || !n)
		return;
	if (h->min < v[0].low || h->min > v[0].high)
		json_fail(at, -EBADMSG, "min is not in the first bucket");
	if (h->max < v[n - 1].low || h->max > v[n - 1].high || h->max < h->min)
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
	struct json_place list = json_member(at, "histogram");
	struct hist_bucket *buckets;

	h->count = count(at, "count", true);
	h->min = count(at, "min", h->count > 0);
	h->mean = real(at, "mean", h->count > 0);
	h->max = count(at, "max", h->count > 0);
	for (size_t i = 0; i < HIST_REPORTED; i++)
		h->reported[i] = count(at, quantile_keys[i], h->count > 0);
	double stddev = real(at, "stddev", h->count > 1);
	size_t n = read_buckets(&list, h->count, &buckets);

	check(at, h, buckets, n);
	hist_restore(h, stddev, buckets, n);
}
