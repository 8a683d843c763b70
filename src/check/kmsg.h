// SPDX-License-Identifier: MIT
// The kernel log while a case runs: warnings, bugs and hung tasks in it belong
// to that case. Needs a readable /dev/kmsg; silence without one proves nothing.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/strbuf.h"

// What a record tells, the worse the later.
enum kmsg_kind {
	KMSG_QUIET,
	KMSG_STALL,   // something got no processor for long: the kernel's
		      // doing, or that of a host that lends the processor
	KMSG_HUNG,    // a task waits for very long
	KMSG_WARNING, // something is wrong, and the kernel goes on
	KMSG_BROKEN,  // BUG or Oops: what it does from here on means nothing
};

// Descriptor at the end of the log, the caller closes it; or -errno.
int kmsg_open(void);
// From here on.
void kmsg_skip(int fd);
// Lines since then that tell of trouble, appended one a line, the first 20.
// Returns the worst kind, also of those that did not fit.
enum kmsg_kind kmsg_trouble(int fd, struct strbuf *out);
// Pure: of the text of one record.
enum kmsg_kind kmsg_kind(const char *line);
