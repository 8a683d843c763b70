// SPDX-License-Identifier: MIT
// "1 fault", "2 faults": nouns after their number.
#pragma once

#include <stdint.h>
#include <string.h>

// The ending of a noun that only takes an s: "%zu fault%s", n, plural(n).
static inline const char *plural(uint64_t n)
{
	return n == 1 ? "" : "s";
}

// How much of a unit's name is said after a value, for "%.*s": of 1 faults,
// "fault". Units that are no words (ns, bytes/ns) stay as they are.
static inline int plural_unit(double value, const char *unit)
{
	size_t len = strlen(unit);
	int one = value >= 1 && value <= 1;

	if (one && len > 3 && unit[len - 1] == 's' && !strchr(unit, '/'))
		len--;
	return (int)len;
}
