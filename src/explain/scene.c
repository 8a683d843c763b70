// SPDX-License-Identifier: MIT
#include "explain/scene.h"

#include <stdlib.h>
#include <string.h>

void scene_release(struct scene *s)
{
	free(s->path);
	free(s->fs_type);
	free(s->pmd_kernel_source);
	free(s->base.how);
	free(s->dm_table);
	for (size_t i = 0; i < s->n_spans; i++)
		free(s->spans[i].legs);
	free(s->spans);
	free(s->bad);
	facts_release(&s->facts);
	*s = (struct scene){ 0 };
}

bool scene_splits_units(const struct scene *s)
{
	const uint64_t unit = scene_chunk_bytes(s);

	return s->vma_start % unit || s->vma_end % unit ||
	       (s->colour % unit != 0);
}

uint64_t scene_first_chunk(const struct scene *s)
{
	return s->vma_start / scene_chunk_bytes(s);
}

uint64_t scene_end_chunk(const struct scene *s)
{
	return s->vma_end / scene_chunk_bytes(s) +
	       (s->vma_end % scene_chunk_bytes(s) != 0);
}

// ext4: EXT_INIT_MAX_LEN, one block less when unwritten. XFS:
// XFS_MAX_BMBT_EXTLEN.
uint64_t scene_record_limit(const struct scene *s, bool unwritten)
{
	const uint64_t ext4_blocks = UINT64_C(1) << 15;
	const uint64_t xfs_blocks = (UINT64_C(1) << 21) - 1;

	if (!s->fs_type)
		return 0;
	if (strcmp(s->fs_type, "ext4") == 0)
		return (ext4_blocks - unwritten) * s->block_bytes;
	if (strcmp(s->fs_type, "xfs") == 0)
		return xfs_blocks * s->block_bytes;
	return 0;
}
