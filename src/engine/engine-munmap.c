// SPDX-License-Identifier: MIT
// munmap(2) of a mapped span.
//     daxbench run --workload release --engine munmap --page pte
#include <errno.h>
#include <sys/mman.h>

#include "engine/mapped-access.h"
#include "engine/prepared.h"

#ifndef MAP_FIXED_NOREPLACE
#define MAP_FIXED_NOREPLACE 0x100000
#endif

ATTR_INLINE int before(struct engine_session *s, unsigned char *at)
{
	touch_span(s, at);
	return 0;
}

ATTR_INLINE int unmap(struct engine_session *s, unsigned char *at)
{
	return munmap(at, s->span) < 0 ? -errno : 0;
}

// The address space around is still reserved by the mapping's owner, who will
// give it back as a whole: nobody else may move in.
ATTR_INLINE int after(struct engine_session *s, unsigned char *at)
{
	void *got = mmap(at, s->span, PROT_NONE,
			 MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE |
				 MAP_FIXED_NOREPLACE,
			 -1, 0);

	if (got == at)
		return 0;
	if (got == MAP_FAILED)
		return -errno;
	// A kernel before 4.17 takes the address for a hint.
	(void)munmap(got, s->span);
	return -EEXIST;
}

static int submit(struct engine_session *s, struct batch *batch)
{
	if (batch->kind != OP_RELEASE)
		return -EINVAL;
	return prepared_run(s, batch, before, unmap, after);
}

static const struct engine engine_munmap = {
	.name = "munmap",
	.summary = "munmap(2) of each span",
	.mapped = true,
	.ops = OP_BIT(OP_RELEASE),
	.durability = DURABILITY_NONE,
	.submit = submit,
};
REGISTER(engine, engine_munmap);
