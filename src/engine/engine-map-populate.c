// SPDX-License-Identifier: MIT
// mmap(2) with MAP_POPULATE: each span is mapped anew and faulted in by the
// same call. On a shared mapping the kernel takes read faults, whatever the
// protection: over holes and unwritten extents the stores to come fault again.
//     daxbench run --workload prefault --engine map-populate
#include <errno.h>
#include <sys/mman.h>
#include <sys/prctl.h>

#include "engine/timed.h"

ATTR_INLINE int populate(struct engine_session *s, unsigned char *at)
{
	return mapping_remap(s->map, at, s->span, MAP_POPULATE);
}

static int submit(struct engine_session *s, struct batch *batch)
{
	if (batch->kind != OP_PREFAULT)
		return -EINVAL;
	return timed_run(s, batch, populate);
}

// A mapping that is faulted in while it is made cannot be advised before.
static int set_no_huge(const struct engine_session *s, unsigned long on)
{
	if (s->map->pte_means != PTE_BY_NOHUGEPAGE)
		return 0;
	return prctl(PR_SET_THP_DISABLE, on, 0, 0, 0) < 0 ? -errno : 0;
}

static int open_populate(struct engine_session *s, struct error *err)
{
	int rc = set_no_huge(s, 1);

	return rc < 0 ? error_sys(err, rc, "prctl(PR_SET_THP_DISABLE)") : 0;
}

static void close_populate(struct engine_session *s)
{
	(void)set_no_huge(s, 0);
}

static const struct engine engine_map_populate = {
	.name = "map-populate",
	.summary = "mmap(2) of each span with MAP_POPULATE",
	.mapped = true,
	.ops = OP_BIT(OP_PREFAULT),
	.durability = DURABILITY_NONE,
	.open = open_populate,
	.close = close_populate,
	.submit = submit,
};
REGISTER(engine, engine_map_populate);
