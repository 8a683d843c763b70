// SPDX-License-Identifier: MIT
// Calibrate where the block device starts in physical memory, modulo the PMD
// size: FIEMAP's addresses are relative to it.
#pragma once

#include "base/sysroot.h"
#include "explain/answers.h"
#include "explain/scene.h"

// Root: the page frame of one page of the file, against its record; the page
// is touched by load through an aligned mapping, only if may_touch. Else what
// sysfs says of partition and namespace. scene->base says which, or why not.
void base_calibrate(struct scene *s, int fd, const struct sysroot *sr,
		    unsigned major, unsigned minor, bool may_touch);
// What sysfs says of a whole block device or a partition: ret->how is the
// caller's to free.
void base_by_sysfs(struct device_base *ret, const struct sysroot *sr,
		   unsigned major, unsigned minor, uint64_t pmd_bytes);
// Bytes from the start of its disk; 0 for a whole one.
uint64_t base_partition_start(const struct sysroot *sr, unsigned major,
			      unsigned minor);
// By the first page of an empty file of our own, which is written.
void base_calibrate_own(struct scene *s, int fd, const struct sysroot *sr,
			const struct answers *a);
