// SPDX-License-Identifier: MIT
// The end of a process that maps the range: a child touches all of it, untimed;
// timed is from telling it to end until it has been reaped.
//     daxbench run --workload release --engine exit
#include <errno.h>

#include "engine/child.h"
#include "engine/prepared.h"

ATTR_INLINE int before(struct engine_session *s, unsigned char *at)
{
	return child_start_waiting(s->state, s, at);
}

ATTR_INLINE int end_child(struct engine_session *s,
			  unsigned char *at ATTR_UNUSED)
{
	child_tell(s->state);
	return child_reap(s->state, s);
}

static int submit(struct engine_session *s, struct batch *batch)
{
	if (batch->kind != OP_RELEASE)
		return -EINVAL;
	return prepared_run(s, batch, before, end_child, nothing_after);
}

static int open_exit(struct engine_session *s, struct error *err)
{
	return child_open(s->state, err);
}

static void close_exit(struct engine_session *s)
{
	child_close(s->state);
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
	.open = open_exit,
	.close = close_exit,
	.submit = submit,
};
REGISTER(engine, engine_exit);
