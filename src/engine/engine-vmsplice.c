// SPDX-License-Identifier: MIT
// vmsplice(2) of a block into a pipe, which is then spliced to /dev/null: the
// kernel looks up the block's pages, holds them and lets them go, and copies
// nothing. What remains is the cost of get_user_pages.
//     daxbench run --workload gup --page pte
#include <errno.h>
#include <fcntl.h>
#include <sys/uio.h>
#include <unistd.h>

#include "engine/timed.h"

struct plumbing {
	int in, out; // of the pipe
	int sink;
	size_t holds; // bytes
};

static ssize_t drain(const struct plumbing *p, size_t n)
{
	while (n) {
		ssize_t got = splice(p->out, NULL, p->sink, NULL, n, 0);

		if (got < 0)
			return -errno;
		if (got == 0)
			return -EIO;
		n -= (size_t)got;
	}
	return 0;
}

ATTR_INLINE int hold_pages(struct engine_session *s, unsigned char *at)
{
	const struct plumbing *p = s->state;
	size_t left = (size_t)s->block;

	while (left) {
		struct iovec iov = { at, left < p->holds ? left : p->holds };
		ssize_t n = vmsplice(p->in, &iov, 1, 0);

		if (n < 0)
			return -errno;
		int rc = (int)drain(p, (size_t)n);
		if (rc < 0)
			return rc;
		at += n;
		left -= (size_t)n;
	}
	return 0;
}

static int submit(struct engine_session *s, struct batch *batch)
{
	if (batch->kind != OP_PIN)
		return -EINVAL;
	return timed_run(s, batch, hold_pages);
}

static void close_pipe(struct engine_session *s)
{
	const struct plumbing *p = s->state;

	(void)close(p->in);
	(void)close(p->out);
	(void)close(p->sink);
}

// A pipe takes a page a slot, and an unprivileged one 256 of them unless told
// otherwise; what it grants is what is used at a time.
static int open_pipe(struct engine_session *s, struct error *err)
{
	struct plumbing *p = s->state;
	int ends[2];

	if (pipe2(ends, O_CLOEXEC) < 0)
		return error_sys(err, -errno, "pipe2");
	p->out = ends[0];
	p->in = ends[1];
	p->sink = open("/dev/null", O_WRONLY | O_CLOEXEC);
	(void)fcntl(p->in, F_SETPIPE_SZ, 1 << 20);
	int holds = fcntl(p->in, F_GETPIPE_SZ);
	int rc = p->sink < 0 || holds <= 0 ? -errno : 0;
	if (rc < 0) {
		error_sys(err, rc, "cannot open /dev/null, or size the pipe");
		close_pipe(s);
		return rc;
	}
	p->holds = (size_t)holds;
	return 0;
}

static const struct engine engine_vmsplice = {
	.name = "vmsplice",
	.summary = "vmsplice(2) into a pipe that is drained to /dev/null",
	.mapped = true,
	.ops = OP_BIT(OP_PIN),
	.durability = DURABILITY_NONE,
	.state_size = sizeof(struct plumbing),
	.open = open_pipe,
	.close = close_pipe,
	.submit = submit,
};
REGISTER(engine, engine_vmsplice);
