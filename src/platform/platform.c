// SPDX-License-Identifier: MIT
#include "platform/platform.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/cleanup.h"

static int by_order(const void *a, const void *b)
{
	const struct probe *pa = *(const struct probe *const *)a;
	const struct probe *pb = *(const struct probe *const *)b;

	if (pa->order != pb->order)
		return pa->order < pb->order ? -1 : 1;
	return strcmp(pa->name, pb->name);
}

void platform_collect(struct facts *f, const struct sysroot *sr)
{
	size_t n = 0;

	registry_for_each (it, probe)
		n++;
	cleanup_free const struct probe **sorted = xcalloc(n, sizeof(*sorted));
	n = 0;
	registry_for_each (it, probe)
		sorted[n++] = *it;
	qsort(sorted, n, sizeof(*sorted), by_order);
	for (size_t i = 0; i < n; i++)
		sorted[i]->collect(f, sr);
}
