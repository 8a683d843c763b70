// SPDX-License-Identifier: MIT
// Which build of the program this is.
#pragma once

// The GNU build ID that the linker gave the running program (ELF note
// NT_GNU_BUILD_ID, ld(1) --build-id), in hexadecimal; static. NULL when it was
// linked without one. Two programs of one ID are the same program.
const char *build_id(void);
