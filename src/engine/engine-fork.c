// SPDX-License-Identifier: MIT
// A fork(2) of a process that maps the range: timed is the fork, the touches of
// the child, which finds nothing mapped, and its end.
//     daxbench run --workload release --engine fork
#include <errno.h>

#include "engine/child.h"
#include "engine/timed.h"

ATTR_INLINE int fork_and_touch(struct engine_session *s, unsigned char *at)
{
	int rc = child_start(s, at);

	return rc < 0 ? rc : child_reap(s);
}

static int submit(struct engine_session *s, struct batch *batch)
{
	if (batch->kind != OP_RELEASE)
		return -EINVAL;
	return timed_run(s, batch, fork_and_touch);
}

static const struct engine engine_fork = {
	.name = "fork",
	.summary = "fork(2), the touches of the child, its end",
	.mapped = true,
	.whole = true,
	.forks = true,
	.ops = OP_BIT(OP_RELEASE),
	.durability = DURABILITY_NONE,
	.state_size = sizeof(struct child),
	.open = child_open,
	.close = child_close,
	.submit = submit,
};
REGISTER(engine, engine_fork);
