// SPDX-License-Identifier: MIT
// mprotect(2) of one page in the middle of a mapped span: a PMD that maps it is
// given up, for it cannot have two protections.
//     daxbench run --workload release --engine mprotect
#include <errno.h>
#include <sys/mman.h>

#include "engine/mapped-access.h"
#include "engine/prepared.h"

ATTR_INLINE int before(struct engine_session *s, unsigned char *at)
{
	touch_span(s, at);
	return 0;
}

ATTR_INLINE int split(struct engine_session *s, unsigned char *at)
{
	size_t page = (size_t)s->map->geo.page_bytes;
	size_t middle = (size_t)s->span / 2 / page * page;

	return mprotect(at + middle, page, PROT_NONE) < 0 ? -errno : 0;
}

static int submit(struct engine_session *s, struct batch *batch)
{
	if (batch->kind != OP_RELEASE)
		return -EINVAL;
	return prepared_run(s, batch, before, split, nothing_after);
}

static const struct engine engine_mprotect = {
	.name = "mprotect",
	.summary = "mprotect(2) of one page in the middle of each span",
	.mapped = true,
	.ops = OP_BIT(OP_RELEASE),
	.durability = DURABILITY_NONE,
	.submit = submit,
};
REGISTER(engine, engine_mprotect);
