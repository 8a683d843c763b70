// SPDX-License-Identifier: MIT
// A child that touches a span of the mapping it inherits: what the engines that
// fork share. A fork does not copy the entries of a shared file mapping, so
// the child's touches are first ones.
#pragma once

#include <sys/types.h>

#include "engine/engine.h"

struct child {
	pid_t pid;
	int line;                // a socket to it
	struct child_note *note; // a page shared with it
};

// The .open and .close of an engine whose state is a struct child. What follows
// is for its sessions, too.
int child_open(struct engine_session *s, struct error *err);
void child_close(struct engine_session *s);

// Each 0 or -errno. Fork one that touches the span and ends.
int child_start(struct engine_session *s, unsigned char *at);
// One that waits to be told to end; returns when it has touched all, or died.
int child_start_waiting(struct engine_session *s, unsigned char *at);
void child_tell(struct engine_session *s);
// Reap it and add its faults to the session's. -EFAULT: a signal ended it, as
// a bus error does.
int child_reap(struct engine_session *s);
