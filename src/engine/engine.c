// SPDX-License-Identifier: MIT
#include "engine/engine.h"

#include <string.h>

const struct engine *engine_find(const char *name)
{
	registry_for_each (it, engine)
		if (strcmp((*it)->name, name) == 0)
			return *it;
	return NULL;
}

const char *op_kind_name(enum op_kind kind)
{
	static const char *const names[] = {
		[OP_NONE] = "none",       [OP_LOAD] = "load",
		[OP_STORE] = "store",     [OP_READ] = "read",
		[OP_WRITE] = "write",     [OP_CHASE] = "chase",
		[OP_PIN] = "pin",         [OP_FILL] = "fill",
		[OP_TXN] = "transaction", [OP_MIX] = "turn",
		[OP_SYNC] = "sync",       [OP_PREFAULT] = "prefault",
		[OP_RELEASE] = "release",
	};
	_Static_assert(ARRAY_SIZE(names) == OP_KINDS, "a name each");
	return names[kind];
}

const char *const *flush_way_names(void)
{
	static const char *const names[] = {
		[FLUSH_PERSIST] = "persist",
		[FLUSH_DEEP] = "deep",
		[FLUSH_NONTEMPORAL] = "nontemporal",
		[FLUSH_TEMPORAL] = "temporal",
		[FLUSH_NODRAIN] = "nodrain",
		[FLUSH_NONE] = "noflush",
		[FLUSH_WAYS] = NULL,
	};
	return names;
}

const char *durability_name(enum durability d)
{
	static const char *const names[] = {
		[DURABILITY_NONE] = "none",
		[DURABILITY_FLUSHED] = "flushed",
		[DURABILITY_SYNCED] = "synced",
	};
	_Static_assert(ARRAY_SIZE(names) == DURABILITY_SYNCED + 1,
		       "a name each");
	return names[d];
}
