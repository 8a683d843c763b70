// SPDX-License-Identifier: MIT
// Direct I/O between the mapping and a second file, which is on no DAX file
// system: the block layer is handed the mapped pages themselves, which the
// kernel looks up and holds until the device is done with them.
//     daxbench run --workload gup --engine direct --partner /var/tmp
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "engine/timed.h"
#include "target/scratch.h"

struct partner {
	int fd;
};

// What its file holds before the first operation: not what targets hold.
#define PARTNER_FILL 0xa5

static int whole(ssize_t n, uint64_t block)
{
	if (n < 0)
		return -errno;
	return (uint64_t)n == block ? 0 : -EIO;
}

// The pages are what is written: they are pinned to be read.
ATTR_INLINE int write_from(struct engine_session *s, unsigned char *at)
{
	const struct partner *p = s->state;

	return whole(pwrite(p->fd, at, (size_t)s->block, 0), s->block);
}

ATTR_INLINE int read_to(struct engine_session *s, unsigned char *at)
{
	const struct partner *p = s->state;

	return whole(pread(p->fd, at, (size_t)s->block, 0), s->block);
}

static int submit(struct engine_session *s, struct batch *batch)
{
	switch (batch->kind) {
	case OP_PIN:
		return timed_run(s, batch, write_from);
	case OP_FILL:
		return timed_run(s, batch, read_to);
	default:
		return -EINVAL;
	}
}

static void close_partner(struct engine_session *s)
{
	const struct partner *p = s->state;

	(void)close(p->fd);
}

// One block, allocated and on the device, and from there on only by direct I/O.
static int lay_partner(const struct engine_session *s, int fd,
		       struct error *err)
{
	memset(s->buffer, PARTNER_FILL, (size_t)s->block);
	int rc = whole(pwrite(fd, s->buffer, (size_t)s->block, 0), s->block);
	if (rc == 0 && fsync(fd) < 0)
		rc = -errno;
	if (rc < 0)
		return error_sys(err, rc, "cannot write a file in '%s'",
				 s->partner);
	int flags = fcntl(fd, F_GETFL);
	if (flags >= 0 && fcntl(fd, F_SETFL, flags | O_DIRECT) == 0)
		return 0;
	error_set(err, -EOPNOTSUPP, "no direct I/O in '%s'", s->partner);
	error_hint(err, "give --partner a directory on a disk");
	return -EOPNOTSUPP;
}

static int open_partner(struct engine_session *s, struct error *err)
{
	struct partner *p = s->state;

	int rc = scratch_open(s->partner, &p->fd, err);
	if (rc < 0)
		return rc;
	rc = lay_partner(s, p->fd, err);
	if (rc < 0)
		close_partner(s);
	return rc;
}

static const struct engine engine_direct = {
	.name = "direct",
	.summary =
		"direct I/O to or from a file in --partner, the mapping being its buffer",
	.mapped = true,
	.partner = true,
	.sector = 512,
	.ops = OP_BIT(OP_PIN) | OP_BIT(OP_FILL),
	.durability = DURABILITY_NONE,
	.state_size = sizeof(struct partner),
	.open = open_partner,
	.close = close_partner,
	.submit = submit,
};
REGISTER(engine, engine_direct);
