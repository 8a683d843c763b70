// SPDX-License-Identifier: MIT
// A full disk or a closed pipe behind stdout is a failure, not silence.
#pragma once

#include <stddef.h>

// Registers the check: what is still buffered is written at exit, and if that
// or anything before it failed the exit status becomes EXIT_UNKNOWN. Also
// makes sure that descriptors 0 to 2 are open, so that no file of ours gets
// one of their numbers.
void stdio_close_at_exit(void);
// To stdout; a failure is kept, to be told at exit.
void stdio_write(const void *data, size_t len);
