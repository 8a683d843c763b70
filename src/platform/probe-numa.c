// SPDX-License-Identifier: MIT
// Which CPUs are near which memory; persistent memory is often a node without
// CPUs of its own.
#include "platform/platform.h"
#include "platform/sysfact.h"

#include <ctype.h>
#include <string.h>

#include "base/alloc.h"

#define NODE_DIR "/sys/devices/system/node"

static bool is_node(const char *name)
{
	if (strncmp(name, "node", 4) != 0 || !name[4])
		return false;
	for (const char *p = name + 4; *p; p++)
		if (!isdigit((unsigned char)*p))
			return false;
	return true;
}

static void collect(struct facts *f, const struct sysroot *sr)
{
	static const struct {
		const char *name, *file;
	} parts[] = { { "cpus", "cpulist" }, { "distances", "distance" } };
	cleanup_names char **names = NULL;
	int n = sysroot_list(sr, NODE_DIR, &names);

	if (n < 0) {
		sysfact_errno(f, "numa.nodes", sr, NODE_DIR, n);
		return;
	}
	sysfact_text(f, "numa.nodes", sr, NODE_DIR "/online");
	for (char **p = names; *p; p++)
		for (size_t i = 0; is_node(*p) && i < ARRAY_SIZE(parts); i++) {
			cleanup_free char *key =
				xasprintf("numa.%s.%s", *p, parts[i].name);
			cleanup_free char *path =
				xasprintf(NODE_DIR "/%s/%s", *p, parts[i].file);

			sysfact_text(f, key, sr, path);
		}
}

static const struct probe numa = {
	.name = "numa",
	.summary = "memory nodes, their CPUs and distances",
	.order = 50,
	.collect = collect,
};
REGISTER(probe, numa);
