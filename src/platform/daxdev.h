// SPDX-License-Identifier: MIT
// Device-dax instances (/dev/dax0.0): size, alignment, node. From libdaxctl
// (daxdev-daxctl.c) or, in a build without it, a statement of that
// (daxdev-none.c).
#pragma once

#include "base/fact.h"
#include "base/sysroot.h"

// dax.DEVICE.*; a single `dax` with the reason when there is none.
void daxdev_facts(struct facts *f, const struct sysroot *sr);

// Only the instance with that character device number: daxdev.*; a single
// `daxdev` with the reason when there is no such instance.
void daxdev_of_node(struct facts *f, const struct sysroot *sr, unsigned major,
		    unsigned minor);
