// SPDX-License-Identifier: MIT
// Fill a scene from what was answered: what no rule may ask for itself.
#pragma once

#include "base/error.h"
#include "base/sysroot.h"
#include "explain/answers.h"
#include "explain/scene.h"

// The file's own facts must be in s->facts already (path_facts()); geometry,
// path, size and the mapping are the caller's to set. -EOPNOTSUPP with the
// cause and a remedy when the file is not DAX.
int gather_scene(struct scene *s, const struct answers *a,
		 const struct sysroot *sr, struct error *err) ATTR_MUST_CHECK;
// The ranges of /sys/block/DISK/badblocks text, sorted.
void gather_bad_ranges(struct scene *s, const char *text);
