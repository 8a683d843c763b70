// SPDX-License-Identifier: MIT
// The end of a file that has no name any more: a file of a span is made in the
// target's directory, its name removed, its blocks allocated, mapped and
// touched, all untimed; timed is what drops the last references to it, munmap
// and close, upon which its blocks are freed.
//     daxbench run --workload release --engine unlink
#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "engine/mapped-access.h"
#include "engine/prepared.h"
#include "target/scratch.h"

struct nameless {
	struct mapping map;
	int fd;
	bool open;
};

static void give_up(struct nameless *n)
{
	if (n->open)
		(void)close(n->fd);
	if (n->map.reserved)
		mapping_release(&n->map);
	n->open = false;
}

// Memory has no directory: there it is a file of its own.
static int make_file(const struct engine_session *s, int *ret_fd)
{
	struct error unused = { 0 };

	if (s->directory && s->directory[0])
		return scratch_open(s->directory, ret_fd, &unused);
	*ret_fd = memfd_create("daxbench", MFD_CLOEXEC);
	return *ret_fd < 0 ? -errno : 0;
}

ATTR_INLINE int before(struct engine_session *s, unsigned char *at ATTR_UNUSED)
{
	struct nameless *n = s->state;
	struct mapping_request request = s->map->asked;
	struct error unused = { 0 };

	request.offset = 0;
	request.len = s->span;
	request.n_files = 0;
	int rc = make_file(s, &n->fd);
	if (rc < 0)
		return rc;
	n->open = true;
	if (fallocate(n->fd, 0, 0, (off_t)s->span) < 0)
		return -errno;
	rc = mapping_create(&n->map, n->fd, &s->map->geo, &request, &unused);
	if (rc == 0)
		touch_span(s, n->map.addr);
	return rc;
}

ATTR_INLINE int drop(struct engine_session *s, unsigned char *at ATTR_UNUSED)
{
	struct nameless *n = s->state;

	if (munmap(n->map.addr, (size_t)s->span) < 0 || close(n->fd) < 0)
		return -errno;
	n->open = false;
	return 0;
}

// What is left is the address space around it.
ATTR_INLINE int after(struct engine_session *s, unsigned char *at ATTR_UNUSED)
{
	give_up(s->state);
	return 0;
}

static int submit(struct engine_session *s, struct batch *batch)
{
	if (batch->kind != OP_RELEASE)
		return -EINVAL;
	return prepared_run(s, batch, before, drop, after);
}

static int open_unlink(struct engine_session *s ATTR_UNUSED,
		       struct error *err ATTR_UNUSED)
{
	return 0;
}

static void close_unlink(struct engine_session *s)
{
	give_up(s->state);
}

static const struct engine engine_unlink = {
	.name = "unlink",
	.summary = "munmap(2) and close(2) of an unlinked file of a span",
	.mapped = true,
	.calls = true,
	.ops = OP_BIT(OP_RELEASE),
	.durability = DURABILITY_NONE,
	.state_size = sizeof(struct nameless),
	.open = open_unlink,
	.close = close_unlink,
	.submit = submit,
};
REGISTER(engine, engine_unlink);
