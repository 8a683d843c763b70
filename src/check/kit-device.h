// SPDX-License-Identifier: MIT
// What the cases of a device-dax instance are written with, besides kit.h. A
// unit is a range of the device's alignment: one entry maps it. k->fd is the
// device, open for loads and stores.
#pragma once

#include "check/kit.h"

// What the records of these cases have in common.
#define DEVICE_CASE                                                            \
	.source = __FILE__, .variants = CHECK_ANY, .device = true,             \
	.dax_only = true

struct kit_unit_map {
	uint64_t at, len; // of the device; len 0: one unit
	uint64_t shift;   // bytes off an aligned address
	int prot;         // 0: read and write
	int flags;        // 0: MAP_SHARED
	bool anywhere;    // where the kernel likes, no address asked for
};

static inline uint64_t kit_unit(const struct check *k)
{
	return k->set->align;
}

// 0 and the mapping, or errno.
int kit_unit_try(struct check *k, const struct kit_unit_map *m,
		 unsigned char **ret);
// Cannot be carried out if refused.
unsigned char *kit_unit_map(struct check *k, const struct kit_unit_map *m);
unsigned char *kit_unit_first(struct check *k); // the first unit, shared
// Address space for len bytes, aligned to a unit, nothing near.
unsigned char *kit_unit_room(struct check *k, uint64_t len);
// strerror, or "success".
const char *kit_errno(int code);
