// SPDX-License-Identifier: MIT
// The first processor of /proc/cpuinfo. The names of its fields differ by
// architecture; a field that is not there is NULL.
#pragma once

#include <stdbool.h>

#include "base/attr.h"
#include "base/cleanup.h"
#include "base/strbuf.h"
#include "base/sysroot.h"

#define CPUINFO_PATH "/proc/cpuinfo"

struct cpuinfo {
	struct strbuf text; // "name\t: value" lines
};

int cpuinfo_read(struct cpuinfo *c, const struct sysroot *sr) ATTR_MUST_CHECK;
void cpuinfo_release(struct cpuinfo *c);
// The value, caller frees; NULL if there is no such field.
char *cpuinfo_field(const struct cpuinfo *c, const char *name);
// Whether `word` is one of those in the field `name` ("flags").
bool cpuinfo_has_word(const struct cpuinfo *c, const char *name,
		      const char *word);

// Is this a processor of QEMU's TCG, which runs when its host lets it? It says
// so itself: "QEMU TCG CPU version 2.5+", "daxbench-tcg-1".
bool cpuinfo_emulated(const struct sysroot *sr);

DEFINE_CLEANUP(cpuinfo, struct cpuinfo, cpuinfo_release)
#define cleanup_cpuinfo CLEANUP(cpuinfo_cleanup_)
