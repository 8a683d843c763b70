// SPDX-License-Identifier: MIT
// fallocate(2), then a store to every page: each span is allocated as a whole,
// so that it may get one PMD, and faulted in.
//     daxbench run --workload prefault --engine fallocate
#include <errno.h>
#include <fcntl.h>

#include "engine/mapped-access.h"
#include "engine/timed.h"

ATTR_INLINE int allocate_and_touch(struct engine_session *s, unsigned char *at)
{
	if (fallocate(s->fd, 0, (off_t)mapping_offset(s->map, at),
		      (off_t)s->span) < 0)
		return -errno;
	touch_span(s, at);
	return 0;
}

static int submit(struct engine_session *s, struct batch *batch)
{
	if (batch->kind != OP_PREFAULT)
		return -EINVAL;
	return timed_run(s, batch, allocate_and_touch);
}

static const struct engine engine_fallocate = {
	.name = "fallocate",
	.summary = "fallocate(2) of each span, then a store to every page",
	.mapped = true,
	.calls = true,
	.ops = OP_BIT(OP_PREFAULT),
	.durability = DURABILITY_NONE,
	.submit = submit,
};
REGISTER(engine, engine_fallocate);
