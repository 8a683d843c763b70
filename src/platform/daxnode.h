// SPDX-License-Identifier: MIT
// A device-dax character device by what sysfs says of it: no library needed.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/error.h"
#include "base/fact.h"
#include "base/sysroot.h"

struct daxnode {
	uint64_t size;  // bytes that can be mapped
	uint64_t align; // of every mapping: its start, its length
};

// Whether the character device with that number is a device-dax instance.
bool daxnode_is(const struct sysroot *sr, unsigned major, unsigned minor);
// device.numa_node.
void daxnode_facts(struct facts *f, const struct sysroot *sr, unsigned major,
		   unsigned minor);
// -ENODATA with the file that is missing when sysfs does not tell.
int daxnode_read(struct daxnode *n, const struct sysroot *sr, unsigned major,
		 unsigned minor, struct error *err) ATTR_MUST_CHECK;
