// SPDX-License-Identifier: MIT
// NVDIMM buses, regions and namespaces: what persistent memory the kernel
// found, in which mode, and what it promises on power loss. From libndctl
// (nd-ndctl.c) or, in a build without it, a statement of that (nd-none.c).
#pragma once

#include "base/fact.h"
#include "base/sysroot.h"

// nd.BUS.*, nd.REGION.*, nd.NAMESPACE.*; a single `nd` with the reason when
// there is nothing to tell.
void nd_facts(struct facts *f, const struct sysroot *sr);

// Only what concerns one disk ("pmem0"): bus.*, region.*, namespace.*; a
// single `namespace` with the reason when the disk is not persistent memory.
void nd_namespace_of_block(struct facts *f, const struct sysroot *sr,
			   const char *disk);
