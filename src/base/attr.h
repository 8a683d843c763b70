// SPDX-License-Identifier: MIT
// Attributes and two macros that every layer uses.
#pragma once

#define ATTR_PRINTF(fmt, args) __attribute__((format(printf, fmt, args)))
#define ATTR_MUST_CHECK __attribute__((warn_unused_result))
// Before a loop: so many rounds of it at once.
#define LOOP_PRAGMA_(text) _Pragma(#text)
#if defined(__clang__)
#define LOOP_UNROLL(n) LOOP_PRAGMA_(clang loop unroll_count(n))
#else
#define LOOP_UNROLL(n) LOOP_PRAGMA_(GCC unroll n)
#endif

#define ATTR_INLINE static inline __attribute__((always_inline))
#define ATTR_UNUSED __attribute__((unused))

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))
