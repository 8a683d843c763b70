// SPDX-License-Identifier: MIT
// The clock of a measurement. Wall time is CLOCK_MONOTONIC in nanoseconds.
// Under QEMU's -icount with shift=0 the time stamp counter counts guest
// instructions (target/i386: rdtsc reads the instruction clock), so there it
// is read directly and the unit is instructions: a clock_gettime() through
// another clock source would round and cost thousands of instructions itself.
#pragma once

#include <stdint.h>
#include <time.h>

#include "base/attr.h"
#include "base/sysroot.h"

enum clock_kind {
	CLOCK_KIND_WALL,
	CLOCK_KIND_ICOUNT,
};

// The word on the kernel command line by which `daxbench vm --icount` says
// that time is instructions.
#define CLOCK_ICOUNT_WORD "daxbench.clock=icount"

#if defined(__x86_64__)
#define CLOCK_HAVE_ICOUNT 1
ATTR_INLINE uint64_t clock_counter(void)
{
	return __builtin_ia32_rdtsc();
}
#else
#define CLOCK_HAVE_ICOUNT 0
ATTR_INLINE uint64_t clock_counter(void)
{
	return 0;
}
#endif

ATTR_INLINE uint64_t clock_wall_ns(void)
{
	struct timespec ts;

	(void)clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * 1000000000u + (uint64_t)ts.tv_nsec;
}

// With a constant kind this is one of the two, without a branch.
ATTR_INLINE uint64_t clock_read(enum clock_kind kind)
{
	return kind == CLOCK_KIND_ICOUNT ? clock_counter() : clock_wall_ns();
}

// Which clock this machine's measurements use, from /proc/cmdline.
enum clock_kind clock_probe(const struct sysroot *sr);
const char *clock_kind_name(enum clock_kind kind); // "wall", "icount"
const char *clock_unit(enum clock_kind kind);      // "ns", "instructions"
// Median difference of two readings with nothing between them, in the
// clock's unit: the floor below which a latency is the clock's own.
uint64_t clock_read_cost(enum clock_kind kind);
