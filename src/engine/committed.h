// SPDX-License-Identifier: MIT
// Stores through the mapping that a system call then makes durable: what the
// engines that differ in that call share.
#pragma once

#include <errno.h>
#include <string.h>

#include "engine/prepared.h"

// Where the k-th write of a transaction goes.
ATTR_INLINE unsigned char *txn_part(const struct engine_session *s,
				    unsigned char *at, unsigned k)
{
	return at + k * s->stride;
}

ATTR_INLINE void store_block(const struct engine_session *s, unsigned char *at)
{
	memcpy(at, s->buffer, (size_t)s->block);
	__asm__ volatile("" : : "r"(at) : "memory");
}

ATTR_INLINE int dirty_block(struct engine_session *s, unsigned char *at)
{
	store_block(s, at);
	return 0;
}

// submit() of an engine whose `commit` (s, at, len) makes durable what was
// stored in a part of the mapping; 0 or -errno.
#define DEFINE_COMMITTED_SUBMIT(commit)                                        \
	ATTR_INLINE int store_committed(struct engine_session *s,              \
					unsigned char *at)                     \
	{                                                                      \
		*(volatile unsigned char *)at = 1;                             \
		return commit(s, at, 1);                                       \
	}                                                                      \
	ATTR_INLINE int write_committed(struct engine_session *s,              \
					unsigned char *at)                     \
	{                                                                      \
		store_block(s, at);                                            \
		return commit(s, at, s->block);                                \
	}                                                                      \
	ATTR_INLINE int txn_committed(struct engine_session *s,                \
				      unsigned char *at)                       \
	{                                                                      \
		unsigned last = s->writes - 1;                                 \
                                                                               \
		for (unsigned k = 0; k <= last; k++)                           \
			store_block(s, txn_part(s, at, k));                    \
		return commit(s, at, last * s->stride + s->block);             \
	}                                                                      \
	ATTR_INLINE int commit_span(struct engine_session *s,                  \
				    unsigned char *at)                         \
	{                                                                      \
		return commit(s, at, s->span);                                 \
	}                                                                      \
	static int submit(struct engine_session *s, struct batch *batch)       \
	{                                                                      \
		switch (batch->kind) {                                         \
		case OP_STORE:                                                 \
			return timed_run(s, batch, store_committed);           \
		case OP_WRITE:                                                 \
			return timed_run(s, batch, write_committed);           \
		case OP_TXN:                                                   \
			return timed_run(s, batch, txn_committed);             \
		case OP_SYNC:                                                  \
			return prepared_run(s, batch, dirty_block,             \
					    commit_span, nothing_after);       \
		default:                                                       \
			return -EINVAL;                                        \
		}                                                              \
	}

#define COMMITTED_OPS                                                          \
	(OP_BIT(OP_STORE) | OP_BIT(OP_WRITE) | OP_BIT(OP_TXN) | OP_BIT(OP_SYNC))
