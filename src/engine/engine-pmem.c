// SPDX-License-Identifier: MIT
// Stores made persistent by libpmem: each is flushed and fenced from user space
// (pmem_persist), or in another way by --flush. That is durable only where the
// kernel promises that the block mapping is too: a MAP_SYNC mapping or
// device-dax.
//     daxbench run --workload pmd-fault --engine pmem --sync
#include <errno.h>
#include <libpmem.h>
#include <stdlib.h>
#include <string.h>

#include "engine/committed.h"
#include "engine/mapped-access.h"

// Of pmem_memcpy(3): 0 flushes and fences, by stores of the kind that libpmem
// takes for the size.
static const unsigned copy_flags[] = {
	[FLUSH_PERSIST] = 0,
	[FLUSH_DEEP] = PMEM_F_MEM_NOFLUSH,
	[FLUSH_NONTEMPORAL] = PMEM_F_MEM_NONTEMPORAL,
	[FLUSH_TEMPORAL] = PMEM_F_MEM_TEMPORAL,
	[FLUSH_NODRAIN] = PMEM_F_MEM_NODRAIN,
	[FLUSH_NONE] = PMEM_F_MEM_NOFLUSH,
};
_Static_assert(ARRAY_SIZE(copy_flags) == FLUSH_WAYS, "one each");

// Make durable what was stored before. `how` is a constant.
ATTR_INLINE int finish(enum flush_way how, unsigned char *at, uint64_t len)
{
	switch (how) {
	case FLUSH_DEEP:
		return pmem_deep_persist(at, (size_t)len) < 0 ? -errno : 0;
	case FLUSH_NODRAIN:
		pmem_flush(at, (size_t)len);
		return 0;
	case FLUSH_NONE:
		return 0;
	case FLUSH_PERSIST:
	case FLUSH_NONTEMPORAL:
	case FLUSH_TEMPORAL:
		break;
	}
	pmem_persist(at, (size_t)len);
	return 0;
}

ATTR_INLINE int store(enum flush_way how, unsigned char *at)
{
	*(volatile unsigned char *)at = 1;
	return finish(how, at, 1);
}

ATTR_INLINE int write_block(struct engine_session *s, enum flush_way how,
			    unsigned char *at)
{
	(void)pmem_memcpy(at, s->buffer, (size_t)s->block, copy_flags[how]);
	return how == FLUSH_DEEP ? finish(how, at, s->block) : 0;
}

// Each write is on its way to the medium before the next; one fence for all.
ATTR_INLINE int transaction(struct engine_session *s, enum flush_way how,
			    unsigned char *at)
{
	for (unsigned k = 0; k < s->writes; k++)
		(void)pmem_memcpy(txn_part(s, at, k), s->buffer,
				  (size_t)s->block,
				  copy_flags[how] | PMEM_F_MEM_NODRAIN);
	if (how == FLUSH_DEEP)
		return finish(how, at, (s->writes - 1) * s->stride + s->block);
	if (how != FLUSH_NODRAIN && how != FLUSH_NONE)
		pmem_drain();
	return 0;
}

// From user space only what is dirty need be flushed.
ATTR_INLINE int flush_block(struct engine_session *s, enum flush_way how,
			    unsigned char *at)
{
	return finish(how, at, s->block);
}

// The accesses of one way to flush, and the choice among them.
#define DEFINE_WAY(name, how)                                                  \
	ATTR_INLINE int store_##name(struct engine_session *s ATTR_UNUSED,     \
				     unsigned char *at)                        \
	{                                                                      \
		return store(how, at);                                         \
	}                                                                      \
	ATTR_INLINE int write_##name(struct engine_session *s,                 \
				     unsigned char *at)                        \
	{                                                                      \
		return write_block(s, how, at);                                \
	}                                                                      \
	ATTR_INLINE int txn_##name(struct engine_session *s,                   \
				   unsigned char *at)                          \
	{                                                                      \
		return transaction(s, how, at);                                \
	}                                                                      \
	ATTR_INLINE int sync_##name(struct engine_session *s,                  \
				    unsigned char *at)                         \
	{                                                                      \
		return flush_block(s, how, at);                                \
	}                                                                      \
	static int submit_##name(struct engine_session *s,                     \
				 struct batch *batch)                          \
	{                                                                      \
		switch (batch->kind) {                                         \
		case OP_STORE:                                                 \
			return timed_run(s, batch, store_##name);              \
		case OP_WRITE:                                                 \
			return timed_run(s, batch, write_##name);              \
		case OP_TXN:                                                   \
			return timed_run(s, batch, txn_##name);                \
		case OP_SYNC:                                                  \
			return prepared_run(s, batch, dirty_block,             \
					    sync_##name, nothing_after);       \
		default:                                                       \
			return -EINVAL;                                        \
		}                                                              \
	}

DEFINE_WAY(persist, FLUSH_PERSIST)
DEFINE_WAY(deep, FLUSH_DEEP)
DEFINE_WAY(nontemporal, FLUSH_NONTEMPORAL)
DEFINE_WAY(temporal, FLUSH_TEMPORAL)
DEFINE_WAY(nodrain, FLUSH_NODRAIN)
DEFINE_WAY(none, FLUSH_NONE)

static int submit(struct engine_session *s, struct batch *batch)
{
	static int (*const ways[])(struct engine_session * s,
				   struct batch * batch) = {
		[FLUSH_PERSIST] = submit_persist,
		[FLUSH_DEEP] = submit_deep,
		[FLUSH_NONTEMPORAL] = submit_nontemporal,
		[FLUSH_TEMPORAL] = submit_temporal,
		[FLUSH_NODRAIN] = submit_nodrain,
		[FLUSH_NONE] = submit_none,
	};
	_Static_assert(ARRAY_SIZE(ways) == FLUSH_WAYS, "one each");

	switch (batch->kind) {
	case OP_LOAD:
		return timed_run(s, batch, mapped_load);
	case OP_READ:
		return mapped_read(s, batch);
	default:
		return ways[s->flush](s, batch);
	}
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

static const struct engine engine_pmem = {
	.name = "pmem",
	.summary =
		"stores flushed and fenced by libpmem, in the way of --flush",
	.mapped = true,
	.flushes = true,
	.ops = OP_BIT(OP_LOAD) | OP_BIT(OP_STORE) | OP_BIT(OP_READ) |
	       OP_BIT(OP_WRITE) | OP_BIT(OP_TXN) | OP_BIT(OP_SYNC),
	.durability = DURABILITY_FLUSHED,
	.describe = describe,
	.available = available,
	.submit = submit,
};
REGISTER(engine, engine_pmem);
