// SPDX-License-Identifier: MIT
// Stores made persistent by libpmem: each store is flushed and fenced from
// user space (pmem_persist). That is durable only where the kernel promises
// that the block mapping is too: a MAP_SYNC mapping or device-dax.
//     daxbench run --workload pmd-fault --engine pmem --sync
#include <errno.h>
#include <libpmem.h>
#include <stdlib.h>
#include <string.h>

#include "engine/committed.h"
#include "engine/mapped-access.h"

ATTR_INLINE int store(struct engine_session *s ATTR_UNUSED, unsigned char *at)
{
	*(volatile unsigned char *)at = 1;
	pmem_persist(at, 1);
	return 0;
}

// Non-temporal or flushed, as libpmem chooses by size.
ATTR_INLINE int write_block(struct engine_session *s, unsigned char *at)
{
	(void)pmem_memcpy_persist(at, s->buffer, (size_t)s->block);
	return 0;
}

// Each write is on its way to the medium before the next; one fence for all.
ATTR_INLINE int transaction(struct engine_session *s, unsigned char *at)
{
	for (unsigned k = 0; k < s->writes; k++)
		(void)pmem_memcpy_nodrain(txn_part(s, at, k), s->buffer,
					  (size_t)s->block);
	pmem_drain();
	return 0;
}

// From user space only what is dirty need be flushed.
ATTR_INLINE int flush_block(struct engine_session *s, unsigned char *at)
{
	pmem_persist(at, (size_t)s->block);
	return 0;
}

static int available(struct error *err)
{
	const char *why =
		pmem_check_version(PMEM_MAJOR_VERSION, PMEM_MINOR_VERSION);

	return why ? error_set(err, -ENOTSUP, "%s", why) : 0;
}

// libpmem picks an instruction by CPU and environment and does not say which;
// what it can be told of is reported, the choice itself is not guessed.
static void describe(struct facts *facts)
{
	static const char *const variables[] = {
		"PMEM_NO_FLUSH",
		"PMEM_NO_CLWB",
		"PMEM_NO_CLFLUSHOPT",
		"PMEM_NO_MOVNT",
	};
	int eadr = pmem_has_auto_flush();

	facts_textf(facts, "pmem.version", "libpmem.h", "%d.%d",
		    PMEM_MAJOR_VERSION, PMEM_MINOR_VERSION);
	if (eadr < 0)
		facts_unknown(facts, "pmem.auto_flush",
			      "pmem_has_auto_flush(3)", FACT_ERROR,
			      "libpmem could not find out");
	else
		facts_bool(facts, "pmem.auto_flush", "pmem_has_auto_flush(3)",
			   eadr == 1);
	for (size_t i = 0; i < ARRAY_SIZE(variables); i++) {
		const char *value = getenv(variables[i]);

		if (value)
			facts_textf(facts, "pmem.environment", "environment",
				    "%s=%s", variables[i], value);
	}
}

static int submit(struct engine_session *s, struct batch *batch)
{
	switch (batch->kind) {
	case OP_LOAD:
		return timed_run(s, batch, mapped_load);
	case OP_STORE:
		return timed_run(s, batch, store);
	case OP_READ:
		return timed_run(s, batch, mapped_read);
	case OP_WRITE:
		return timed_run(s, batch, write_block);
	case OP_TXN:
		return timed_run(s, batch, transaction);
	case OP_SYNC:
		return prepared_run(s, batch, dirty_block, flush_block,
				    nothing_after);
	default:
		return -EINVAL;
	}
}

static const struct engine engine_pmem = {
	.name = "pmem",
	.summary = "stores flushed and fenced by libpmem (pmem_persist)",
	.mapped = true,
	.ops = OP_BIT(OP_LOAD) | OP_BIT(OP_STORE) | OP_BIT(OP_READ) |
	       OP_BIT(OP_WRITE) | OP_BIT(OP_TXN) | OP_BIT(OP_SYNC),
	.durability = DURABILITY_FLUSHED,
	.describe = describe,
	.available = available,
	.submit = submit,
};
REGISTER(engine, engine_pmem);
