// SPDX-License-Identifier: MIT
// The end of a process that maps the range: a child touches all of it, untimed;
// timed is from telling it to end until it has been reaped.
//     daxbench run --workload release --engine exit
#include <errno.h>

#include "engine/child.h"
#include "engine/prepared.h"

ATTR_INLINE int end_child(struct engine_session *s,
			  unsigned char *at ATTR_UNUSED)
{
	child_tell(s);
	return child_reap(s);
}

static int submit(struct engine_session *s, struct batch *batch)
{
	if (batch->kind != OP_RELEASE)
		return -EINVAL;
	return prepared_run(s, batch, child_start_waiting, end_child,
			    nothing_after);
}

static const struct engine engine_exit = {
	.name = "exit",
	.summary = "the end of a child that has touched the whole share",
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
REGISTER(engine, engine_exit);
