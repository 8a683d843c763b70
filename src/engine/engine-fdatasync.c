// SPDX-License-Identifier: MIT
// Stores through a mapping, made durable by fdatasync(2): the kernel looks for
// all that is dirty in the file.
//     daxbench run --workload txn-sync --engine fdatasync
#include <unistd.h>

#include "engine/committed.h"

ATTR_INLINE int sync_file(struct engine_session *s,
			  unsigned char *at ATTR_UNUSED,
			  uint64_t len ATTR_UNUSED)
{
	return fdatasync(s->fd) < 0 ? -errno : 0;
}

DEFINE_COMMITTED_SUBMIT(sync_file)

static const struct engine engine_fdatasync = {
	.name = "fdatasync",
	.summary = "stores through the mapping, made durable by fdatasync(2)",
	.mapped = true,
	.ops = COMMITTED_OPS,
	.durability = DURABILITY_SYNCED,
	.submit = submit,
};
REGISTER(engine, engine_fdatasync);
