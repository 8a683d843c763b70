// SPDX-License-Identifier: MIT
// Four parties that work on one file together: by their number the workers
// read, write, use the mapping (a load and a store in turn), or cut the file
// off and lengthen it again. A model of the values that are legal
// (base/cells.h) looks at all that is found. Timed is the call or the copy.
//     daxbench run --workload mixed --runtime 10s
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/cells.h"
#include "base/rng.h"
#include "base/sigbus.h"
#include "engine/prepared.h"

enum role { ROLE_READER, ROLE_WRITER, ROLE_MAPPER, ROLE_CUTTER, ROLES };

// Of the cutter's turns one cuts; the others look at what it left.
#define CUT_EVERY 16

enum act { ACT_READ, ACT_WRITE, ACT_LOAD, ACT_STORE, ACT_CUT, ACTS };

struct stage {
	struct cells *cells;
	pthread_mutex_t lock; // of finding
	char *finding;        // the first
};

struct actor {
	uint64_t done[ACTS], words, illegal;
	struct rng rng;
	uint64_t turn;
	enum act act;
	uint64_t first; // cells of this turn
	size_t n;
	uint64_t last_cut;
	ssize_t got; // bytes that were read
	struct cells_view view;
	unsigned char *buffer;
};

static const char *act_name(enum act act)
{
	static const char *const names[] = { "read", "write", "load", "store",
					     "truncation" };

	return names[act];
}

// The whole file, by calls: nobody else is there yet.
static int fill_file(const struct engine_session *s, const struct cells *c)
{
	uint64_t n = cells_count(c);
	cleanup_free unsigned char *buffer =
		xcalloc(CELLS_SPAN, (size_t)s->block);

	for (uint64_t i = 0; i < n; i += CELLS_SPAN) {
		size_t k = 0;

		for (; k < CELLS_SPAN && i + k < n; k++)
			cells_stamp(c, i + k, 0, buffer + k * s->block);
		ssize_t len = (ssize_t)(k * s->block);
		ssize_t put = pwrite(s->fd, buffer, (size_t)len,
				     (off_t)(i * s->block));
		if (put != len)
			return put < 0 ? -errno : -EIO;
	}
	return 0;
}

static int set_stage(const struct engine_session *s, void **ret_common,
		     struct error *err)
{
	struct stage *stage = xcalloc(1, sizeof(*stage));

	stage->cells = cells_new(s->map->asked.len, s->block, s->seed);
	(void)pthread_mutex_init(&stage->lock, NULL);
	*ret_common = stage;
	int rc = fill_file(s, stage->cells);
	return rc < 0 ? error_sys(err, rc, "cannot fill the file") : 0;
}

static void strike(void *common)
{
	struct stage *stage = common;

	cells_free(stage->cells);
	(void)pthread_mutex_destroy(&stage->lock);
	free(stage->finding);
	free(stage);
}

static char *finding(void *common)
{
	struct stage *stage = common;

	return TAKE_PTR(stage->finding);
}

static const struct engine_count counts[] = {
	{ "reads", "calls", false },
	{ "writes", "calls", false },
	{ "loads", "copies", false },
	{ "stores", "copies", false },
	{ "truncations", "calls", false },
	{ "words_checked", "words", false },
	{ "illegal_values", "values", false },
};
_Static_assert(ARRAY_SIZE(counts) == ACTS + 2, "one an act");
_Static_assert(ARRAY_SIZE(counts) <= ENGINE_COUNTS_MAX, "they have room");

static void count(struct engine_session *s, double *values)
{
	const struct actor *a = s->state;

	for (size_t i = 0; i < ACTS; i++)
		values[i] = (double)a->done[i];
	values[ACTS] = (double)a->words;
	values[ACTS + 1] = (double)a->illegal;
}

static void find(const struct engine_session *s, const char *fmt, ...)
	ATTR_PRINTF(2, 3);
static void find(const struct engine_session *s, const char *fmt, ...)
{
	struct actor *a = s->state;
	struct stage *stage = s->common;
	struct strbuf text = { 0 };
	char said[400];
	va_list args;

	a->illegal++;
	va_start(args, fmt);
	(void)vsnprintf(said, sizeof(said), fmt, args);
	va_end(args);
	strbuf_printf(
		&text,
		"thread %u, turn %llu: a %s of %llu bytes at file offset %llu %s",
		s->index, (unsigned long long)a->turn, act_name(a->act),
		(unsigned long long)(a->n * s->block),
		(unsigned long long)(a->first * s->block), said);
	(void)pthread_mutex_lock(&stage->lock);
	if (!stage->finding)
		stage->finding = strbuf_take(&text);
	(void)pthread_mutex_unlock(&stage->lock);
	strbuf_release(&text);
}

static enum act next_act(const struct engine_session *s, const struct actor *a)
{
	switch ((enum role)(s->index % ROLES)) {
	case ROLE_READER:
		return ACT_READ;
	case ROLE_WRITER:
		return ACT_WRITE;
	case ROLE_MAPPER:
		return a->turn % 2 ? ACT_STORE : ACT_LOAD;
	case ROLE_CUTTER:
	case ROLES:
		break;
	}
	return a->turn % CUT_EVERY == 1 ? ACT_CUT : ACT_READ;
}

// Some cells that nobody is storing to, from `first` on.
static void take_cells(struct actor *a, struct cells *c)
{
	uint64_t wanted = a->n;

	while ((a->n = cells_store(c, a->first, (size_t)wanted, a->buffer)) ==
	       0)
		a->first = (a->first + 1) % cells_count(c);
}

ATTR_INLINE int prepare(struct engine_session *s, unsigned char *at)
{
	struct stage *stage = s->common;
	struct actor *a = s->state;
	uint64_t all = cells_count(stage->cells);

	a->turn++;
	a->act = next_act(s, a);
	a->first = mapping_offset(s->map, at) / s->block;
	a->n = 1 + rng_below(&a->rng, CELLS_SPAN);
	if (a->n > all - a->first)
		a->n = (size_t)(all - a->first);
	if (s->index % ROLES == ROLE_CUTTER && a->act == ACT_READ)
		a->first = a->last_cut - a->last_cut % a->n;
	if (a->n > all - a->first)
		a->n = (size_t)(all - a->first);
	if (a->act == ACT_WRITE || a->act == ACT_STORE)
		take_cells(a, stage->cells);
	if (a->act == ACT_CUT) {
		a->last_cut = a->first;
		cells_cut(stage->cells, a->first);
	} else {
		cells_look(stage->cells, &a->view, a->first, a->n);
	}
	return 0;
}

// What was reached before the file's end, in bytes; -1: all. Whether that was
// legal is seen afterwards. Word by word and upwards, as memcpy(3) need not: so
// that all was copied that lies before the page that is not there. Several may
// store at a time, and load what is being stored: each word is whole.
static __attribute__((noinline)) ssize_t copy(void *to, const void *from,
					      size_t len, const void *mapped)
{
	struct sigbus_guard guard;

	if (SIGBUS_GUARD(&guard) != 0)
		return (ssize_t)(guard.address - (uintptr_t)mapped);
	for (size_t i = 0; i < len / 8; i++)
		__atomic_store_n(
			(volatile uint64_t *)to + i,
			__atomic_load_n((const volatile uint64_t *)from + i,
					__ATOMIC_RELAXED),
			__ATOMIC_RELAXED);
	sigbus_leave(&guard);
	return -1;
}

// More is no truncation that is under way, but a file that stays short.
#define TRIES 100000

// A store that meets the end of the file is begun again, until the file is
// there again: of one given up nobody could say what it left.
static int store_all(const struct engine_session *s, size_t len)
{
	struct actor *a = s->state;
	const struct stage *stage = s->common;
	unsigned char *at = s->map->addr + a->first * s->block;

	for (unsigned tries = 0; tries < TRIES; tries++) {
		a->got = copy(at, a->buffer, len, at);
		if (a->got < 0 || !cells_were_cut(stage->cells, &a->view))
			return 0;
		(void)sched_yield();
	}
	return -EFAULT;
}

static int cut_off(struct engine_session *s)
{
	const struct actor *a = s->state;
	struct stage *stage = s->common;
	off_t to = (off_t)(a->first * s->block);
	off_t size = (off_t)s->map->asked.len;
	int rc = ftruncate(s->fd, to) < 0 || ftruncate(s->fd, size) < 0 ? -errno
									: 0;

	cells_cut_over(stage->cells);
	return rc;
}

ATTR_INLINE int act(struct engine_session *s, unsigned char *unused ATTR_UNUSED)
{
	struct actor *a = s->state;
	uint64_t offset = a->first * s->block;
	size_t len = (size_t)(a->n * s->block);
	unsigned char *at = s->map->addr + offset;

	switch (a->act) {
	case ACT_READ:
		a->got = pread(s->fd, a->buffer, len, (off_t)offset);
		return a->got < 0 ? -errno : 0;
	case ACT_WRITE:
		a->got = pwrite(s->fd, a->buffer, len, (off_t)offset);
		return a->got < 0 ? -errno : a->got == (ssize_t)len ? 0 : -EIO;
	case ACT_LOAD:
		a->got = copy(a->buffer, at, len, at);
		return 0;
	case ACT_STORE:
		return store_all(s, len);
	case ACT_CUT:
		return cut_off(s);
	case ACTS:
		break;
	}
	return -EINVAL;
}

// The end of the file is met only where it was cut.
static void look_at_end(const struct engine_session *s, const char *how)
{
	const struct actor *a = s->state;
	struct stage *stage = s->common;

	if (!cells_were_cut(stage->cells, &a->view))
		find(s, "%s after %lld bytes, where no truncation was", how,
		     (long long)a->got);
}

static void look_at_data(const struct engine_session *s, size_t len)
{
	struct actor *a = s->state;
	struct stage *stage = s->common;
	struct cells_finding what;
	struct strbuf text = { 0 };

	a->words += len / 8;
	if (cells_legal(stage->cells, &a->view, a->buffer, len, &what))
		return;
	cells_tell(&what, &text);
	find(s, "found %s", strbuf_str(&text));
	strbuf_release(&text);
}

ATTR_INLINE int look(struct engine_session *s, unsigned char *at ATTR_UNUSED)
{
	struct actor *a = s->state;
	struct stage *stage = s->common;
	size_t len = (size_t)(a->n * s->block);

	a->done[a->act]++;
	if (a->act == ACT_WRITE || a->act == ACT_STORE)
		cells_stored(stage->cells, a->first, a->n);
	if ((a->act == ACT_LOAD || a->act == ACT_STORE) && a->got >= 0)
		look_at_end(s, "ended by SIGBUS");
	else if (a->act == ACT_LOAD)
		look_at_data(s, len);
	if (a->act != ACT_READ)
		return 0;
	if ((size_t)a->got < len)
		look_at_end(s, "met the end of the file");
	look_at_data(s, (size_t)a->got);
	return 0;
}

static int submit(struct engine_session *s, struct batch *batch)
{
	if (batch->kind != OP_MIX)
		return -EINVAL;
	return prepared_run(s, batch, prepare, act, look);
}

static int enter(struct engine_session *s, struct error *err ATTR_UNUSED)
{
	struct actor *a = s->state;
	size_t len = (size_t)(CELLS_SPAN * s->block);

	a->rng.state = s->seed + s->index;
	a->buffer = xcalloc(1, len);
	memset(a->buffer, 0x5a, len);
	return 0;
}

static void leave(struct engine_session *s)
{
	const struct actor *a = s->state;

	free(a->buffer);
}

static const struct engine engine_actors = {
	.name = "actors",
	.summary =
		"reader, writer, mapper and truncater, by the worker's number",
	.mapped = true,
	.calls = true,
	.spoils = true,
	.ops = OP_BIT(OP_MIX),
	.durability = DURABILITY_NONE,
	.state_size = sizeof(struct actor),
	.common_open = set_stage,
	.common_finding = finding,
	.common_close = strike,
	.open = enter,
	.close = leave,
	.submit = submit,
	.counts = counts,
	.n_counts = ARRAY_SIZE(counts),
	.count = count,
};
REGISTER(engine, engine_actors);
