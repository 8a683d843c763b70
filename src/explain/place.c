// SPDX-License-Identifier: MIT
#include "explain/place.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "explain/base.h"
#include "explain/gather.h"
#include "platform/blockdev.h"
#include "platform/dmtable.h"

static const struct device_span *span_at(const struct scene *s, uint64_t at)
{
	size_t low = 0, high = s->n_spans;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (s->spans[mid].end > at)
			high = mid;
		else
			low = mid + 1;
	}
	return low < s->n_spans ? &s->spans[low] : NULL;
}

// Addresses wrap, and a PMD divides what they wrap at.
struct place place_of(const struct scene *s, uint64_t at)
{
	const struct device_span *x = span_at(s, at);

	if (!s->n_spans)
		return (struct place){ UINT64_MAX, true, s->base.known,
				       s->base.offset };
	if (!x || !x->n_legs)
		return (struct place){ .end = x ? x->end : UINT64_MAX };
	uint64_t turn = x->stripe ? (at - x->start) / x->stripe : 0;
	const struct device_leg *leg = &x->legs[turn % x->n_legs];
	uint64_t first = x->start + turn * x->stripe;
	uint64_t end = x->stripe ? first + x->stripe : x->end;

	if (x->stripe && x->most && end - at > x->most)
		end = at + x->most;

	return (struct place){
		.end = end < x->end ? end : x->end,
		.understood = true,
		.known = leg->known,
		.base = leg->base + leg->start + turn / x->n_legs * x->stripe -
			first,
	};
}

static void take_bad_blocks(struct scene *s, const struct dm_target *t,
			    const struct sysroot *sr)
{
	const struct dm_leg *leg = &t->legs[0];
	cleanup_blockdev struct blockdev b = { 0 };
	cleanup_strbuf struct strbuf text = { 0 };
	uint64_t partition = base_partition_start(sr, leg->major, leg->minor);
	uint64_t from = partition + leg->start;

	if (blockdev_read(&b, sr, leg->major, leg->minor) < 0)
		return;
	cleanup_free char *path = xasprintf("/sys/block/%s/badblocks", b.disk);

	if (sysroot_read(sr, path, &text) == 0)
		gather_bad_ranges(
			s, strbuf_str(&text),
			&(struct bad_window){ from, from + (t->end - t->start),
					      t->start });
}

static void add_span(struct scene *s, const struct dm_target *t, uint64_t most,
		     const struct sysroot *sr)
{
	struct device_span *x = &s->spans[s->n_spans++];

	*x = (struct device_span){ .start = t->start,
				   .end = t->end,
				   .stripe = t->stripe,
				   .most = most };
	x->legs = t->n_legs ? xcalloc(t->n_legs, sizeof(*x->legs)) : NULL;
	x->n_legs = t->n_legs;
	for (size_t i = 0; i < t->n_legs; i++) {
		struct device_base base;

		base_by_sysfs(&base, sr, t->legs[i].major, t->legs[i].minor,
			      s->geo.pmd_bytes);
		x->legs[i] = (struct device_leg){ t->legs[i].start, base.known,
						  base.offset };
		free(base.how);
	}
	if (t->n_legs == 1)
		take_bad_blocks(s, t, sr);
}

void place_by_table(struct scene *s, const char *disk, const char *table,
		    const struct sysroot *sr)
{
	cleanup_free char *largest =
		xasprintf("/sys/block/%s/queue/max_sectors_kb", disk);
	cleanup_dmtable struct dmtable t = { 0 };
	struct error err = { 0 };
	uint64_t kib = 0;

	if (sysroot_read_u64(sr, largest, &kib) < 0 || kib > UINT32_MAX)
		kib = 0;
	free(s->base.how);
	s->base = (struct device_base){ 0 };
	if (dmtable_parse(&t, table, &err) < 0 || t.n == 0) {
		s->base.how = xstrdup(t.n ? err.text
					  : "the device-mapper table is empty");
		return;
	}
	s->spans = xcalloc(t.n, sizeof(*s->spans));
	for (size_t i = 0; i < t.n; i++)
		add_span(s, &t.v[i], kib * 1024, sr);
	s->base.how = xasprintf(
		"that of each part of the device-mapper table (%zu), by sysfs",
		t.n);
}
