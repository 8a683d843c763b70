// SPDX-License-Identifier: MIT
// --journal busy: a process that makes small files on the target's file system
// and has each one made durable, so that whoever needs the journal meets
// somebody there. The files have no names, so none is left by whatever end.
#pragma once

#include <stdint.h>
#include <sys/types.h>

#include "base/error.h"

struct journal {
	pid_t pid;
	struct journal_note *note; // shared with it
};

// Returns when it has made the first one. journal_stop() follows in any case.
int journal_start(struct journal *j, const char *directory, struct error *err);
// So far.
uint64_t journal_commits(const struct journal *j);
void journal_stop(struct journal *j);
