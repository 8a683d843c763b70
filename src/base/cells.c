// SPDX-License-Identifier: MIT
#include "base/cells.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

#include "base/alloc.h"
#include "base/rng.h"

// All times are ticks of one counter, which every begin and end moves on.
struct cell {
	// A store is under way where they differ. Two slots: that of a complete
	// store stays until the one after the next begins.
	atomic_uint started, complete;
	_Atomic uint64_t start[2], end[2];
	_Atomic uint64_t cut_start, cut_end; // of the last that is over
};

struct cells {
	uint64_t size, n, seed;
	_Atomic uint64_t tick;
	_Atomic uint64_t cutting; // first cell of the cut under way, or n
	uint64_t cut_start;
	pthread_mutex_t cutter;
	struct cell v[];
};

struct cells *cells_new(uint64_t size, uint64_t cell, uint64_t seed)
{
	uint64_t n = size / cell;
	struct cells *c = xcalloc(1, sizeof(*c) + (size_t)n * sizeof(c->v[0]));

	c->size = cell;
	c->n = n;
	c->seed = seed;
	c->cutting = n;
	(void)pthread_mutex_init(&c->cutter, NULL);
	return c;
}

void cells_free(struct cells *c)
{
	if (c)
		(void)pthread_mutex_destroy(&c->cutter);
	free(c);
}

uint64_t cells_count(const struct cells *c)
{
	return c->n;
}

static uint64_t next_tick(struct cells *c)
{
	return atomic_fetch_add(&c->tick, 1) + 1;
}

// What is the same in word `at` of the file whatever store it is of. Never 0
// in the upper half, as a store's number is.
static uint64_t key_of(const struct cells *c, uint64_t at)
{
	struct rng rng = { c->seed ^ at * UINT64_C(0xd6e8feb86659fd93) };

	return rng_next(&rng) | UINT64_C(1) << 63;
}

void cells_stamp(const struct cells *c, uint64_t i, uint32_t store,
		 unsigned char *to)
{
	for (uint64_t k = 0; k < c->size; k += 8) {
		uint64_t word = key_of(c, (i * c->size + k) / 8) ^ store;

		memcpy(to + k, &word, 8);
	}
}

// Whoever moves `started` on owns the cell until `complete` follows.
static bool take(struct cell *cell, uint32_t *ret_store)
{
	unsigned store = atomic_load(&cell->complete);

	*ret_store = store + 1;
	return atomic_compare_exchange_strong(&cell->started, &store,
					      store + 1);
}

size_t cells_store(struct cells *c, uint64_t first, size_t n, unsigned char *to)
{
	size_t taken = 0;
	uint32_t store;

	if (n > CELLS_SPAN)
		n = CELLS_SPAN;
	while (taken < n && first + taken < c->n &&
	       take(&c->v[first + taken], &store)) {
		atomic_store(&c->v[first + taken].start[store % 2],
			     next_tick(c));
		cells_stamp(c, first + taken, store, to + taken * c->size);
		taken++;
	}
	return taken;
}

void cells_stored(struct cells *c, uint64_t first, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct cell *cell = &c->v[first + i];
		uint32_t store = atomic_load(&cell->started);

		atomic_store(&cell->end[store % 2], next_tick(c));
		atomic_store(&cell->complete, store);
	}
}

void cells_cut(struct cells *c, uint64_t first)
{
	(void)pthread_mutex_lock(&c->cutter);
	c->cut_start = next_tick(c);
	atomic_store(&c->cutting, first);
}

void cells_cut_over(struct cells *c)
{
	uint64_t end = next_tick(c);

	for (uint64_t i = atomic_load(&c->cutting); i < c->n; i++) {
		atomic_store(&c->v[i].cut_start, c->cut_start);
		atomic_store(&c->v[i].cut_end, end);
	}
	// Only now: who does not see it under way must see that it is over.
	atomic_store(&c->cutting, c->n);
	(void)pthread_mutex_unlock(&c->cutter);
}

static struct cells_before know(struct cell *cell)
{
	struct cells_before b;

	do {
		b.store = atomic_load(&cell->complete);
		b.start = atomic_load(&cell->start[b.store % 2]);
		b.end = atomic_load(&cell->end[b.store % 2]);
	} while (atomic_load(&cell->complete) != b.store);
	b.cut = atomic_load(&cell->cut_start);
	return b;
}

void cells_look(struct cells *c, struct cells_view *view, uint64_t first,
		size_t n)
{
	if (n > CELLS_SPAN)
		n = CELLS_SPAN;
	if (n > c->n - first)
		n = (size_t)(c->n - first);
	view->first = first;
	view->n = n;
	for (size_t i = 0; i < n; i++)
		view->before[i] = know(&c->v[first + i]);
	view->now = next_tick(c);
}

// Was cell `i` being cut off at some time after `since`?
static bool cut_since(const struct cells *c, uint64_t i, uint64_t since)
{
	return atomic_load(&c->cutting) <= i ||
	       atomic_load(&c->v[i].cut_end) > since;
}

bool cells_were_cut(const struct cells *c, const struct cells_view *view)
{
	// Cuts reach to the end: the last cell is in all of them.
	return cut_since(c, view->first + view->n - 1, view->now);
}

static bool store_legal(const struct cells_before *b, uint32_t store,
			uint32_t high)
{
	if (store < b->store || store > high)
		return false;
	// A later one was not over when the read began, so nothing was that
	// came after it.
	return store > b->store || b->cut <= b->end;
}

// Nothing copies whole words for sure: every byte may be of another one of the
// values that are legal.
static bool is_mixture(uint64_t word, uint64_t key, uint32_t low, uint32_t high,
		       bool cut)
{
	for (unsigned shift = 0; shift < 64; shift += 8) {
		uint64_t byte = word >> shift & 0xff;
		bool found = cut && byte == 0;

		for (uint64_t store = low; !found && store <= high; store++)
			found = ((key ^ store) >> shift & 0xff) == byte;
		if (!found)
			return false;
	}
	return true;
}

static uint32_t lowest_legal(const struct cells_before *b)
{
	return b->cut <= b->end ? b->store : b->store + 1;
}

bool cells_legal(struct cells *c, const struct cells_view *view,
		 const unsigned char *data, size_t len,
		 struct cells_finding *ret)
{
	for (size_t at = 0; at + 8 <= len && at < view->n * c->size; at += 8) {
		uint64_t i = view->first + at / c->size;
		const struct cells_before *b = &view->before[at / c->size];
		uint64_t offset = view->first * c->size + at, word;
		uint32_t high = atomic_load(&c->v[i].started);

		memcpy(&word, data + at, 8);
		uint64_t key = key_of(c, offset / 8), store = word ^ key;
		bool known = store <= UINT32_MAX;
		bool cut = cut_since(c, i, b->start);

		if (word == 0 ? cut
			      : known && store_legal(b, (uint32_t)store, high))
			continue;
		if (is_mixture(word, key, lowest_legal(b), high, cut))
			continue;
		*ret = (struct cells_finding){
			.offset = offset,
			.word = word,
			.known = known,
			.store = (uint32_t)store,
			.low = lowest_legal(b),
			.high = high,
			.cut = cut,
		};
		return false;
	}
	return true;
}

void cells_tell(const struct cells_finding *f, struct strbuf *out)
{
	if (f->word == 0)
		strbuf_puts(out, "zeros");
	else if (f->known)
		strbuf_printf(out, "what store %" PRIu32 " wrote", f->store);
	else
		strbuf_printf(out,
			      "0x%016" PRIx64 ", which nobody wrote there,",
			      f->word);
	strbuf_printf(out, " at file offset %" PRIu64 ", where ", f->offset);
	if (f->low > f->high) {
		strbuf_puts(out,
			    "only the zeros of a truncation could be found");
		return;
	}
	if (f->low == f->high)
		strbuf_printf(out, "only store %" PRIu32, f->low);
	else
		strbuf_printf(out, "only stores %" PRIu32 " to %" PRIu32,
			      f->low, f->high);
	strbuf_printf(out, "%s could be found",
		      f->cut ? ", or what a truncation leaves," : "");
}
