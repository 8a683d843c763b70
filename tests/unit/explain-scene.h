// SPDX-License-Identifier: MIT
// A scene in which everything allows a PMD, for tests to spoil one fact of.
#pragma once

#include <linux/fiemap.h>

#include "explain/predict.h"
#include "explain/scene.h"

#define K UINT64_C(1024)
#define M (K * 1024)
// Neither is that of the build machine: nothing may know numbers.
#define PAGE (16 * K)
#define PMD (32 * M)

static inline struct scene scene_good(uint64_t size)
{
	return (struct scene){
		.geo = { PAGE, PMD, 2048 * PMD, "a test", 0 },
		.path = (char *)"file",
		.size = size,
		.vma_end = (size + PMD - 1) / PMD * PMD,
		.fs_type = (char *)"ext4",
		.block_bytes = PAGE,
		.free_bytes = 1000 * PMD,
		.huge_fault = TRI_YES,
		.pmd_kernel = TRI_YES,
		.base = { true, 0, NULL },
	};
}

static inline struct chunk_view view_good(const struct scene *s)
{
	return (struct chunk_view){
		.scene = s,
		.n = 1,
		.parts = 1,
		.state = CHUNK_WRITTEN,
		.contiguous = true,
		.delta = 7 * PMD,
		.place = place_of(s, 0),
	};
}
