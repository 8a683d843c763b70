// SPDX-License-Identifier: MIT
// Which code of the kernel serves a DAX fault of a file system: the
// buffer_head era's dax_fault (to 4.9), the iomap one's dax_iomap_fault (from
// 4.10), or for 4.9's XFS and ext2 both. /proc/kallsyms says it, without root.
#pragma once

#include "base/attr.h"
#include "base/fact.h"
#include "base/sysroot.h"

// `fs` is "ext4", "xfs" or "ext2", else -EINVAL. *ret_path is "iomap",
// "buffer_head", "mixed" (PTE faults iomap, PMD faults buffer_head) or
// "unknown"; *ret_symbol_or_reason the symbol that shows it, with a remark in
// brackets where it is not the file system's own, or why it is not known.
// Caller frees both.
int dax_path_probe(const struct sysroot *sr, const char *fs, char **ret_path,
		   char **ret_symbol_or_reason) ATTR_MUST_CHECK;

// kernel.dax_path.ext4, .xfs and .ext2, from one pass over kallsyms.
void dax_path_facts(struct facts *f, const struct sysroot *sr);
