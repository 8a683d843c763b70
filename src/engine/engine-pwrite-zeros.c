// SPDX-License-Identifier: MIT
// Zeros written by pwrite(2): each span gets its blocks, and what is mapped is
// left to the stores to come.
//     daxbench run --workload prefault --engine pwrite-zeros
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "engine/timed.h"

#define PIECE (UINT64_C(64) << 10)

ATTR_INLINE int write_zeros(struct engine_session *s, unsigned char *at)
{
	uint64_t from = mapping_offset(s->map, at), end = from + s->span;

	while (from < end) {
		size_t want = (size_t)(end - from < PIECE ? end - from : PIECE);
		ssize_t n = pwrite(s->fd, s->state, want, (off_t)from);

		if (n < 0)
			return -errno;
		from += (uint64_t)n;
	}
	return 0;
}

static int submit(struct engine_session *s, struct batch *batch)
{
	if (batch->kind != OP_PREFAULT)
		return -EINVAL;
	return timed_run(s, batch, write_zeros);
}

// The zeros are there before the first write asks for them.
static int open_zeros(struct engine_session *s, struct error *err ATTR_UNUSED)
{
	memset(s->state, 0, PIECE);
	__asm__ volatile("" : : "r"(s->state) : "memory");
	return 0;
}

static const struct engine engine_pwrite_zeros = {
	.name = "pwrite-zeros",
	.summary = "zeros written to each span by pwrite(2), 64 KiB a call",
	.mapped = true,
	.calls = true,
	.ops = OP_BIT(OP_PREFAULT),
	.durability = DURABILITY_NONE,
	.state_size = PIECE,
	.open = open_zeros,
	.submit = submit,
};
REGISTER(engine, engine_pwrite_zeros);
