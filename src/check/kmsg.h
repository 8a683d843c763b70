// SPDX-License-Identifier: MIT
// The kernel log while a case runs: warnings, bugs and hung tasks in it belong
// to that case. Needs a readable /dev/kmsg; silence without one proves nothing.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/strbuf.h"

// Descriptor at the end of the log, the caller closes it; or -errno.
int kmsg_open(void);
// From here on.
void kmsg_skip(int fd);
// Lines since then that tell of trouble, appended one a line. Returns their
// number, also those that did not fit.
size_t kmsg_trouble(int fd, struct strbuf *out);
// Pure: is this the text of a record of trouble?
bool kmsg_is_trouble(const char *line);
