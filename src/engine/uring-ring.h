// SPDX-License-Identifier: MIT
// One io_uring as a session's setting asks for it. What the kernel cannot do
// of that is refused with the reason, never left out in silence.
#pragma once

#include <liburing.h>

#include "engine/engine.h"

// -EOPNOTSUPP: this kernel, or its settings, cannot. On failure nothing is
// left to be closed.
int uring_ring_open(struct io_uring *ring, const struct engine_session *s,
		    struct error *err) ATTR_MUST_CHECK;
// Threads of ours that the kernel made for requests it did not complete inline.
// NAN: not known; before Linux 5.12 they are not ours.
double uring_ring_workers(const struct io_uring *ring);
