// SPDX-License-Identifier: MIT
// fallocate(2) that punches a hole where a span is mapped.
//     daxbench run --workload release --engine punch
#include <errno.h>
#include <fcntl.h>

#include "engine/mapped-access.h"
#include "engine/prepared.h"

// A file system may unmap more than it punches: then this faults.
ATTR_INLINE int before(struct engine_session *s, unsigned char *at)
{
	touch_span(s, at);
	return 0;
}

ATTR_INLINE int punch(struct engine_session *s, unsigned char *at)
{
	return fallocate(s->fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE,
			 (off_t)mapping_offset(s->map, at), (off_t)s->span) < 0
		       ? -errno
		       : 0;
}

static int submit(struct engine_session *s, struct batch *batch)
{
	if (batch->kind != OP_RELEASE)
		return -EINVAL;
	return prepared_run(s, batch, before, punch, nothing_after);
}

static const struct engine engine_punch = {
	.name = "punch",
	.summary = "fallocate(2) with FALLOC_FL_PUNCH_HOLE of each span",
	.mapped = true,
	.spoils = true,
	.calls = true,
	.ops = OP_BIT(OP_RELEASE),
	.durability = DURABILITY_NONE,
	.submit = submit,
};
REGISTER(engine, engine_punch);
