// SPDX-License-Identifier: MIT
// A bus error as a result: truncation, a full file system or poison under a
// mapping arrive as SIGBUS. Per thread; nested guards are not supported.
//
//     struct sigbus_guard guard;
//     if (SIGBUS_GUARD(&guard) == 0) {
//             … accesses …
//             sigbus_leave(&guard);
//     } else {
//             … guard.address, guard.code …        (already left)
//     }
#pragma once

#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>

struct sigbus_guard {
	sigjmp_buf jump;
	uintptr_t address; // si_addr
	int code;          // si_code: BUS_ADRERR, BUS_MCEERR_AR, …
	int lsb;           // si_addr_lsb for memory errors, else 0
};

// Once per process, before the first guard. A SIGBUS outside of any guard
// keeps its default effect.
void sigbus_install(void);
void sigbus_enter(struct sigbus_guard *guard);
void sigbus_leave(struct sigbus_guard *guard);
const char *sigbus_code_name(int code);

// The mask is saved: the handler is left by a jump.
#define SIGBUS_GUARD(g) (sigbus_enter(g), sigsetjmp((g)->jump, 1))
