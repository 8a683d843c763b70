// SPDX-License-Identifier: MIT
#include "engine/uring-ring.h"

#include <dirent.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/cleanup.h"

// With Linux 5.11.
#ifndef IORING_FEAT_SQPOLL_NONFIXED
#define IORING_FEAT_SQPOLL_NONFIXED (1U << 7)
#endif
// With Linux 5.12.
#ifndef IORING_FEAT_NATIVE_WORKERS
#define IORING_FEAT_NATIVE_WORKERS (1U << 9)
#endif

static int refused(struct error *err)
{
	if (err)
		err->code = -EOPNOTSUPP;
	return -EOPNOTSUPP;
}

static int set_up(struct io_uring *ring, const struct engine_session *s,
		  struct error *err)
{
	struct io_uring_params p = { 0 };

	if (s->uring.sqpoll)
		p.flags |= IORING_SETUP_SQPOLL;
	int rc = io_uring_queue_init_params(s->depth, ring, &p);
	if (rc == 0)
		return 0;
	error_sys(err, rc, "io_uring_setup, %u entries%s", s->depth,
		  s->uring.sqpoll ? ", SQPOLL" : "");
	if (rc != -EPERM || !s->uring.sqpoll)
		return rc;
	error_hint(
		err,
		"before Linux 5.13 SQPOLL is for root alone: leave out --sqpoll");
	return refused(err);
}

static int register_file(struct io_uring *ring, const struct engine_session *s,
			 struct error *err)
{
	if (!s->uring.plain_file) {
		int rc = io_uring_register_files(ring, &s->fd, 1);

		return rc < 0 ? error_sys(err, rc, "io_uring_register_files")
			      : 0;
	}
	if (!s->uring.sqpoll || ring->features & IORING_FEAT_SQPOLL_NONFIXED)
		return 0;
	error_set(err, -EOPNOTSUPP,
		  "before Linux 5.11 SQPOLL takes registered files only");
	error_hint(err, "use --uring-file registered");
	return -EOPNOTSUPP;
}

static int register_buffers(struct io_uring *ring,
			    const struct engine_session *s, struct error *err)
{
	cleanup_free struct iovec *iov = xcalloc(s->depth, sizeof(*iov));

	for (unsigned i = 0; i < s->depth; i++)
		iov[i] = (struct iovec){ s->buffer + i * s->block,
					 (size_t)s->block };
	int rc = io_uring_register_buffers(ring, iov, s->depth);
	if (rc == 0)
		return 0;
	error_sys(err, rc, "io_uring_register_buffers");
	if (rc == -ENOMEM)
		error_hint(
			err,
			"raise RLIMIT_MEMLOCK, use a smaller --iodepth or --block-size, or --uring-buffers plain");
	return rc;
}

// IORING_OP_READ and WRITE came after their vectored forms.
static int probe_plain(struct io_uring *ring, struct error *err)
{
	struct io_uring_probe *probe = io_uring_get_probe_ring(ring);
	bool can = probe && io_uring_opcode_supported(probe, IORING_OP_READ) &&
		   io_uring_opcode_supported(probe, IORING_OP_WRITE);

	io_uring_free_probe(probe);
	if (can)
		return 0;
	error_set(err, -EOPNOTSUPP,
		  "before Linux 5.6 io_uring has no plain read and write");
	error_hint(err, "use --uring-buffers registered");
	return -EOPNOTSUPP;
}

int uring_ring_open(struct io_uring *ring, const struct engine_session *s,
		    struct error *err)
{
	int rc = set_up(ring, s, err);

	if (rc < 0)
		return rc;
	rc = register_file(ring, s, err);
	if (rc == 0)
		rc = s->uring.plain_buffers ? probe_plain(ring, err)
					    : register_buffers(ring, s, err);
	if (rc < 0)
		io_uring_queue_exit(ring);
	return rc;
}

// Their names are "iou-wrk-" and a number.
static bool is_worker(const char *task)
{
	char path[64], name[32] = "";
	static const char prefix[] = "iou-wrk-";

	(void)snprintf(path, sizeof(path), "/proc/self/task/%.20s/comm", task);
	FILE *f = fopen(path, "re");
	if (!f)
		return false;
	bool is = fgets(name, sizeof(name), f) &&
		  strncmp(name, prefix, sizeof(prefix) - 1) == 0;
	(void)fclose(f);
	return is;
}

double uring_ring_workers(const struct io_uring *ring)
{
	unsigned n = 0;

	if (!(ring->features & IORING_FEAT_NATIVE_WORKERS))
		return NAN;
	DIR *tasks = opendir("/proc/self/task");
	if (!tasks)
		return NAN;
	for (struct dirent *d; (d = readdir(tasks));)
		n += d->d_name[0] != '.' && is_worker(d->d_name);
	(void)closedir(tasks);
	return n;
}
