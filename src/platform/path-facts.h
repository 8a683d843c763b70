// SPDX-License-Identifier: MIT
// What lies below one path: mount, DAX state of the file, block device,
// namespace, and by which code DAX faults there are served.
#pragma once

#include "base/attr.h"
#include "base/error.h"
#include "base/fact.h"
#include "base/sysroot.h"

// target.*, mount.*, statx.*, fs.*, block.*, bus.*, region.*, namespace.*, or
// for a device-dax node target.* and daxdev.*. Of a captured machine only
// what its files say, beside what `f` already holds of calls that were
// recorded; `path` is then absolute and free of symbolic links. Fails only
// when there is no such path.
int path_facts(struct facts *f, const struct sysroot *sr, const char *path,
	       struct error *err) ATTR_MUST_CHECK;
// kernel.dax_path.TYPE of the file system that path_facts() found, by reading
// all of kallsyms: unless `f` holds it (platform_collect put it there).
void path_dax_path_fact(struct facts *f, const struct sysroot *sr);
