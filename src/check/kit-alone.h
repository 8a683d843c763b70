// SPDX-License-Identifier: MIT
// Cases that need the file system for themselves, because they shut it down,
// make it read-only or poison what is under it:
//
//     unmount, mount        nobody else uses it, or the case is skipped
//     body                  in a process of its own, which may die
//     unmount, mount        with the device taken from its driver in between
//     after                 looks at the files that have names
//
// What the body did is undone whatever its verdict was.
#pragma once

#include <stdbool.h>

#include "check/kit.h"

#define ALONE_FILES 4

struct kit_alone {
	void (*body)(struct check *k);
	// fds are of the files that the body made by kit_alone_file, without
	// their names by now; -1: it is not there. NULL: nothing to look at.
	void (*after)(struct check *k, const int *fds);
	// The driver forgets its bad blocks, the kernel its poisoned pages.
	bool rebind;
	// For the body it is mounted with these; NULL: as it was.
	const char *options;
};

// For the body: a file with a name, which outlives a shutdown. i < ALONE_FILES.
int kit_alone_file(struct check *k, unsigned i);
// That file opened once more, by its name.
int kit_alone_again(struct check *k, unsigned i);
const char *kit_alone_device(void); // "/dev/pmem0"
// The disk under the file system, for the body: "/sys/dev/block/259:0".
const char *kit_alone_disk(void);
// As mount(2): 0 or errno.
int kit_alone_remount_readonly(void);
// Shut the file system down without writing its log.
void kit_alone_shutdown(struct check *k);
void kit_alone(struct check *k, const struct kit_alone *a);
