// SPDX-License-Identifier: MIT
#include "workload/workload.h"

#include <string.h>

#include "base/alloc.h"
#include "base/cleanup.h"
#include "base/option.h"

enum op_kind workload_op(const struct workload *w, bool write)
{
	if (write && w->op_write != OP_NONE)
		return w->op_write;
	if (w->op != OP_NONE)
		return w->op;
	if (w->unit == UNIT_BLOCK)
		return write ? OP_WRITE : OP_READ;
	return write ? OP_STORE : OP_LOAD;
}

bool workload_in_blocks(const struct workload *w)
{
	return w->unit == UNIT_BLOCK || w->blocks;
}

bool workload_takes(const struct workload *w, const struct engine *e,
		    bool write)
{
	if (!(e->ops & OP_BIT(workload_op(w, write))))
		return false;
	if (w->asked == PAGE_SIZE_NONE)
		return !e->mapped;
	// What is to be durable may be written without a mapping too.
	return e->mapped || w->durable;
}

const struct workload *workload_find(const char *name)
{
	registry_for_each (it, workload)
		if (strcmp((*it)->name, name) == 0)
			return *it;
	return NULL;
}

const char *workload_nearest(const char *name)
{
	size_t n = 0, all = 0;

	registry_for_each (it, workload)
		all++;
	cleanup_free const char **names = xcalloc(all + 1, sizeof(*names));
	registry_for_each (it, workload)
		names[n++] = (*it)->name;
	return nearest_name(name, names);
}

const char *const *workload_sharing_names(void)
{
	static const char *const names[] = {
		[SHARE_OWN_CHUNK] = "own-chunk",
		[SHARE_SAME_CHUNK] = "same-chunk",
		[SHARE_SAME_PAGE] = "same-page",
		[SHARE_OWN_FILE] = "own-file",
		NULL,
	};
	return names;
}

const char *workload_stage_name(enum workload_stage stage)
{
	static const char *const names[] = {
		[STAGE_NONE] = "nothing",
		[STAGE_LOAD] = "a load of every entry",
		[STAGE_STORE_SYNC] = "a store to every entry, then msync",
		[STAGE_LOAD_ALL] = "a load of every page",
		[STAGE_STORE_ALL] = "a store to every page",
		[STAGE_TOUCH_ALL] = "a touch of every page, by --access",
	};
	_Static_assert(ARRAY_SIZE(names) == STAGE_TOUCH_ALL + 1, "a name each");
	return names[stage];
}
