// SPDX-License-Identifier: MIT
// The least a program can do to read or write a file by io_uring with a queue
// of some depth, a registered file and registered buffers: what `make bench`
// holds the uring engine against. Prints the clock's units that each
// repetition of the whole loop took, one a line.
// usage: bare-uring DIRECTORY BYTES REPETITIONS read|write wall|icount BLOCK
//        DEPTH [direct]
#include <fcntl.h>
#include <liburing.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"

struct bench {
	struct io_uring ring;
	size_t len;
	unsigned block, depth;
	unsigned char *buffer;
	unsigned *free_slots, n_free;
	enum clock_kind clock;
	int fd;
};

static void die(const char *what)
{
	perror(what);
	exit(3);
}

static void prepare(struct bench *b, const char *mode)
{
	b->buffer = aligned_alloc(4096, (size_t)b->block * b->depth);
	memset(b->buffer, 0x5a, (size_t)b->block * b->depth);
	if (ftruncate(b->fd, 0) < 0 ||
	    fallocate(b->fd, 0, 0, (off_t)b->len) < 0)
		die("fallocate");
	for (size_t at = 0; at < b->len; at += b->block)
		if (pwrite(b->fd, b->buffer, b->block, (off_t)at) < 0)
			die(mode);
	if (fsync(b->fd) < 0)
		die("fsync");
	struct iovec *iov = calloc(b->depth, sizeof(*iov));
	b->free_slots = calloc(b->depth, sizeof(*b->free_slots));
	for (unsigned i = 0; i < b->depth; i++) {
		iov[i] = (struct iovec){ b->buffer + (size_t)i * b->block,
					 b->block };
		b->free_slots[b->n_free++] = i;
	}
	if (io_uring_queue_init(b->depth, &b->ring, 0) < 0 ||
	    io_uring_register_files(&b->ring, &b->fd, 1) < 0 ||
	    io_uring_register_buffers(&b->ring, iov, b->depth) < 0)
		die("io_uring");
	free(iov);
}

static void enter(struct bench *b, bool write, size_t at)
{
	unsigned slot = b->free_slots[--b->n_free];
	unsigned char *buffer = b->buffer + (size_t)slot * b->block;
	struct io_uring_sqe *sqe = io_uring_get_sqe(&b->ring);

	if (write)
		io_uring_prep_write_fixed(sqe, 0, buffer, b->block, at,
					  (int)slot);
	else
		io_uring_prep_read_fixed(sqe, 0, buffer, b->block, at,
					 (int)slot);
	sqe->flags |= IOSQE_FIXED_FILE;
	io_uring_sqe_set_data64(sqe, slot);
}

static void reap(struct bench *b, size_t *completed)
{
	struct io_uring_cqe *cqe;
	unsigned head, n = 0;

	io_uring_for_each_cqe(&b->ring, head, cqe)
	{
		if (cqe->res != (int)b->block)
			die("short");
		b->free_slots[b->n_free++] =
			(unsigned)io_uring_cqe_get_data64(cqe);
		n++;
	}
	io_uring_cq_advance(&b->ring, n);
	*completed += n;
}

static uint64_t run(struct bench *b, bool write)
{
	size_t n = b->len / b->block, next = 0, completed = 0;
	uint64_t start = clock_read(b->clock);

	while (completed < n) {
		while (next < n && b->n_free)
			enter(b, write, b->block * next++);
		if (io_uring_submit_and_wait(&b->ring, 1) < 0)
			die("io_uring_enter");
		reap(b, &completed);
	}
	return clock_read(b->clock) - start;
}

int main(int argc, char **argv)
{
	struct bench b = { 0 };
	char path[4096];

	if (argc != 8 && argc != 9)
		return 2;
	b.len = strtoul(argv[2], NULL, 10);
	b.block = (unsigned)strtoul(argv[6], NULL, 10);
	b.depth = (unsigned)strtoul(argv[7], NULL, 10);
	b.clock = strcmp(argv[5], "icount") == 0 ? CLOCK_KIND_ICOUNT
						 : CLOCK_KIND_WALL;
	(void)snprintf(path, sizeof(path), "%s/bare-uring.%ld", argv[1],
		       (long)getpid());
	b.fd = open(path,
		    O_RDWR | O_CREAT | O_EXCL | (argc == 9 ? O_DIRECT : 0),
		    0600);
	if (b.fd < 0)
		die(path);
	(void)unlink(path);
	prepare(&b, argv[4]);
	for (unsigned i = (unsigned)strtoul(argv[3], NULL, 10); i > 0; i--)
		printf("%llu\n", (unsigned long long)run(
					 &b, strcmp(argv[4], "write") == 0));
	return 0;
}
