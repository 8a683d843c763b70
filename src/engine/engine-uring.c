// SPDX-License-Identifier: MIT
// io_uring: up to --iodepth reads or writes in flight, from and to registered
// buffers of a registered file. Latency runs from the entry's preparation to
// the moment its completion is seen.
//     daxbench run --workload read --engine uring --iodepth 32
#include <errno.h>
#include <liburing.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "engine/engine.h"

struct uring {
	struct io_uring ring;
	bool up;
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

static int enlist(struct engine_session *s, struct uring *u, struct error *err)
{
	cleanup_free struct iovec *iov = xcalloc(s->depth, sizeof(*iov));

	for (unsigned i = 0; i < s->depth; i++)
		iov[i] = (struct iovec){ s->buffer + i * s->block,
					 (size_t)s->block };
	int rc = io_uring_register_files(&u->ring, &s->fd, 1);
	if (rc < 0)
		return error_sys(err, rc, "io_uring_register_files");
	rc = io_uring_register_buffers(&u->ring, iov, s->depth);
	if (rc < 0) {
		error_sys(err, rc, "io_uring_register_buffers");
		if (rc == -ENOMEM)
			error_hint(
				err,
				"raise RLIMIT_MEMLOCK, or use a smaller --iodepth or --block-size");
		return rc;
	}
	return 0;
}

static int open_uring(struct engine_session *s, struct error *err)
{
	struct uring *u = s->state;

	int rc = io_uring_queue_init(s->depth, &u->ring, 0);
	if (rc < 0)
		return error_sys(err, rc, "io_uring_setup, %u entries",
				 s->depth);
	u->up = true;
	rc = enlist(s, u, err);
	if (rc < 0) {
		close_uring(s);
		return rc;
	}
	u->started = xcalloc(s->depth, sizeof(*u->started));
	u->free = xcalloc(s->depth, sizeof(*u->free));
	for (u->n_free = 0; u->n_free < s->depth; u->n_free++)
		u->free[u->n_free] = s->depth - 1 - u->n_free;
	return 0;
}

// The index of the operation and its slot travel in the entry's user data.
static void prepare(struct engine_session *s, const struct batch *b, size_t i)
{
	struct uring *u = s->state;
	unsigned slot = u->free[--u->n_free];
	struct io_uring_sqe *sqe = io_uring_get_sqe(&u->ring);
	void *buffer = s->buffer + slot * s->block;

	if (s->latency)
		u->started[slot] = clock_read(s->clock);
	if (b->kind == OP_READ)
		io_uring_prep_read_fixed(sqe, 0, buffer, (unsigned)s->block,
					 b->offset[i], (int)slot);
	else
		io_uring_prep_write_fixed(sqe, 0, buffer, (unsigned)s->block,
					  b->offset[i], (int)slot);
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
		while (rc == 0 && next < b->count && u->n_free)
			prepare(s, b, next++);
		int sent = io_uring_submit_and_wait(&u->ring, 1);
		if (sent < 0 && !passes_by_itself(sent))
			return sent;
		completed += reap(s, b, &failed, &rc);
	}
	// Up to the one that failed, though later ones may be done too.
	b->done = rc < 0 ? failed : completed;
	b->total = clock_read(s->clock) - first;
	return rc;
}

static const struct engine engine_uring = {
	.name = "uring",
	.summary =
		"io_uring with registered buffers and file, --iodepth in flight",
	.queued = true,
	.ops = OP_BIT(OP_READ) | OP_BIT(OP_WRITE),
	.durability = DURABILITY_NONE,
	.available = available,
	.state_size = sizeof(struct uring),
	.open = open_uring,
	.close = close_uring,
	.submit = submit,
};
REGISTER(engine, engine_uring);
