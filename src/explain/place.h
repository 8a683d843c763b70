// SPDX-License-Identifier: MIT
// Where the bytes of the block device that FIEMAP speaks of lie in memory. One
// run of it, or, where device-mapper lies in between, one for each part of its
// table.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/sysroot.h"

struct scene;

// Memory that a span lies on, as base of device_base.
struct device_leg {
	uint64_t start; // bytes from the start of that device
	bool known;
	uint64_t base; // of the device, modulo the PMD size
};

struct device_span {
	uint64_t start, end; // bytes of the mapped device
	uint64_t stripe;     // bytes before the next leg's turn, or 0
	// Of stripes the kernel gives out no more than the device's greatest
	// request in one piece (max_io_len() of dm); 0: not known.
	uint64_t most;
	struct device_leg *legs;
	size_t n_legs; // 0: a target that is not understood
};

struct place {
	uint64_t end;    // of the device: up to there it is one run of memory
	bool understood; // what lies there: no target of an unknown type
	bool known;
	uint64_t base; // address ≡ byte of the device + base, modulo the PMD
};

struct place place_of(const struct scene *s, uint64_t at);
// The spans of a table of that disk ("dm-0"), `dmsetup table`'s text; and the
// bad blocks of what is below, where a span lies on one device. Says why when
// there are none.
void place_by_table(struct scene *s, const char *disk, const char *table,
		    const struct sysroot *sr);
