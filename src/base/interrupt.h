// SPDX-License-Identifier: MIT
// SIGINT, SIGTERM and SIGHUP as a flag that loops look at between batches, so
// that an interrupted run still ends with a valid partial result.
#pragma once

#include "base/error.h"

// Install once, before threads start. A second signal of the same kind ends
// the process at once with the signal's own effect.
void interrupt_install(void);
// Processes that are forked from then on, and this one, all see what came to
// any of them.
int interrupt_share(struct error *err);
// The signal that came, or 0.
int interrupt_pending(void);
