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
// A part of a disk, and where it begins on the device of the file system.
struct bad_window {
	uint64_t start, end, at;
};

// The ranges of /sys/block/DISK/badblocks text, sorted; of the window only,
// unless it is NULL.
void gather_bad_ranges(struct scene *s, const char *text,
		       const struct bad_window *window);
