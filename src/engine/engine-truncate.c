// SPDX-License-Identifier: MIT
// ftruncate(2) that cuts the mapped end off a file, span by span from the last,
// whatever order the offsets come in.
//     daxbench run --workload release --engine truncate
#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/mapped-access.h"
#include "engine/prepared.h"

struct cut {
	uint64_t to; // size of the file afterwards
};

ATTR_INLINE int before(struct engine_session *s, unsigned char *at ATTR_UNUSED)
{
	struct cut *cut = s->state;
	struct stat st;

	if (fstat(s->fd, &st) < 0)
		return -errno;
	if ((uint64_t)st.st_size < s->map->asked.offset + s->span)
		return -EIO;
	cut->to = (uint64_t)st.st_size - s->span;
	touch_span(s, s->map->addr + (cut->to - s->map->asked.offset));
	return 0;
}

ATTR_INLINE int cut_off(struct engine_session *s, unsigned char *at ATTR_UNUSED)
{
	const struct cut *cut = s->state;

	return ftruncate(s->fd, (off_t)cut->to) < 0 ? -errno : 0;
}

static int submit(struct engine_session *s, struct batch *batch)
{
	if (batch->kind != OP_RELEASE)
		return -EINVAL;
	return prepared_run(s, batch, before, cut_off, nothing_after);
}

static const struct engine engine_truncate = {
	.name = "truncate",
	.summary = "ftruncate(2) of each span off the end of the file",
	.mapped = true,
	.spoils = true,
	.calls = true,
	.alone = true,
	.ops = OP_BIT(OP_RELEASE),
	.durability = DURABILITY_NONE,
	.state_size = sizeof(struct cut),
	.submit = submit,
};
REGISTER(engine, engine_truncate);
