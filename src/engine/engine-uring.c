// SPDX-License-Identifier: MIT
// io_uring: up to --iodepth reads or writes in flight, --submit-batch of them
// sent by one system call, from and to registered or plain buffers of a
// registered or plain file, taken by the call or by a thread of the kernel
// (--sqpoll). Latency runs from the entry's preparation to the moment its
// completion is seen.
//     daxbench run --workload read --engine uring --iodepth 32
#include <errno.h>
#include <math.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "engine/uring-ring.h"

struct uring {
	struct io_uring ring;
	bool up;
	unsigned batch;
	uint64_t calls;    // of io_uring_enter(2)
	uint64_t *started; // per slot
	unsigned *free;    // stack of slots
	unsigned n_free;
};

static int available(struct error *err)
{
	struct io_uring ring;
	int rc = io_uring_queue_init(1, &ring, 0);

	if (rc < 0) {
		error_sys(err, rc, "io_uring_setup");
		if (rc == -ENOSYS)
			error_hint(err, "io_uring needs Linux 5.1 or later");
		return rc;
	}
	io_uring_queue_exit(&ring);
	return 0;
}

static void close_uring(struct engine_session *s)
{
	struct uring *u = s->state;

	if (u->up)
		io_uring_queue_exit(&u->ring);
	free(u->started);
	free(u->free);
}

static int open_uring(struct engine_session *s, struct error *err)
{
	struct uring *u = s->state;
	int rc = uring_ring_open(&u->ring, s, err);

	if (rc < 0)
		return rc;
	u->up = true;
	u->batch = s->uring.batch ? s->uring.batch : s->depth;
	u->started = xcalloc(s->depth, sizeof(*u->started));
	u->free = xcalloc(s->depth, sizeof(*u->free));
	for (u->n_free = 0; u->n_free < s->depth; u->n_free++)
		u->free[u->n_free] = s->depth - 1 - u->n_free;
	return 0;
}

// With SQPOLL the place of an entry is given back only when the kernel's
// thread has seen to all that it found with it.
static struct io_uring_sqe *next_entry(struct engine_session *s)
{
	struct uring *u = s->state;
	struct io_uring_sqe *sqe = io_uring_get_sqe(&u->ring);

	while (!sqe) {
		(void)sched_yield();
		sqe = io_uring_get_sqe(&u->ring);
	}
	return sqe;
}

// The index of the operation and its slot travel in the entry's user data.
static void prepare(struct engine_session *s, const struct batch *b, size_t i)
{
	struct uring *u = s->state;
	unsigned slot = u->free[--u->n_free], block = (unsigned)s->block;
	void *buffer = s->buffer + slot * s->block;
	int fd = s->uring.plain_file ? s->fd : 0;

	if (s->latency)
		u->started[slot] = clock_read(s->clock);
	struct io_uring_sqe *sqe = next_entry(s);

	if (s->uring.plain_buffers && b->kind == OP_READ)
		io_uring_prep_read(sqe, fd, buffer, block, batch_offset(b, i));
	else if (s->uring.plain_buffers)
		io_uring_prep_write(sqe, fd, buffer, block, batch_offset(b, i));
	else if (b->kind == OP_READ)
		io_uring_prep_read_fixed(sqe, fd, buffer, block,
					 batch_offset(b, i), (int)slot);
	else
		io_uring_prep_write_fixed(sqe, fd, buffer, block,
					  batch_offset(b, i), (int)slot);
	if (!s->uring.plain_file)
		io_uring_sqe_set_flags(sqe, IOSQE_FIXED_FILE);
	io_uring_sqe_set_data64(sqe, (uint64_t)i << 32 | slot);
}

// Frees the slots of what has completed and returns how many those are. The
// lowest index that failed goes to *failed, its error to *rc.
static unsigned reap(struct engine_session *s, struct batch *b, size_t *failed,
		     int *rc)
{
	struct uring *u = s->state;
	struct io_uring_cqe *cqe;
	unsigned head, n = 0;

	io_uring_for_each_cqe(&u->ring, head, cqe)
	{
		uint64_t data = io_uring_cqe_get_data64(cqe);
		unsigned slot = (unsigned)data;
		size_t i = (size_t)(data >> 32);

		if (s->latency)
			b->elapsed[i] = clock_read(s->clock) - u->started[slot];
		if (cqe->res != (int)s->block && i < *failed) {
			*failed = i;
			*rc = cqe->res < 0         ? cqe->res
			      : b->kind == OP_READ ? -ENODATA
						   : -EIO;
		}
		u->free[u->n_free++] = slot;
		n++;
	}
	io_uring_cq_advance(&u->ring, n);
	return n;
}

// So often a completion is looked for before the call that waits for one: a
// few microseconds.
#define LOOKS 1000

// What is prepared is sent; with `wait` something is to be reaped afterwards.
static int send_on(struct engine_session *s, bool wait)
{
	struct uring *u = s->state;

	if (s->uring.sqpoll) {
		int rc = io_uring_submit(&u->ring);

		for (unsigned i = 0; rc >= 0 && wait && i < LOOKS; i++) {
			if (io_uring_cq_ready(&u->ring))
				return rc;
			__asm__ volatile("" : : : "memory");
		}
		if (rc < 0 || !wait)
			return rc;
	}
	u->calls++;
	return wait ? io_uring_submit_and_wait(&u->ring, 1)
		    : io_uring_submit(&u->ring);
}

// io_uring_enter(2): a signal, no memory for a request just now, or completions
// to be taken first. Nothing of what is in flight is lost by that.
static bool passes_by_itself(int code)
{
	return code == -EINTR || code == -EAGAIN || code == -EBUSY;
}

static int submit(struct engine_session *s, struct batch *b)
{
	struct uring *u = s->state;
	uint64_t first = clock_read(s->clock);
	size_t next = 0, completed = 0, failed = SIZE_MAX;
	int rc = 0;

	b->done = 0;
	b->total = 0;
	if (b->kind != OP_READ && b->kind != OP_WRITE)
		return -EINVAL;
	// After an error what is in flight is still waited for: its buffers
	// are the caller's.
	while (completed < next || (rc == 0 && next < b->count)) {
		size_t end = rc < 0 ? next : b->count;

		for (unsigned n = u->batch; n && next < end && u->n_free; n--)
			prepare(s, b, next++);
		int sent = send_on(s, next == end || !u->n_free);
		if (sent < 0 && !passes_by_itself(sent))
			return sent;
		completed += reap(s, b, &failed, &rc);
	}
	// Up to the one that failed, though later ones may be done too.
	b->done = rc < 0 ? failed : completed;
	b->total = clock_read(s->clock) - first;
	return rc;
}

// What the kernel's thread takes is sent by no call of ours.
static void count(struct engine_session *s, double *counts)
{
	const struct uring *u = s->state;

	counts[0] = s->uring.sqpoll ? NAN : (double)u->calls;
	counts[1] = uring_ring_workers(&u->ring);
}

static void describe(struct facts *facts)
{
	struct io_uring_params p = { 0 };
	struct io_uring ring;
	int rc = io_uring_queue_init_params(1, &ring, &p);

	if (rc < 0) {
		facts_unknown(facts, "uring.features", "io_uring_setup(2)",
			      fact_status_of(rc), "%s", strerror(-rc));
		return;
	}
	facts_textf(facts, "uring.features", "io_uring_setup(2)", "0x%x",
		    p.features);
	io_uring_queue_exit(&ring);
}

static const struct engine_count counts[] = {
	{ "uring_calls", "calls", false },
	{ "uring_workers", "threads", true },
};

static const struct engine engine_uring = {
	.name = "uring",
	.summary =
		"io_uring, --iodepth in flight, --submit-batch sent together",
	.queued = true,
	.ops = OP_BIT(OP_READ) | OP_BIT(OP_WRITE),
	.durability = DURABILITY_NONE,
	.describe = describe,
	.available = available,
	.state_size = sizeof(struct uring),
	.open = open_uring,
	.close = close_uring,
	.submit = submit,
	.counts = counts,
	.n_counts = ARRAY_SIZE(counts),
	.count = count,
};
REGISTER(engine, engine_uring);
